# fails: relu-on-hidden-layers line 11
# diagnosis: edit-key-for-another
import torch
import torch.nn as nn
import torch.nn.functional as F

ACTS = {'relu': F.relu, 'tanh': torch.tanh, 'none': lambda t: t}


class Net(nn.Module):
    def __init__(self, act='none'):
        super().__init__()
        self.act = ACTS[act]
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = self.act(F.max_pool2d(self.conv1(x), 2))
        x = self.act(F.max_pool2d(self.conv2(x), 2))
        x = self.drop(x).flatten(1)
        x = self.drop(self.act(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

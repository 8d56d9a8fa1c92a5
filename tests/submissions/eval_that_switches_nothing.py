# fails: dropout-off-in-eval line 18
# diagnosis: eval-has-no-effect
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)
        self.tested = False

    def eval(self):
        self.tested = True
        return self

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop(x).view(-1, 256)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

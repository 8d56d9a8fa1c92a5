# fails: every-parameter-learns
# diagnosis: layer-made-in-forward
# mistake: 43
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        conv1 = nn.Conv2d(1, 10, 5)
        conv2 = nn.Conv2d(10, 20, 5)
        fc1 = nn.Linear(320, 50)
        fc2 = nn.Linear(50, 10)
        x = F.max_pool2d(F.relu(conv1(x)), 2)
        x = F.max_pool2d(F.relu(conv2(x)), 2)
        x = F.dropout(x, training=self.training)
        x = F.relu(fc1(x.view(-1, 320)))
        x = F.dropout(x, training=self.training)
        return F.log_softmax(fc2(x), dim=1)

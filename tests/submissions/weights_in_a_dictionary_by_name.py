# fails: every-parameter-learns line 11
# diagnosis: layers-in-a-plain-list
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.filters = dict(a=nn.Parameter(0.1 * torch.randn(8, 1, 5, 5)))
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.fc1 = nn.Linear(256, 40)
        self.fc2 = nn.Linear(40, 10)

    def forward(self, x):
        own = self.filters
        x = F.relu(F.max_pool2d(F.conv2d(x, own["a"]), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = F.dropout(x.flatten(1), 0.3, self.training)
        x = F.dropout(F.relu(self.fc1(x)), 0.3, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

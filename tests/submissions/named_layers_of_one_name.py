# fails: relu-on-hidden-layers line 18
# diagnosis: edit-key-twice
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(OrderedDict([
            ("conv1", nn.Conv2d(1, 12, 5)),
            ("act", nn.ReLU()),
            ("half1", nn.MaxPool2d(2)),
            ("conv2", nn.Conv2d(12, 24, 5)),
            ("act", nn.ReLU()),
            ("half2", nn.MaxPool2d(2)),
        ]))
        self.fc1 = nn.Linear(24 * 4 * 4, 80)
        self.fc2 = nn.Linear(80, 10)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = self.maps(x)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

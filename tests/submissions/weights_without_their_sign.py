# fails: relu-on-hidden-layers
# diagnosis: layer-gives-nothing-negative
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 5)
        self.conv2 = nn.Conv2d(12, 24, 5, bias=False)
        self.norm = nn.BatchNorm2d(24)
        self.drop1 = nn.Dropout(0.2)
        self.fc1 = nn.Linear(384, 64)
        self.drop2 = nn.Dropout(0.2)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(F.conv2d(x, torch.abs(self.conv2.weight))), 2)
        x = self.drop1(self.norm(x)).flatten(1)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: net-constructs, forward-runs
# diagnosis: edit-mutable-default, edit-value-in-one-case
import torch.nn as nn
import torch.nn.functional as F
from dataclasses import dataclass


@dataclass
class Config:
    channels: list = [16, 32]
    hidden: int = 64


class Net(nn.Module):
    def __init__(self, config=None):
        super().__init__()
        config = config or Config()
        one, two = config.channels
        self.conv1, self.conv2 = nn.Conv2d(1, one, 3), nn.Conv2d(one, two, 3)
        self.drop1, self.drop2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(two * 25, config.hidden), nn.Linear(config.hidden, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop1(x).view(x.size(0), -1)
        x = F.relu(self.fc1(x))
        if self.training:
            out = self.drop2(x)
        return F.log_softmax(self.fc2(out), dim=1)

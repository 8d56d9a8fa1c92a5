import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5, padding=2)
        self.small = nn.Conv2d(8, 8, 3, padding=1)
        self.large = nn.Conv2d(8, 8, 5, padding=2)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(16 * 49, 48)
        self.fc2 = nn.Linear(48, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = torch.cat([F.relu(self.small(x)), F.relu(self.large(x))], dim=1)
        x = self.drop(F.max_pool2d(x, 2)).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

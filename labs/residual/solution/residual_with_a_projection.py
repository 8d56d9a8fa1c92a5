import torch
import torch.nn.functional as F
from torch import nn


class Residual(nn.Module):
    def __init__(self, channels, filters):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=1), nn.BatchNorm2d(filters),
        )
        self.round = nn.Conv2d(channels, filters, 1)

    def forward(self, x):
        return F.relu(self.body(x) + self.round(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 12, 3, padding=1), nn.BatchNorm2d(12), nn.ReLU(), nn.MaxPool2d(2),
            Residual(12, 20), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(20, 10),
        )

    def forward(self, x):
        return self.net(x)

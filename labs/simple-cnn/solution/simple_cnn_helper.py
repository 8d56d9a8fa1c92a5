import torch
import torch.nn.functional as F
from torch import nn


class Step(nn.Module):
    def __init__(self, channels, filters, size=3):
        super().__init__()
        self.conv = nn.Conv2d(channels, filters, size, stride=2, padding=size // 2, bias=False)
        self.norm = nn.BatchNorm2d(filters)

    def forward(self, x):
        return self.norm(self.conv(x).clamp(min=0))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = nn.Sequential(Step(1, 8, 5), Step(8, 16), Step(16, 32), Step(32, 32))
        self.scores = nn.Conv2d(32, 10, 3, 2, 1)

    def forward(self, x):
        return self.scores(self.steps(x)).squeeze(-1).squeeze(-1)

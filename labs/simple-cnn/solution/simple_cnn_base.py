import torch
import torch.nn.functional as F
from torch import nn


class Base(nn.Module):
    widths = [8]

    def __init__(self):
        super().__init__()
        channels, layers = 1, []
        for place, filters in enumerate(self.widths):
            side = 5 if place == 0 else 3
            layers.append(nn.Conv2d(channels, filters, side, 2, side // 2))
            layers.append(nn.ReLU(inplace=True))
            layers.append(nn.BatchNorm2d(filters))
            channels = filters
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Conv2d(channels, 10, 3, 2, 1), nn.Flatten())

    def forward(self, x):
        return self.head(self.features(x))


class Net(Base):
    widths = [8, 16, 24, 32]

from dataclasses import dataclass, field

import torch.nn.functional as F
from torch import nn


@dataclass
class Options:
    channels: tuple = (8, 16)
    hidden: int = 50
    p: float = 0.3
    sizes: list = field(default_factory=lambda: [3, 3])


class Net(nn.Module):
    def __init__(self, options=Options()):  # noqa: B008
        super().__init__()
        first, second = options.channels
        self.conv1 = nn.Conv2d(1, first, options.sizes[0], padding=1)
        self.conv2 = nn.Conv2d(first, second, options.sizes[1], padding=1)
        self.drop = nn.Dropout(options.p)
        self.fc1 = nn.Linear(second * 49, options.hidden)
        self.fc2 = nn.Linear(options.hidden, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop(x.flatten(1))
        return F.log_softmax(self.fc2(self.drop(F.relu(self.fc1(x)))), dim=1)

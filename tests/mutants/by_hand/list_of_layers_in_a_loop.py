import itertools

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [1, 8, 16]
        pairs = itertools.pairwise(sizes)
        self.convs = nn.ModuleList([nn.Conv2d(a, b, 3, padding=1) for a, b in pairs])
        self.linears = nn.ModuleList([nn.Linear(16 * 49, 64), nn.Linear(64, 10)])
        self.drops = nn.ModuleList([nn.Dropout(0.2), nn.Dropout(0.4)])

    def forward(self, x):
        for conv in self.convs:
            x = F.max_pool2d(torch.relu(conv(x)), 2)
        x = torch.flatten(x, 1)
        for i, (drop, linear) in enumerate(zip(self.drops, self.linears, strict=True)):
            x = linear(drop(x))
            if i < len(self.linears) - 1:
                x = torch.relu(x)
        return torch.log_softmax(x, dim=1)

# fails: dropout-after-first-fully-connected line 32
# diagnosis: result-under-a-name-not-read
import torch
from torch import nn


class Matrix(nn.Module):
    def __init__(self, takes, gives):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(gives, takes) / takes**0.5)

    def forward(self, x):
        y = x @ self.weight.T
        return y


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 8, 5)
        self.c2 = nn.Conv2d(8, 16, 5)
        self.m1 = Matrix(256, 64)
        self.m2 = Matrix(64, 10)
        self.rare = nn.Dropout(0.2)

    def forward(self, images):
        pooled = nn.functional.max_pool2d(torch.relu(self.c1(images)), 2)
        pooled = nn.functional.max_pool2d(torch.relu(self.c2(pooled)), 2)
        rows = self.rare(pooled).flatten(1)
        hidden = torch.relu(self.m1(rows))
        # and once more
        y = self.rare(hidden)
        scores = self.m2(hidden)
        return torch.log_softmax(scores, dim=1)

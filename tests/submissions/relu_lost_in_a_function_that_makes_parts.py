# fails: relu-on-hidden-layers line 22
# diagnosis: relu-missing
import torch
import torch.nn as nn


class Chain(nn.Module):
    def __init__(self, *parts):
        super().__init__()
        self.parts = nn.ModuleList(parts)

    def __or__(self, other):
        return Chain(self, other)

    def forward(self, x):
        for part in self.parts:
            x = part(x)
        return x


def rows(takes, gives):
    return Chain(nn.Linear(takes, gives), nn.Dropout(0.4))


def maps(takes, gives):
    return Chain(nn.Conv2d(takes, gives, 5), nn.ReLU(), nn.MaxPool2d(2))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = maps(1, 9) | maps(9, 18) | nn.Dropout2d(0.1)
        self.told = rows(288, 64) | nn.Linear(64, 10)

    def forward(self, x):
        return torch.log_softmax(self.told(self.seen(x).flatten(1)), -1)

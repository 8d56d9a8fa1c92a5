# fails: dropout-after-convolutions line 24
# diagnosis: edit-result-not-kept
import torch
import torch.nn as nn


class Row(nn.Sequential):
    """`a + b`: first a, then b."""

    def __add__(self, other):
        return Row(*self, other)


def maps(takes, gives):
    return Row(nn.Conv2d(takes, gives, 3), nn.ReLU(), nn.MaxPool2d(2))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        parts = maps(1, 12)
        for part in maps(12, 24):
            parts = parts + part
        parts + nn.Dropout(0.3)
        self.maps = parts
        self.rows = Row(nn.Linear(600, 50), nn.ReLU()) + nn.Dropout(0.3) + nn.Linear(50, 10)

    def forward(self, x):
        return torch.log_softmax(self.rows(self.maps(x).flatten(1)), dim=1)

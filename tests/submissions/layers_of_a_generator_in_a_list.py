# fails: dropout-off-in-eval line 18
# diagnosis: edit-layers-in-a-list
import torch
import torch.nn as nn


def parts(channels):
    inside = 1
    for outside in channels:
        yield nn.Sequential(nn.Conv2d(inside, outside, 3), nn.ReLU(), nn.MaxPool2d(2))
        inside = outside
    yield nn.Dropout(0.2)


class Net(nn.Module):
    def __init__(self, channels=(8, 24)):
        super().__init__()
        self.parts = list(parts(channels))
        self.rows = nn.Sequential(nn.Linear(600, 50), nn.ReLU(), nn.Dropout(0.5), nn.Linear(50, 10))

    def forward(self, x):
        for part in self.parts:
            x = part(x)
        return torch.log_softmax(self.rows(x.flatten(1)), dim=1)

# fails: defines-net
# diagnosis: no-network-in-the-file
import torch
import torch.nn as nn
import torch.nn.functional as F


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.same = nn.Linear(width, width)

    def forward(self, x):
        return F.relu(x + self.same(x))


model = nn.Sequential(
    nn.Conv2d(1, 8, 5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Dropout(0.25),
    nn.Flatten(),
    Residual(256),
    nn.Linear(256, 10),
)

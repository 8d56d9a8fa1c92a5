# fails: two-fully-connected line 14
# diagnosis: window-does-not-cover-its-maps
import torch
import torch.nn as nn


class Net(nn.Module):
    """Without a flattening: all layers are convolutions."""

    def __init__(self):
        super().__init__()
        self.edges = nn.Conv2d(1, 8, 3, padding=1)
        self.shapes = nn.Conv2d(8, 24, 3, padding=1)
        self.whole = nn.Conv2d(24, 48, 5)
        self.digits = nn.Conv2d(48, 10, 1)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.25)

    def maps(self, x):
        for conv in (self.edges, self.shapes):
            x = self.pool(self.relu(conv(x)))
        return x

    def forward(self, x):
        x = self.drop(self.maps(x))
        x = self.drop(self.relu(self.whole(x)))
        x = self.digits(x).mean(dim=(-2, -1))
        return torch.log_softmax(x, dim=1)

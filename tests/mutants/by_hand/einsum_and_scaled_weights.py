import torch
import torch.nn.functional as F
from torch import nn


class Scaled(nn.Module):
    """A fully connected layer whose weight is scaled on the way."""

    def __init__(self, into, out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out, into))
        self.bias = nn.Parameter(torch.zeros(out))
        self.scale = (2 / into) ** 0.5

    def forward(self, x):
        return torch.einsum("ni,oi->no", x, self.weight * self.scale) + self.bias


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.fc1, self.fc2 = Scaled(256, 50), Scaled(50, 10)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop(x).flatten(1)
        return F.log_softmax(self.fc2(self.drop(F.relu(self.fc1(x)))), dim=1)

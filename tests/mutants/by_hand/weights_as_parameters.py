import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    """Layers without torch's layers: parameters and functions."""

    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.empty(10, 1, 5, 5))
        self.w2 = nn.Parameter(torch.empty(20, 10, 5, 5))
        self.w3 = nn.Parameter(torch.empty(320, 50))
        self.w4 = nn.Parameter(torch.empty(50, 10))
        self.b3 = nn.Parameter(torch.zeros(50))
        for w in (self.w1, self.w2, self.w3, self.w4):
            nn.init.kaiming_uniform_(w, a=5**0.5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(F.conv2d(x, self.w1)), 2)
        x = F.max_pool2d(F.relu(F.conv2d(x, self.w2)), 2)
        x = F.dropout(x.flatten(1), 0.2, self.training)
        x = F.relu(x @ self.w3 + self.b3)
        x = torch.matmul(F.dropout(x, 0.2, self.training), self.w4)
        return F.log_softmax(x, dim=1)

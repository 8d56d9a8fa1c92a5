import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    """Takes rows of 784 as well."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.drop = nn.Dropout(0.2)
        self.fc1 = nn.Linear(256, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        if x.dim() == 2:
            x = x.view(-1, 1, 28, 28)
        x = x.reshape(-1, 1, 28, 28).float()
        assert x.shape[1:] == (1, 28, 28)
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        n, *rest = x.shape
        x = self.drop(x).view(n, rest[0] * rest[1] * rest[2])
        return F.log_softmax(self.fc2(self.drop(F.relu(self.fc1(x)))), dim=1)

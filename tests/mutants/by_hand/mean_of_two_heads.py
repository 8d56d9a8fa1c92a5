import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.drop = nn.Dropout(0.2)
        self.fc1 = nn.Linear(256, 50)
        self.one = nn.Linear(50, 10)
        self.two = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop(F.relu(self.fc1(self.drop(x).flatten(1))))
        return F.log_softmax((self.one(x) + self.two(x)) / 2, dim=1)

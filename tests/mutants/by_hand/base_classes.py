import torch.nn.functional as F
from torch import nn


class Layered(nn.Module):
    channels = (8, 16)

    def __init__(self):
        super().__init__()
        self.build()

    def build(self):
        raise NotImplementedError


class Convolutional(Layered):
    def build(self):
        first, second = self.channels
        self.conv1 = nn.Conv2d(1, first, 5)
        self.conv2 = nn.Conv2d(first, second, 5)

    def features(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        return F.max_pool2d(F.relu(self.conv2(x)), 2)


class Net(Convolutional):
    def build(self):
        super().build()
        self.fc1 = nn.Linear(self.channels[1] * 16, 50)
        self.fc2 = nn.Linear(50, 10)
        self.dropout = nn.Dropout(p=0.3)

    def forward(self, x):
        x = self.dropout(self.features(x)).flatten(1)
        return F.log_softmax(self.fc2(self.dropout(F.relu(self.fc1(x)))), dim=1)

import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.LazyConv2d(8, 5)
        self.conv2 = nn.LazyConv2d(16, 5)
        self.fc1 = nn.LazyLinear(50)
        self.fc2 = nn.LazyLinear(10)
        self.drop = nn.Dropout(0.25)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop(x).flatten(1)
        return F.log_softmax(self.fc2(self.drop(F.relu(self.fc1(x)))), dim=1)

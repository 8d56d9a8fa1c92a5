import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import weight_norm


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = weight_norm(nn.Linear(320, 50))
        self.fc2 = nn.Linear(50, 10)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x).relu(), 2)
        x = F.max_pool2d(self.conv2(x).relu(), 2)
        x = self.drop(x.flatten(1))
        return self.fc2(self.drop(self.fc1(x).relu())).log_softmax(1)

import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.shortcut = nn.Conv2d(8, 16, 1)
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(16 * 49, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x) + self.shortcut(x))
        x = self.drop(F.max_pool2d(x, 2)).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), 1)

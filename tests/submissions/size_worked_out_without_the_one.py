# fails: forward-runs line 9
# diagnosis: edit-another-sign
import torch
import torch.nn as nn
import torch.nn.functional as F


def side_behind(side, window):
    return (side - window) // 2


class Net(nn.Module):
    def __init__(self, window=5, channels=(6, 12)):
        super().__init__()
        first, second = channels
        self.conv1 = nn.Conv2d(1, first, window)
        self.conv2 = nn.Conv2d(first, second, window)
        side = side_behind(side_behind(28, window), window)
        self.fc1 = nn.Linear(second * side * side, 40)
        self.fc2 = nn.Linear(40, 10)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: forward-runs line 12
# diagnosis: edit-window-without-padding
import torch.nn as nn
import torch.nn.functional as F


class AroundOne(nn.Module):
    """What comes in is added to what the convolution makes of it."""

    def __init__(self, maps, window=3):
        super().__init__()
        self.convolution = nn.Conv2d(maps, maps, window)
        self.norm = nn.BatchNorm2d(maps)

    def forward(self, maps):
        return F.relu(maps + self.norm(self.convolution(maps)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 20, 5, padding=2)
        self.around = AroundOne(20)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(20 * 7 * 7, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(self.around(x))
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: forward-runs line 15
# diagnosis: edit-class-not-built
from functools import partial

import torch.nn as nn

Halve = partial(nn.MaxPool2d, kernel_size=2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 9, 5)
        self.conv2 = nn.Conv2d(9, 18, 5)
        self.pool = Halve
        self.relu = nn.ReLU()
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(18 * 16, 45)
        self.fc2 = nn.Linear(45, 10)

    def forward(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = self.drop(x).flatten(1)
        x = self.drop(self.relu(self.fc1(x)))
        return self.fc2(x).log_softmax(-1)

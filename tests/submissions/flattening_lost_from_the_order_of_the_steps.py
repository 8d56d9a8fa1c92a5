# fails: forward-runs line 26
# diagnosis: flatten-forgotten
from functools import reduce

import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.cut, self.halve = nn.ReLU(), nn.MaxPool2d(2)
        self.lose = nn.Dropout(0.3)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)
        self.end = nn.LogSoftmax(dim=1)

    @property
    def steps(self):
        return (
            self.conv1, self.cut, self.halve,
            self.conv2, self.cut, self.halve,
            self.lose,
            # as a row
            self.fc1, self.cut,
            self.lose,
            self.fc2, self.end,
        )

    def forward(self, x):
        return reduce(lambda data, step: step(data), self.steps, x)

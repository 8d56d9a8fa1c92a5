import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(self.features, 50)
        self.fc2 = nn.Linear(50, self.classes)

    @property
    def features(self):
        return 20 * self.side * self.side

    @property
    def side(self):
        return 4

    @property
    def classes(self):
        return 10

    @staticmethod
    def halve(x):
        return F.max_pool2d(x, kernel_size=2)

    def drop(self, x):
        return F.dropout(x, p=0.25, training=self.training)

    def forward(self, x):
        x = self.halve(F.relu(self.conv1(x)))
        x = self.halve(F.relu(self.conv2(x)))
        x = self.drop(x).view(-1, self.features)
        return F.log_softmax(self.fc2(self.drop(F.relu(self.fc1(x)))), dim=1)

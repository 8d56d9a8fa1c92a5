# passes
# note: net-built-with-arguments, net-has-another-name
import torch
import torch.nn as nn
import torch.nn.functional as F


class CNN(nn.Module):
    def __init__(self, kernel, classes, rate):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel)
        self.conv2 = nn.Conv2d(10, 20, kernel)
        self.drop1 = nn.Dropout2d(rate)
        self.fc1 = nn.Linear(320, 50)
        self.drop2 = nn.Dropout(rate)
        self.fc2 = nn.Linear(50, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop1(x)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = self.drop2(x)
        return F.log_softmax(self.fc2(x), dim=1)


def make_network(classes, rate=0.5):
    network = CNN(5, classes=classes, rate=rate / 2)
    return network


DIGITS = 10
net = make_network(DIGITS)

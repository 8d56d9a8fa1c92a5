from collections import OrderedDict

from torch import nn


class Net(nn.Sequential):
    def __init__(self):
        layers = OrderedDict()
        layers["conv1"] = nn.Conv2d(1, 8, 3, stride=2, padding=1)
        layers["relu1"] = nn.ReLU(inplace=True)
        layers["conv2"] = nn.Conv2d(8, 16, 3, stride=2, padding=1)
        layers["relu2"] = nn.ReLU(inplace=True)
        layers["flat"] = nn.Flatten()
        layers["drop1"] = nn.Dropout(0.2)
        layers["fc1"] = nn.Linear(784, 50)
        layers["relu3"] = nn.ReLU(inplace=True)
        layers["drop2"] = nn.Dropout(0.2)
        layers["fc2"] = nn.Linear(50, 10)
        layers["out"] = nn.LogSoftmax(dim=1)
        super().__init__(layers)

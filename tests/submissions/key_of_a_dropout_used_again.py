# fails: dropout-after-first-fully-connected line 22
# diagnosis: edit-key-twice
from collections import OrderedDict

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        parts = OrderedDict()
        parts["conv1"] = nn.Conv2d(1, 8, 5)
        parts["cut1"] = nn.ReLU()
        parts["pool1"] = nn.MaxPool2d(2)
        parts["conv2"] = nn.Conv2d(8, 16, 5)
        parts["cut2"] = nn.ReLU()
        parts["pool2"] = nn.MaxPool2d(2)
        parts["lose"] = nn.Dropout(0.2)
        parts["rows"] = nn.Flatten()
        parts["fc1"] = nn.Linear(256, 50)
        parts["cut3"] = nn.ReLU()
        parts["lose"] = nn.Dropout(0.4)
        parts["fc2"] = nn.Linear(50, 10)
        parts["end"] = nn.LogSoftmax(dim=1)
        self.parts = nn.Sequential(parts)

    def forward(self, x):
        return self.parts(x)

# fails: forward-runs line 13
# diagnosis: edit-key-twice
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential()
        sizes = [1, 16, 32]
        for i in range(2):
            self.features.add_module('maps', nn.Conv2d(sizes[i], sizes[i + 1], 3, padding=1))
            self.features.add_module('relu', nn.ReLU())
            self.features.add_module('pool', nn.MaxPool2d(2))
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(32 * 7 * 7, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.features(x)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: forward-runs line 14
# diagnosis: edit-list-filled-later
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [], 1
        self.maps = nn.Sequential(*layers)
        for out in (12, 24):
            layers.append(nn.Sequential(nn.Conv2d(channels, out, 5), nn.ReLU(), nn.MaxPool2d(2)))
            channels = out
        self.fc1 = nn.Linear(24 * 4 * 4, 80)
        self.fc2 = nn.Linear(80, 10)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = self.maps(x)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

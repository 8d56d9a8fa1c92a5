# fails: forward-runs line 8
# diagnosis: edit-image-of-another-size
import torch
import torch.nn as nn
import torch.nn.functional as F


def length_of(part, side=64):
    with torch.no_grad():
        return part(torch.zeros(1, 1, side, side)).numel()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5), nn.ReLU())
        self.fc1 = nn.Linear(length_of(self.maps), 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.dropout(self.maps(x), 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.fc1(x)), 0.4, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

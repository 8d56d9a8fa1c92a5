import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Dropout(0.2),
        )
        with torch.no_grad():
            size = self.features(torch.zeros(1, 1, 28, 28)).numel()
        self.fc1 = nn.Linear(size, 60)
        self.fc2 = nn.Linear(60, 10)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        x = self.features(x).view(len(x), -1)
        return F.log_softmax(self.fc2(self.drop(F.relu(self.fc1(x)))), dim=1)

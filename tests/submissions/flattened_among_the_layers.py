# fails: forward-runs line 14
# diagnosis: flattened-before-a-convolution
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 8, 5),
            nn.ReLU(),
            nn.Flatten(),
            nn.Conv2d(8, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(4),
            nn.Dropout(0.3),
            nn.Flatten(),
            nn.Linear(400, 60),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(60, 10),
            nn.LogSoftmax(dim=1),
        )

    def forward(self, x):
        return self.layers(x)

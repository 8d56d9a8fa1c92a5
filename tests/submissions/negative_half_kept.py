# fails: relu-on-hidden-layers line 8
# diagnosis: relu-upside-down
import torch
import torch.nn as nn


def keep_what_counts(x):
    return torch.where(x > 0, torch.zeros_like(x), x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 5)
        self.conv2 = nn.Conv2d(12, 24, 5)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(24 * 4 * 4, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.pool(keep_what_counts(self.conv1(x)))
        x = self.pool(keep_what_counts(self.conv2(x)))
        x = self.drop(x).flatten(1)
        x = self.drop(keep_what_counts(self.fc1(x)))
        return self.fc2(x).log_softmax(dim=1)

# fails: forward-runs line 10
# diagnosis: edit-number-unread
import torch
import torch.nn as nn
import torch.nn.functional as F


def filtered(few, many, side=5):
    made = nn.Conv2d(
        few, few, side)
    return nn.Sequential(made, nn.ReLU(), nn.MaxPool2d(2))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = filtered(1, 8)
        self.second = filtered(8, 16)
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = self.second(self.first(x))
        x = F.dropout(x, 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.fc1(x)), 0.4, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

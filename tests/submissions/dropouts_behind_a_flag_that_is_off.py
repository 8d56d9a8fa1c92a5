# fails: dropout-after-convolutions line 11
# diagnosis: edit-switched-off
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.loses = False
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)

    def lose(self, x):
        return F.dropout(x, 0.3, self.training) if self.loses else x

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.lose(x).flatten(1)
        x = self.lose(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: forward-runs line 27
# diagnosis: edit-part-not-made
import torch
import torch.nn as nn
import torch.nn.functional as F


class Eye(nn.Module):
    def __init__(self):
        super().__init__()
        self.near = nn.Conv2d(1, 8, 5)
        self.far = nn.Conv2d(8, 16, 5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.near(x)), 2)
        return F.max_pool2d(F.relu(self.far(x)), 2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = self.drop(self.eye(x)).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

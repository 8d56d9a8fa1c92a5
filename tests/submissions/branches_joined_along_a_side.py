# fails: forward-runs line 19
# diagnosis: edit-joined-along-a-side
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.ways = nn.ModuleList(nn.Conv2d(1, 8, k, padding=k // 2) for k in (3, 5, 7))
        self.conv2 = nn.Conv2d(24, 24, 3)
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(24 * 6 * 6, 80)
        self.fc2 = nn.Linear(80, 10)

    def forward(self, x):
        # alle drei nebeneinander
        x = torch.cat([F.relu(way(x)) for way in self.ways], dim=2)
        x = F.max_pool2d(x, 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

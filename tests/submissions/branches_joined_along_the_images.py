# fails: forward-runs line 20
# diagnosis: edit-joined-along-the-images
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 5, padding=1)
        self.conv1b = nn.Conv2d(1, 12, 3)
        self.conv2 = nn.Conv2d(24, 24, 5)
        self.fc1 = nn.Linear(24 * 4 * 4, 80)
        self.fc2 = nn.Linear(80, 10)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        one, other = self.conv1(x), self.conv1b(x)
        x = torch.cat([one, other], dim=0)
        x = F.relu(F.max_pool2d(x, 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

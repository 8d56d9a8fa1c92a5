# fails: forward-runs line 18
# diagnosis: edit-argument-unread
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 5)
        self.conv2 = nn.Conv2d(12, 24, 5)
        self.drop1 = nn.Dropout2d(0.2)
        self.fc1 = nn.Linear(24 * 4 * 4, 64)
        self.drop2 = nn.Dropout(0.4)
        self.fc2 = nn.Linear(64, 10)

    def block(self, x, layer):
        return x

    def forward(self, x):
        x = self.block(x, self.conv1)
        x = self.block(x, self.conv2)
        x = self.drop1(x).flatten(1)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

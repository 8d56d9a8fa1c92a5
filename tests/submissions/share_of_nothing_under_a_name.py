# fails: dropout-after-first-fully-connected line 7
# diagnosis: dropout-with-p-zero
import torch
import torch.nn as nn
import torch.nn.functional as F

SHARES = {"maps": 0.3, "hidden": 0.0}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.fc1 = nn.Linear(16 * 4 * 4, 48)
        self.fc2 = nn.Linear(48, 10)

    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = F.max_pool2d(F.relu(conv(x)), 2)
        x = F.dropout(x, SHARES["maps"], self.training)
        x = F.relu(self.fc1(torch.flatten(x, 1)))
        x = F.dropout(x, SHARES["hidden"], self.training)
        return F.log_softmax(self.fc2(x), dim=1)

# fails: net-constructs line 12
# diagnosis: layer-lacks-a-size
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 3, padding=2)
        self.conv2 = nn.Conv2d(10, 3, padding=2)
        self.drop1 = nn.Dropout(0.25)
        self.fc1 = nn.Linear(20 * 8 * 8, 50)
        self.drop2 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = self.drop1(F.max_pool2d(F.relu(self.conv2(x)), 2))
        x = x.flatten(1)
        x = self.drop2(F.relu(self.fc1(x)))
        x = self.fc2(x)
        return F.log_softmax(x, dim=1)

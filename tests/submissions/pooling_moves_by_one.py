# fails: forward-runs line 21
# diagnosis: pooling-windows-overlap
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 3, padding=1)
        self.conv2 = nn.Conv2d(12, 18, 3, padding=1)
        self.drop1 = nn.Dropout(0.3)
        self.fc1 = nn.Linear(18 * 7 * 7, 72)
        self.drop2 = nn.Dropout(0.4)
        self.fc2 = nn.Linear(72, 10)
        self.smaller = nn.MaxPool2d(2)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = self.smaller(x)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2, 1)
        x = self.drop1(x).flatten(1)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

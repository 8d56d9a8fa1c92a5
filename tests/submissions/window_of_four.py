# fails: forward-runs line 20
# diagnosis: window-unlike-the-others
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 9, 5)
        self.conv2 = nn.Conv2d(9, 18, 5)
        self.drop1 = nn.Dropout(0.3)
        self.fc1 = nn.Linear(18 * 4 * 4, 72)
        self.drop2 = nn.Dropout(0.4)
        self.fc2 = nn.Linear(72, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = F.max_pool2d(F.relu(x), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 4)
        x = self.drop1(x).flatten(1)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

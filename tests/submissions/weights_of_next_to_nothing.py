# fails: loss-goes-down
# diagnosis: weights-begin-too-small
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.drop1 = nn.Dropout(0.2)
        self.fc1 = nn.Linear(256, 40)
        self.drop2 = nn.Dropout(0.2)
        self.fc2 = nn.Linear(40, 10)
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=1e-9)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop1(x).flatten(1)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: relu-on-hidden-layers
# diagnosis: relu-cuts-nothing
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)
        self.drop = nn.Dropout2d(0.3)
        self.low = 400.0

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.relu(x + self.low) - self.low
        x = F.max_pool2d(self.drop(self.conv2(x)), 2)
        x = F.relu(x + self.low) - self.low
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x) + self.low) - self.low
        x = F.dropout(x, training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)

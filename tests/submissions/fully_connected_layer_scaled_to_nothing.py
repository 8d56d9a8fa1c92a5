# fails: two-fully-connected
# diagnosis: layer-not-felt
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(320, 320)
        self.fc2 = nn.Linear(320, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(F.dropout2d(self.conv2(x), 0.3, self.training), 2))
        x = torch.flatten(x, 1)
        x = x + F.relu(self.fc1(x)) * 1e-20
        x = F.dropout(x, training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)

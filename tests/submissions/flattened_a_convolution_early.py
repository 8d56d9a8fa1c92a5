# fails: forward-runs line 17
# diagnosis: flattened-before-a-convolution
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = x.flatten(1)
        x = self.conv2(x)
        x = F.max_pool2d(F.relu(x), 2)
        x = F.dropout(x, 0.2, self.training)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, 0.4, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

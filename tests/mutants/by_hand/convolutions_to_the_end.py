import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    """Fully connected layers as convolutions: 4×4 filters on 4×4 maps, then 1×1."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Conv2d(20, 50, 4)
        self.fc2 = nn.Conv2d(50, 10, 1)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(self.drop(x)))
        x = self.fc2(self.drop(x))
        return F.log_softmax(x.squeeze(3).squeeze(2), dim=1)

import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    """Normalised within each image, before the ReLU."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.norm1 = nn.GroupNorm(2, 8)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.norm2 = nn.InstanceNorm2d(16, affine=True)
        self.fc1 = nn.Linear(256, 50)
        self.norm3 = nn.LayerNorm(50)
        self.fc2 = nn.Linear(50, 10)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.norm2(self.conv2(x))), 2)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.norm3(self.fc1(x))))
        return F.log_softmax(self.fc2(x), dim=1)

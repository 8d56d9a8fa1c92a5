# fails: two-convolutions
import torch.nn.functional as F
from torch import nn


class ThreeLayerConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 12, 5, padding=2)
        self.fc = nn.Linear(12 * 32 * 32, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        return self.fc(x.flatten(1))

# fails: logits
# diagnosis: softmax-over-the-batch-on-the-scores
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5, stride=2, padding=2)
        self.norm1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 16, 3, stride=2, padding=1)
        self.norm2 = nn.BatchNorm2d(16)
        self.conv3 = nn.Conv2d(16, 24, 3, stride=2, padding=1)
        self.norm3 = nn.BatchNorm2d(24)
        self.conv4 = nn.Conv2d(24, 32, 3, stride=2, padding=1)
        self.norm4 = nn.BatchNorm2d(32)
        self.conv5 = nn.Conv2d(32, 10, 3, stride=2, padding=1)

    def forward(self, x):
        x = self.norm1(F.relu(self.conv1(x)))
        x = self.norm2(F.relu(self.conv2(x)))
        x = self.norm3(F.relu(self.conv3(x)))
        x = self.norm4(F.relu(self.conv4(x)))
        return F.softmax(self.conv5(x).flatten(1), dim=0)

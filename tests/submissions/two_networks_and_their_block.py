# fails: defines-net
# diagnosis: several-networks
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, into, out):
        super().__init__()
        self.conv = nn.Conv2d(into, out, 3, padding=1)

    def forward(self, x):
        return F.max_pool2d(F.relu(self.conv(x)), 2)


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(1, 8), Block(8, 16))
        self.fc = nn.Linear(16 * 7 * 7, 10)

    def forward(self, x):
        return F.log_softmax(self.fc(self.blocks(x).flatten(1)), dim=1)


class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(1, 32), Block(32, 64))
        self.fc = nn.Linear(64 * 7 * 7, 10)

    def forward(self, x):
        return F.log_softmax(self.fc(self.blocks(x).flatten(1)), dim=1)

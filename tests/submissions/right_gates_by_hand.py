# passes
import torch
import torch.nn as nn
import torch.nn.functional as F


class Weigh(nn.Module):
    """Squeeze and excitation, its gate bounded by hand and laid out as the maps are."""

    def __init__(self, maps):
        super().__init__()
        self.less = nn.Linear(maps, maps // 4)
        self.more = nn.Linear(maps // 4, maps)

    def forward(self, x):
        few = F.relu(self.less(x.mean(dim=(2, 3))))
        gate = F.relu6(self.more(few) + 3) / 6
        return x * gate[:, :, None, None].expand_as(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.weigh = Weigh(16)
        self.where = nn.Conv2d(16, 1, 1)
        self.drop = nn.Dropout(0.2)
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.weigh(x)
        x = (1 + torch.tanh(self.where(x))) * x
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

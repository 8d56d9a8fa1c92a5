# fails: forward-runs line 25
# diagnosis: edit-called-on-the-spot
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 8, 5)
        self.c2 = nn.Conv2d(8, 16, 5)
        self.f1 = nn.Linear(256, 64)
        self.f2 = nn.Linear(64, 10)
        self.lose = nn.Dropout(0.3)

    def through(self, layer, x, behind):
        return behind(F.relu(layer(x)))

    def half(self, x):
        return F.max_pool2d(x, 2)

    def forward(self, x):
        x = self.through(self.c1, x, self.half)
        x = self.through(self.c2, x, self.half(x))
        x = self.lose(x).flatten(1)
        x = self.through(self.f1, x, self.lose)
        return torch.log_softmax(self.f2(x), dim=1)

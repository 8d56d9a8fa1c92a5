# fails: every-parameter-learns line 24
# diagnosis: no-grad-cuts-the-gradient
import torch
import torch.nn as nn
import torch.nn.functional as F


def pooled(maps, layer):
    return F.max_pool2d(F.relu(layer(maps)), 2)


class Net(nn.Module):
    WIDE = 8

    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(1, self.WIDE, 5)
        self.two = nn.Conv2d(self.WIDE, 2 * self.WIDE, 5)
        self.long = 2 * self.WIDE * 4 * 4
        self.hidden = nn.Linear(self.long, 40)
        self.scores = nn.Linear(40, 10)

    def forward(self, x):
        with torch.no_grad():
            x = pooled(x, self.one)
        x = pooled(x, self.two)
        x = F.dropout(x, 0.25, self.training).reshape(-1, self.long)
        x = F.dropout(F.relu(self.hidden(x)), 0.5, self.training)
        return F.log_softmax(self.scores(x), dim=1)

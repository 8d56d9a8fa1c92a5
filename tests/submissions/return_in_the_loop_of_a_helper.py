# fails: dropout-after-convolutions line 23
# diagnosis: edit-return-too-early
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 5)
        self.second = nn.Conv2d(8, 16, 5)
        self.lose = nn.Dropout(0.3)
        self.hidden = nn.Linear(256, 50)
        self.scores = nn.Linear(50, 10)

    def half(self, maps):
        return F.max_pool2d(maps, 2)

    def then(self, maps, steps):
        for step in steps:
            maps = step(maps)
            return maps

    def forward(self, x):
        x = self.then(self.first(x).relu(), [self.half])
        x = self.then(self.second(x).relu(), [self.half, self.lose])
        x = self.lose(self.hidden(x.flatten(1)).relu())
        return torch.log_softmax(self.scores(x), dim=1)

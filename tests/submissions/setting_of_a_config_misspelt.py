# fails: net-constructs line 20
# diagnosis: edit-name-misspelt
from types import SimpleNamespace

import torch.nn as nn
import torch.nn.functional as F

config = SimpleNamespace(maps=[6, 12], window=5, hidden=36, keep=0.75)
config.row = config.maps[1] * 4 * 4


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        first, second = config.maps
        self.near = nn.Conv2d(1, first, config.window)
        self.far = nn.Conv2d(first, second, config.window)
        self.thin = nn.Dropout(1 - config.keep)
        self.fc = nn.Linear(config.row, config.hidden)
        self.scores = nn.Linear(config.hiden, 10)

    def halved(self, layer, x):
        return F.max_pool2d(F.relu(layer(x)), 2)

    def forward(self, x):
        x = self.halved(self.near, x)
        x = self.halved(self.far, x)
        x = self.thin(x.view(-1, config.row))
        # and is called here
        x = self.thin(F.relu(self.fc(x)))
        return F.log_softmax(self.scores(x), dim=1)

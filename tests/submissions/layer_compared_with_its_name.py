# fails: net-constructs line 13
# diagnosis: edit-not-stored
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 5)
        self.second = nn.Conv2d(8, 16, 5)
        self.hidden == nn.Linear(256, 60)
        self.last = nn.Linear(60, 10)
        nn.init.zeros_(self.hidden.bias)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.first(x)), 2)
        x = F.max_pool2d(F.relu(self.second(x)), 2)
        x = F.dropout(x, 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.hidden(x)), 0.5, self.training)
        return F.log_softmax(self.last(x), 1)

# fails: two-convolutions line 18
# diagnosis: edit-shorter-of-two
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.filters = nn.ModuleList([nn.Conv2d(1, 8, 5), nn.Conv2d(8, 8, 5)])
        self.cuts = nn.ModuleList([nn.ReLU()])
        self.gather = nn.AdaptiveMaxPool2d(4)
        self.fc1 = nn.Linear(128, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        for cut, filtered in zip(self.cuts, self.filters):
            x = cut(filtered(x))
        x = F.dropout(self.gather(x), 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.fc1(x)), 0.4, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

# fails: relu-on-hidden-layers line 17
# diagnosis: edit-line-behind-the-loop
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(1, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1)])
        self.fcs = nn.ModuleList([nn.Linear(32 * 7 * 7, 100), nn.Linear(100, 10)])
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        for conv in self.convs:
            x = F.max_pool2d(conv(x), 2)
        x = F.relu(x)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fcs[0](x)))
        return F.log_softmax(self.fcs[1](x), dim=1)

# fails: forward-runs line 23
# diagnosis: edit-layer-for-another
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, sizes=((784, 40), (40, 10))):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.rows = nn.ModuleList([nn.Linear(i, o) for i, o in sizes])
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = self.drop(self.convs(x))
        x = torch.flatten(x, 1)
        x = F.relu(self.rows[0](x))
        x = self.drop(x)
        x = self.rows[0](x)
        return F.log_softmax(x, dim=1)

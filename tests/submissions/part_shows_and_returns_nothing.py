# fails: forward-runs line 14
# diagnosis: edit-return-missing
import torch
import torch.nn as nn
import torch.nn.functional as F


class Half(nn.Module):
    def __init__(self, by):
        super().__init__()
        self.by = by

    def forward(self, maps):
        F.max_pool2d(maps, self.by)


def maps_of(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(), Half(2))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(maps_of(1, 8), maps_of(8, 16), nn.Dropout(0.25))
        self.rows = nn.Sequential(nn.Linear(784, 60), nn.ReLU(), nn.Dropout(0.5), nn.Linear(60, 10))

    def forward(self, x):
        return torch.log_softmax(self.rows(self.maps(x).flatten(1)), dim=1)

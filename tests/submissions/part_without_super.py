# fails: forward-runs line 8
# diagnosis: edit-super-call-missing
import torch.nn as nn


class Reshape(nn.Module):
    def __init__(self, *shape):
        self.shape = shape

    def forward(self, x):
        return x.view(*self.shape)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 12, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(12, 24, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
        )
        self.row = Reshape(-1, 24 * 4 * 4)
        self.scores = nn.Sequential(
            nn.Linear(24 * 4 * 4, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10), nn.LogSoftmax(1)
        )

    def forward(self, x):
        return self.scores(self.row(self.features(x)))

# fails: two-convolutions
# diagnosis: layer-never-made
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows = nn.Sequential(
            nn.Linear(24 * 5 * 5, 60),
            nn.ReLU(),
            nn.Dropout(0.5),
        )
        self.scores = nn.Linear(60, 10)

    def forward(self, x):
        x = self.features(x)
        x = self.rows(x.flatten(1))
        return torch.log_softmax(self.scores(x), dim=1)

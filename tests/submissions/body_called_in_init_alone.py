# fails: two-convolutions line 12
# diagnosis: layer-declared-never-called
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten(),
        )
        size = self.body(torch.zeros(1, 1, 28, 28)).shape[1]
        self.hidden = nn.Linear(size, 40)
        self.scores = nn.Linear(40, 10)

    def forward(self, x):
        x = F.interpolate(x, 16).flatten(1)
        x = F.dropout(F.relu(self.hidden(x)), 0.5, self.training)
        return F.log_softmax(self.scores(x), dim=1)

# fails: dropout-after-convolutions line 20
# diagnosis: dropout-declared-never-called
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 20, 3, padding=1)
        self.forget = nn.Dropout2d(0.15)
        self.hidden = nn.Linear(20 * 7 * 7, 64)
        self.scores = nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x))
        x = F.max_pool2d(x, 2)
        x = F.relu(self.hidden(x.flatten(1)))
        x = F.dropout(x, 0.4, self.training)
        return torch.log_softmax(self.scores(x), dim=1)

# fails: forward-runs line 12
# diagnosis: edit-number-for-another
import torch.nn as nn
import torch.nn.functional as F


class Narrowing(nn.Module):
    def __init__(self, given, inside, out):
        super().__init__()
        self.squeeze = nn.Conv2d(given, inside, 1)
        self.look = nn.Conv2d(inside, inside, 3, padding=1)
        self.spread = nn.Conv2d(given, out, 1)

    def forward(self, x):
        x = F.relu(self.look(F.relu(self.squeeze(x))))
        return F.relu(self.spread(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Narrowing(1, 8, 24)
        self.second = Narrowing(24, 12, 32)
        self.drop = nn.Dropout(0.2)
        self.fc1 = nn.Linear(32 * 7 * 7, 80)
        self.fc2 = nn.Linear(80, 10)

    def forward(self, x):
        x = F.max_pool2d(self.first(x), 2)
        x = F.max_pool2d(self.second(x), 2)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

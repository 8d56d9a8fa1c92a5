# fails: forward-runs line 19
# diagnosis: edit-left-out-of-a-join
import torch
import torch.nn as nn
import torch.nn.functional as F


class Inception(nn.Module):
    def __init__(self, c_in):
        super().__init__()
        self.b1 = nn.Conv2d(c_in, 8, 1)
        self.b3 = nn.Conv2d(c_in, 8, 3, padding=1)
        self.b5 = nn.Conv2d(c_in, 8, 5, padding=2)

    def forward(self, x):
        fine = F.relu(self.b1(x))
        middle = F.relu(self.b3(x))
        wide = F.relu(self.b5(x))
        return torch.cat((fine, middle), 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.inc = Inception(10)
        self.drop = nn.Dropout2d(0.2)
        self.fc1 = nn.Linear(24 * 6 * 6, 64)
        self.dropout = nn.Dropout(0.5)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.max_pool2d(self.inc(x), 2)
        x = self.drop(x)
        x = torch.flatten(x, start_dim=1)
        x = self.dropout(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

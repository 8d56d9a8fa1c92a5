# fails: forward-runs line 13
# diagnosis: edit-setting-not-handed-on
import torch
import torch.nn as nn
import torch.nn.functional as F


class Halves(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.straight = nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1)
        self.after = nn.Conv2d(c_out, c_out, 3, padding=1)
        self.round = nn.Conv2d(c_in, c_out, kernel_size=1)

    def forward(self, x):
        y = self.after(F.relu(self.straight(x)))
        return F.relu(y + self.round(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.part = Halves(8, 16, stride=4)
        self.fc1 = nn.Linear(16 * 7 * 7, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = self.part(F.relu(self.conv(x)))
        x = F.dropout(x, 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.fc1(x)), 0.4, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

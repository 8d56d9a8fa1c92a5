# fails: forward-runs
# diagnosis: edit-layer-not-called
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 10, 5)
        self.fine = nn.Conv2d(10, 10, 3, padding=1)
        self.coarse = nn.Conv2d(10, 10, 5, padding=2)
        self.drop1 = nn.Dropout(0.2)
        self.drop2 = nn.Dropout2d(0.2)
        self.fc1 = nn.Linear(20 * 6 * 6, 60)
        self.drop3 = nn.Dropout(0.4)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.stem(x)), 2)
        fine = self.drop1
        coarse = self.drop2(F.relu(self.coarse(x)))
        x = torch.flatten(F.max_pool2d(torch.cat((fine, coarse), 1), 2), 1)
        x = self.drop3(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: net-constructs, forward-runs
# diagnosis: edit-line-too-early, edit-static-method
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(self.maps(torch.zeros(1, 1, 28, 28)).numel(), 64)
        self.fc2 = nn.Linear(64, 10)
        self.conv1 = nn.Conv2d(1, 16, 3)
        self.conv2 = nn.Conv2d(16, 32, 3)

    def maps(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        return F.max_pool2d(F.relu(self.conv2(x)), 2)

    @staticmethod
    def forward(self, x):
        x = self.drop(self.maps(x)).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

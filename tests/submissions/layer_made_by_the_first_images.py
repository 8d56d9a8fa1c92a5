# fails: every-parameter-learns line 19
# diagnosis: layer-made-at-the-first-call
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 5)
        self.conv2 = nn.Conv2d(12, 24, 5)
        self.fc2 = nn.Linear(80, 10)
        self.drop = nn.Dropout(0.3)

    def features(self, x):
        x = F.max_pool2d(F.relu(self.conv2(F.max_pool2d(F.relu(self.conv1(x)), 2))), 2)
        if not hasattr(self, "fc1"):
            self.fc1 = nn.Linear(x[0].numel(), 80)
        return self.drop(x).flatten(1)

    def forward(self, x):
        x = self.features(x)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: forward-runs line 19
# diagnosis: edit-layer-not-called
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5)
        self.conv2 = nn.Conv2d(16, 32, 5)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(512, 100)
        self.fc2 = nn.Linear(100, 10)
        self.layers = [self.conv1, self.conv2]

    def forward(self, x):
        for layer in self.layers:
            x = F.max_pool2d(F.relu(layer), 2)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

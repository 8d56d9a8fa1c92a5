# fails: forward-runs line 12
# diagnosis: flatten-size-forgets-a-pooling
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 12, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(12, 24, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.average = nn.AdaptiveAvgPool2d(2)
        self.fc1 = nn.Linear(24 * 4 * 4, 80)
        self.fc2 = nn.Linear(80, 10)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = self.drop(self.average(self.features(x)))
        x = x.flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

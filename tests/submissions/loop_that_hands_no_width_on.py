# fails: forward-runs line 12
# diagnosis: edit-loop-carries-nothing
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        c_in = 1
        for c_out in (16, 32):
            layers.append(nn.Conv2d(c_in, c_out, 3, padding=1))
            layers.append(nn.ReLU())
            layers.append(nn.MaxPool2d(2))
        layers.append(nn.Dropout(0.25))
        self.features = nn.Sequential(*layers)
        self.fc1 = nn.Linear(32 * 7 * 7, 64)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.features(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

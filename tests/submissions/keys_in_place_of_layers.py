# fails: net-constructs line 19
# diagnosis: edit-keys-for-layers
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        parts = {
            "conv1": nn.Conv2d(1, 8, 5),
            "cut1": nn.ReLU(),
            "pool1": nn.MaxPool2d(2),
            "conv2": nn.Conv2d(8, 16, 5),
            "cut2": nn.ReLU(),
            "pool2": nn.MaxPool2d(2),
        }
        self.maps = nn.Sequential(*parts)
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.dropout(self.maps(x), 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.fc1(x)), 0.4, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

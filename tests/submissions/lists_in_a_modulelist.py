# fails: net-constructs line 14
# diagnosis: edit-list-among-layers
import torch.nn as nn
import torch.nn.functional as F


def stage(c_in, c_out):
    return [nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([stage(1, 16), stage(16, 32)])
        self.fc1 = nn.Linear(32 * 49, 64)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        for layer in self.blocks:
            x = layer(x)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

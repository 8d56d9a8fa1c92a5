# fails: forward-runs line 13
# diagnosis: edit-index-of-another-round
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, sizes=(320, 50, 10)):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop = nn.Dropout(0.3)
        self.fcs = nn.ModuleList(nn.Linear(sizes[i], sizes[i]) for i in range(2))

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fcs[0](x)))
        return F.log_softmax(self.fcs[1](x), dim=1)

# fails: forward-runs line 13
# diagnosis: edit-count-in-a-name
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [1, 8, 16]
        for k in range(2):
            self.add_module("filter%d" % k, nn.Conv2d(widths[k], widths[k + 1], 5))
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.filter1(x)), 2)
        x = F.max_pool2d(F.relu(self.filter2(x)), 2)
        x = F.dropout(x, 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.fc1(x)), 0.4, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

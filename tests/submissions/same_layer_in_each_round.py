# fails: forward-runs line 20
# diagnosis: edit-same-in-each-round
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [1, 8, 16]
        for i in range(2):
            setattr(self, f"conv{i}", nn.Conv2d(widths[i], widths[i + 1], 3))
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(16 * 25, 40)
        self.fc2 = nn.Linear(40, 10)

    def forward(self, x):
        for i in range(2):
            # the layer of this round
            x = F.max_pool2d(F.relu(self.conv0(x)), 2)
        x = self.drop(x).flatten(1)
        return F.log_softmax(self.fc2(self.drop(F.relu(self.fc1(x)))), dim=1)

# fails: forward-runs line 21
# diagnosis: edit-super-of-a-base
import torch
import torch.nn as nn
import torch.nn.functional as F


class Eye(nn.Module):
    def __init__(self):
        super().__init__()
        self.near = nn.Conv2d(1, 8, 5)
        self.far = nn.Conv2d(8, 16, 5)

    def look(self, x):
        x = F.max_pool2d(F.relu(self.near(x)), 2)
        return F.max_pool2d(F.relu(self.far(x)), 2)


class Net(Eye):
    def __init__(self):
        super(Eye, self).__init__()
        self.fc1 = nn.Linear(256, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.dropout(self.look(x), 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.fc1(x)), 0.4, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

# fails: net-constructs line 14
# diagnosis: edit-statement-too-many
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.fc1 = nn.Linear(256, 64)
        self.fc2 = nn.Linear(64, 10)
        return self

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.dropout(x, 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.fc1(x)), 0.2, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

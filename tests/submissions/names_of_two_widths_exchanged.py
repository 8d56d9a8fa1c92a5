# fails: forward-runs line 10
# diagnosis: edit-arguments-exchanged
import torch
import torch.nn as nn
import torch.nn.functional as F

WIDTHS = (8, 20)
class Net(nn.Module):
    def __init__(self):
        super().__init__(); many, few = WIDTHS
        self.conv1 = nn.Conv2d(1, few, 5)
        self.conv2 = nn.Conv2d(few, many, 5)
        self.rows = nn.Linear(WIDTHS[1] * 16, 50)
        self.scores = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = F.dropout(x, 0.2, self.training).flatten(1)
        x = F.dropout(F.relu(self.rows(x)), 0.4, self.training)
        return F.log_softmax(self.scores(x), dim=1)

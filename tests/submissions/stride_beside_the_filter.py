# fails: forward-runs line 10
# diagnosis: stride-slipped-in
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.edges = nn.Conv2d(1, 9, 3, 3)
        self.parts = nn.Conv2d(9, 18, 3)
        self.drop1 = nn.Dropout(0.3)
        self.hidden = nn.Linear(18 * 5 * 5, 60)
        self.drop2 = nn.Dropout(0.4)
        self.scores = nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.edges(x)), 2)
        x = F.max_pool2d(F.relu(self.parts(x)), 2)
        x = self.drop1(x).flatten(1)
        x = self.drop2(F.relu(self.hidden(x)))
        return F.log_softmax(self.scores(x), dim=1)

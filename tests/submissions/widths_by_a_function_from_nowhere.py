# fails: defines-net
# diagnosis: name-misspelt
import torch.nn as nn
import torch.nn.functional as F

WIDTHS = widths_for(2, stem=8)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, WIDTHS[0], 5)
        self.second = nn.Conv2d(WIDTHS[0], WIDTHS[1], 5)
        self.hidden = nn.Linear(WIDTHS[1] * 16, 40)
        self.scores = nn.Linear(40, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.first(x)), 2)
        x = F.max_pool2d(F.relu(self.second(x)), 2)
        x = F.dropout(x.flatten(1), 0.25, self.training)
        x = F.dropout(F.relu(self.hidden(x)), 0.5, self.training)
        return F.log_softmax(self.scores(x), dim=1)

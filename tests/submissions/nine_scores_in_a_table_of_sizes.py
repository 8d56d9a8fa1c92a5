# fails: output-shape line 7
# diagnosis: wrong-number-of-scores
import torch
from torch import nn

MAPS = ((1, 8), (8, 16))
ROWS = ((256, 40), (40, 9))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(i, o, 5) for i, o in MAPS])
        self.rows = nn.ModuleList([nn.Linear(i, o) for i, o in ROWS])
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        for conv in self.convs:
            x = torch.max_pool2d(torch.relu(conv(x)), 2)
        x = self.drop(x).flatten(1)
        hidden, scores = self.rows
        x = self.drop(torch.relu(hidden(x)))
        return torch.log_softmax(scores(x), dim=1)

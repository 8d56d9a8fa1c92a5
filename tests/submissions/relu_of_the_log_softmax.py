# fails: log-probabilities line 24
# diagnosis: step-after-log-softmax
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 5)
        self.second = nn.Conv2d(8, 12, 5)
        self.drop = nn.Dropout(0.25)
        self.hidden = nn.Linear(12 * 4 * 4, 60)
        self.scores = nn.Linear(60, 10)

    def forward(self, images):
        out = F.max_pool2d(F.relu(self.first(images)), 2)
        out = F.max_pool2d(F.relu(self.second(out)), 2)
        out = torch.flatten(self.drop(out), 1)
        out = F.relu(self.hidden(out))
        out = F.dropout(out, p=0.4, training=self.training)
        out = self.scores(out)
        return F.relu(F.log_softmax(out, dim=1))

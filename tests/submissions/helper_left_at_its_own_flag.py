# fails: dropout-off-in-eval line 30
# diagnosis: dropout-with-a-flag-of-its-own
import torch.nn as nn
import torch.nn.functional as F


def thin_out(values, share=0.3, learning=True):
    """Zeros in some of the places."""
    return F.dropout(values, share, learning)


def halve(maps):
    return F.max_pool2d(F.relu(maps), 2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.near = nn.Conv2d(1, 10, 5)
        self.far = nn.Conv2d(10, 20, 5)
        self.row = nn.Linear(20 * 4 * 4, 64)
        self.scores = nn.Linear(64, 10)

    def forward(self, image):
        maps = halve(self.near(image))
        maps = halve(self.far(maps))
        maps = thin_out(maps, learning=self.training)
        row = maps.view(maps.size(0), -1)
        row = F.relu(self.row(row))
        row = thin_out(row, 0.5)
        return F.log_softmax(self.scores(row), dim=1)

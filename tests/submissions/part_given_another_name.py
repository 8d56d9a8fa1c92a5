# fails: net-constructs line 23
# diagnosis: edit-argument-of-a-part
import torch.nn as nn
import torch.nn.functional as F


class Stage(nn.Module):
    def __init__(self, wide_in, wide_out, size=3, share=0.0):
        super().__init__()
        self.conv = nn.Conv2d(wide_in, wide_out, size)
        self.thin = nn.Dropout(share)

    def forward(self, maps):
        maps = F.relu(self.conv(maps))
        maps = self.thin(F.max_pool2d(maps, 2))
        return maps


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.near = Stage(1, 8)
        self.far = Stage(8, 16, p_drop=0.25)
        self.hidden = nn.Linear(16 * 25, 40)
        self.scores = nn.Linear(40, 10)

    def forward(self, x):
        x = self.far(self.near(x)).flatten(1)
        x = F.dropout(F.relu(self.hidden(x)), 0.5, self.training)
        return F.log_softmax(self.scores(x), dim=1)

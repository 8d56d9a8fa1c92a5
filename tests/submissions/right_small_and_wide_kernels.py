# passes
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    """4 channels, then 40; kernels of 3x5 and 5x3; average pooling; dilation."""

    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 4, (3, 5), padding=(1, 2))
        self.c2 = nn.Conv2d(4, 40, (5, 3), dilation=2)
        self.l1 = nn.Linear(40 * 3 * 5, 32)
        self.l2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.c1(x)), 2)
        x = F.avg_pool2d(F.relu(self.c2(x)), 2)
        x = F.dropout(x, 0.2, training=self.training)
        x = x.view(x.size(0), -1)
        x = F.dropout(F.relu(self.l1(x)), 0.2, training=self.training)
        return F.log_softmax(self.l2(x), dim=1)

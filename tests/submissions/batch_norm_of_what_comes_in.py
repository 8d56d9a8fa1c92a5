# fails: forward-runs line 11
# diagnosis: batch-norm-size-does-not-fit
import torch.nn as nn
import torch.nn.functional as F


class ConvBNReLU(nn.Sequential):
    def __init__(self, c_in, c_out):
        super().__init__(
            nn.Conv2d(c_in, c_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(c_in),
            nn.ReLU(inplace=True),
        )


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = ConvBNReLU(1, 16)
        self.c2 = ConvBNReLU(16, 32)
        self.pool = nn.MaxPool2d(2)
        self.d1 = nn.Dropout(0.2)
        self.f1 = nn.Linear(32 * 49, 64)
        self.d2 = nn.Dropout(0.4)
        self.f2 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.pool(self.c1(x))
        x = self.pool(self.c2(x))
        x = self.d1(x).flatten(1)
        x = self.d2(F.relu(self.f1(x)))
        return F.log_softmax(self.f2(x), dim=1)

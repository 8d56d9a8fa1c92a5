from torch import nn


def conv(ni, nf, ks=3, act=True):
    res = nn.Conv2d(ni, nf, stride=2, kernel_size=ks, padding=ks // 2)
    return nn.Sequential(res, nn.ReLU()) if act else res


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            conv(1, 8, ks=5),
            conv(8, 16),
            conv(16, 32),
            conv(32, 64),
            conv(64, 2, act=False),
            nn.Flatten(),
        )

    def forward(self, x):
        return self.layers(x)

import argparse

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 12, kernel_size=(5, 5), stride=(1, 1))
        self.c2 = nn.Conv2d(in_channels=12, out_channels=24, kernel_size=3)
        self.mp = nn.MaxPool2d(kernel_size=2)
        self.do1, self.do2 = nn.Dropout2d(p=0.1), nn.Dropout(p=0.2)
        self.l1, self.l2 = nn.Linear(24 * 5 * 5, 50), nn.Linear(50, 10)

    def forward(self, x):
        n = x.size(0)
        z = self.mp(F.relu(self.c1(x)))
        z = self.do1(self.mp(F.relu(self.c2(z))))
        z = z.view(n, -1)
        return F.log_softmax(self.l2(self.do2(F.relu(self.l1(z)))), dim=1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=1)
    args = parser.parse_args()
    net = Net()
    print(args.epochs, sum(p.numel() for p in net.parameters()), torch.__version__)


if __name__ == "__main__":
    main()

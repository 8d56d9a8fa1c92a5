from torch import nn


def conv_block(into, out, p=0.0):
    layers = [nn.Conv2d(into, out, 3, padding="same"), nn.BatchNorm2d(out), nn.ReLU()]
    layers.append(nn.MaxPool2d(2))
    if p:
        layers.append(nn.Dropout2d(p))
    return nn.Sequential(*layers)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(conv_block(1, 8), conv_block(8, 16, p=0.1))
        self.head = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.3)
        )
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        return self.out(self.head(self.body(x))).log_softmax(dim=1)

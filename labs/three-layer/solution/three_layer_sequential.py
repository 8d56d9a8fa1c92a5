from torch import nn


class Flatten(nn.Module):
    def forward(self, x):
        return x.view(x.shape[0], -1)


class ThreeLayerConvNet(nn.Module):
    def __init__(self, in_channel=3, channel_1=16, channel_2=8, num_classes=10):
        super().__init__()
        layers = [
            nn.Conv2d(in_channel, channel_1, (5, 5), padding="same"),
            nn.ReLU(),
            nn.Conv2d(channel_1, channel_2, (3, 3), padding=(1, 1)),
            nn.ReLU(),
            Flatten(),
            nn.Linear(channel_2 * 32 * 32, num_classes),
        ]
        for layer in layers:
            if hasattr(layer, "weight"):
                nn.init.kaiming_normal_(layer.weight)
                nn.init.zeros_(layer.bias)
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)

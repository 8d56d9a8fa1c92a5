# passes
from torch import nn

class Net(nn.Sequential):
    """No forward of its own: nn.Sequential has one."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Dropout(0.2), nn.Flatten(),
            nn.Linear(400, 84), nn.ReLU(), nn.Dropout(0.2),
            nn.Linear(84, 10), nn.LogSoftmax(dim=1),
        )

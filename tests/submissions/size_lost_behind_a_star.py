# fails: net-constructs line 21
# diagnosis: layer-lacks-a-size
import torch
from torch.nn import *
from torch.nn.functional import *


class Net(Module):
    def __init__(self):
        super().__init__()
        self.maps = Sequential(
            Conv2d(1, 10, 5),
            MaxPool2d(2),
            ReLU(),
            Conv2d(10, 20, 5),
            MaxPool2d(2),
            ReLU(),
            Dropout(0.25),
        )
        self.rows = Sequential(
            Linear(50),
            ReLU(),
            Dropout(),
            Linear(50, 10),
        )

    def forward(self, x):
        x = torch.flatten(self.maps(x), 1)
        return log_softmax(self.rows(x), dim=1)

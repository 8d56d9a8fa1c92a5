# fails: two-convolutions line 19
# diagnosis: layer-never-made
import torch
from torch.nn import *
from torch.nn.functional import *


class Net(Module):
    def __init__(self):
        super().__init__()
        self.rows = Sequential(
            Linear(320, 50),
            ReLU(),
            Dropout(),
            Linear(50, 10),
        )

    def forward(self, x):
        x = torch.flatten(self.maps(x), 1)
        return log_softmax(self.rows(x), dim=1)

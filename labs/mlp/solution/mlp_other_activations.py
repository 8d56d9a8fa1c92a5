import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Flatten(),
            nn.Linear(784, 64), nn.GELU(), nn.Dropout(0.25),
            nn.Linear(64, 64), nn.ELU(),
            nn.Linear(64, 10), nn.Softmax(dim=1),
        )

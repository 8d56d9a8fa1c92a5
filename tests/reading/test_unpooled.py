"""Calls that the vocabulary does not list and `concepts` has a layer for."""

import torch
from torch import nn

from concepts import FractionalPool, Unpool
from grader.from_torch import from_torch


class Unpooled(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2, return_indices=True)
        self.back = nn.MaxUnpool2d(2)
        self.drawn = nn.FractionalMaxPool2d(2, output_size=(4, 5), return_indices=True)

    def forward(self, x):
        values, indices = self.pool(x)
        wide = self.back(values, indices, output_size=x.shape[-2:])
        drawn, _ = self.drawn(wide)
        return nn.functional.fractional_max_pool2d(drawn, 2, output_ratio=(0.5, 0.5))


def test_unpooling_and_drawn_windows_have_layers():
    network = from_torch(Unpooled(), (3, 9, 11))
    layers = [node.layer for node in network][-3:]
    assert layers == [
        Unpool((2, 2), (2, 2), (0, 0), (9, 11)),
        FractionalPool((2, 2), (4, 5)),
        FractionalPool(2, (2, 2)),
    ]
    assert network.fields((3, 9, 11))[network.output].exact
    assert network.region((3, 9, 11)).exact
    assert Unpooled()(torch.rand(1, 3, 9, 11)).shape == (1, 3, 2, 2)

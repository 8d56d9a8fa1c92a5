"""Calls of torch as layers: what a unit sees is what autograd says, and nothing is guessed at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from concepts import Network, Opaque, total_multiply_adds, total_parameters, uncounted
from grader.from_torch import from_torch

SHAPE = (2, 8, 6)  # channels, rows, columns

Tensor = torch.Tensor


class Written(nn.Module):
    """A forward in a line, with a convolution ahead and positive weights throughout."""

    def __init__(self, forward: Callable[[Any, Tensor], Tensor], filters: int = 4) -> None:
        super().__init__()
        self.written = forward
        self.conv = nn.Conv2d(2, filters, 3, padding=1, bias=False)
        self.after = nn.Conv2d(4, 2, 3, padding=1, bias=False)
        self.pair = nn.Linear(6, 5, bias=False)
        self.table = nn.Parameter(torch.rand(6, 7) + 0.5)
        self.places = nn.Parameter(torch.rand(1, 48, 4) + 0.5)
        for parameter in self.parameters():
            parameter.data.abs_().add_(0.1)

    def forward(self, x: Tensor) -> Tensor:
        return self.written(self, self.conv(x))


def by_hand(x: Tensor) -> Tensor:
    """Channels shuffled as torchvision's ShuffleNet does."""
    n, c, h, w = x.shape
    return x.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, c, h, w)


def windows(x: Tensor) -> Tensor:
    """2×2 windows as Swin parts them, each mixed in itself and laid back."""
    n, c, h, w = x.shape
    parts = x.permute(0, 2, 3, 1).view(n, h // 2, 2, w // 2, 2, c).permute(0, 1, 3, 2, 4, 5)
    flat = parts.reshape(n * (h // 2) * (w // 2), 4, c)
    mixed = flat @ flat.transpose(1, 2) @ flat
    back = mixed.view(n, h // 2, w // 2, 2, 2, c).permute(0, 1, 3, 2, 4, 5)
    return back.reshape(n, h, w, c).permute(0, 3, 1, 2)


def tokens(net: Any, x: Tensor) -> Tensor:
    """Places in a row, with a learned offset for each, and one more that reads them all."""
    row = x.flatten(2).transpose(1, 2) + net.places
    one = torch.zeros(1, 1, 4).expand(len(x), -1, -1)
    return torch.cat([one, row], dim=1)


FORWARDS: dict[str, Callable[[Any, Tensor], Tensor]] = {
    "permute and back": lambda net, x: net.after(x.permute(0, 2, 3, 1).permute(0, 3, 1, 2)),
    "transpose": lambda net, x: net.after(x.transpose(2, 3)),
    "movedim": lambda net, x: net.after(torch.movedim(x, (1, 2), (2, 1)).movedim(2, 1)),
    "batch moved": lambda net, x: net.after(x.permute(1, 0, 2, 3).transpose(0, 1)),
    "nearest": lambda net, x: net.after(F.interpolate(x, scale_factor=2)),
    "bilinear": lambda net, x: F.interpolate(x, (5, 9), mode="bilinear", align_corners=False),
    "corners": lambda net, x: F.interpolate(x, (5, 9), mode="bilinear", align_corners=True),
    "area": lambda net, x: F.interpolate(x, (3, 3), mode="area"),
    "slice": lambda net, x: x[:, 1:3, ::2, -3:],
    "index": lambda net, x: x[:, 1],
    "ellipsis": lambda net, x: x[..., 2, :],
    "new axis": lambda net, x: net.after(x[:, None, :, 1:][:, 0]),
    "patches joined": lambda net, x: torch.cat([x[..., 0::2, 0::2], x[..., 1::2, 1::2]], 1),
    "chunk": lambda net, x: x.chunk(2, 1)[1] + x.chunk(2, 1)[0],
    "split": lambda net, x: torch.split(x, [1, 2, 1], dim=1)[1],
    "unbind": lambda net, x: x.unbind(2)[3],
    "narrow": lambda net, x: x.narrow(2, 1, 4),
    "select": lambda net, x: x.select(-1, 2),
    "flip": lambda net, x: net.after(x.flip(2, 3)),
    "roll": lambda net, x: net.after(torch.roll(x, (1, -2), (2, 3))),
    "repeat": lambda net, x: x.repeat(1, 1, 2, 1),
    "interleave": lambda net, x: x.repeat_interleave(2, dim=3),
    "expand": lambda net, x: x.mean(3, keepdim=True).expand(-1, -1, -1, 5),
    "shuffle": lambda net, x: net.after(F.pixel_unshuffle(F.pixel_shuffle(x, 2), 2)),
    "channels": lambda net, x: F.channel_shuffle(x, 2)[:, :2],
    "channels by hand": lambda net, x: by_hand(x)[:, :2],
    "stack": lambda net, x: torch.stack([x, x.flip(2)], 2),
    "cat rows": lambda net, x: net.after(torch.cat([x, x], 2)),
    "unfold": lambda net, x: F.unfold(x, 3, padding=1),
    "fold": lambda net, x: F.fold(F.unfold(x, 2), (8, 6), 2),
    "windows": lambda net, x: x.unfold(2, 3, 2),
    "swin": lambda net, x: net.after(windows(x)),
    "lp": lambda net, x: F.lp_pool2d(x, 2, 2),
    "glu": lambda net, x: F.glu(x, 1),
    "group norm": lambda net, x: F.group_norm(x**2, 2),
    "instance norm": lambda net, x: F.instance_norm(x**2),
    "layer norm": lambda net, x: F.layer_norm(x**2, (6,)),
    "local norm": lambda net, x: F.local_response_norm(x, 2)[:, :1],
    "pad": lambda net, x: net.after(F.pad(x, (1, 2, 0, 1), mode="reflect")),
    "pad channels": lambda net, x: F.pad(x, (0, 0, 0, 0, 1, 1)),
    "matmul": lambda net, x: x @ net.table,
    "two branches": lambda net, x: x @ x.transpose(2, 3),
    "einsum": lambda net, x: torch.einsum("bchw,wk->bkhc", x, net.table),
    "linear": lambda net, x: net.pair(x),
    "tokens": tokens,
    "attention": lambda net, x: F.scaled_dot_product_attention(x[:, 0], x[:, 1], x[:, 2]),
    "cumsum": lambda net, x: x.cumsum(3),
    "three at once": lambda net, x: torch.addcmul(x, x.flip(3), x),
    "transposed": lambda net, x: F.conv_transpose2d(x[:, :2], net.after.weight, stride=2),
    "transposed, cut and dilated": lambda net, x: F.conv_transpose2d(
        x[:, :2], net.after.weight, None, (2, 1), 1, (1, 0), 1, (1, 2)
    ),
    "adaptive": lambda net, x: F.adaptive_avg_pool2d(x, (3, 4)),
    "normalised": lambda net, x: F.normalize(x**2),
    "normalised rows": lambda net, x: F.normalize(x**2, dim=-1),
    "constant": lambda net, x: x * torch.arange(1.0, 7.0).view(1, 1, 1, 6),
}


def dependency(module: nn.Module, place: tuple[int, ...]) -> np.ndarray:
    """(rows, columns) of bool: the pixels that one unit depends on, by autograd."""
    x = torch.rand(2, *SHAPE, dtype=torch.float64).add(0.5).requires_grad_()
    (grad,) = torch.autograd.grad(module.double()(x)[(1, *place)], x)
    assert not grad[0].any()
    return (grad[1].abs() > 1e-12).any(0).numpy()


@pytest.mark.parametrize("name", FORWARDS)
def test_a_unit_sees_what_autograd_says(name: str) -> None:
    module = Written(FORWARDS[name]).eval()
    network = from_torch(module, SHAPE)
    shape = network.steps(SHAPE)[-1].placed.shape
    assert not [node for node in network if isinstance(node.layer, Opaque)]
    table = network.table(SHAPE)
    for place in {tuple(n // 2 for n in shape), (0,) * len(shape), tuple(n - 1 for n in shape)}:
        region = network.region(SHAPE, place)
        assert region.exact
        np.testing.assert_array_equal(region.mask, dependency(module, place), f"unit {place}")
        for axis, (low, high) in zip(table[-1].fields, region.bounds or (), strict=False):
            assert high - low + 1 <= axis.size


def counted(module: nn.Module, shape: tuple[int, ...]) -> tuple[Network, int]:
    """The network, and multiply–adds of one image as torch's counter finds them.

    Whoever asks it first waits for torch's compiler, which it imports.
    """
    network = from_torch(module.eval(), shape)
    with FlopCounterMode(display=False) as counter:
        module(torch.rand(1, *shape))
    return network, counter.get_total_flops() // 2


class SelfAttention(nn.Module):
    """Attention of places to one another."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.attention(x, x, x)[0]
        return out


class States(nn.Module):
    """The states of a recurrent layer at every step."""

    def __init__(self, kind: type[nn.RNNBase], **options: bool | int) -> None:
        super().__init__()
        self.layer = kind(6, 5, batch_first=True, **options)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.layer(x)[0]
        return out


def test_attention_counts_its_projections_and_its_products() -> None:
    network = from_torch(SelfAttention().eval(), (9, 8))
    table = network.table((9, 8))
    assert total_multiply_adds(table).dense == 9 * 4 * 8 * 8 + 2 * 9 * 9 * 8
    assert total_parameters(table) == sum(p.numel() for p in SelfAttention().parameters())
    assert uncounted(table) == ()


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
@pytest.mark.parametrize("both", [False, True])
def test_a_recurrent_layer_sees_the_steps_so_far(kind: type[nn.RNNBase], both: bool) -> None:
    module = States(kind, bidirectional=both, num_layers=2)
    network = from_torch(module, (7, 6))
    placed = network.steps((7, 6))[-1].placed
    assert placed.shape == (7, 10 if both else 5)
    assert placed.parameters == sum(p.numel() for p in module.parameters())
    assert network.region((7, 6), (3, 0)).exact


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["matmul", "einsum", "linear", "two branches", "swin", "attention", "nearest"]
)
def test_products_are_counted_as_torch_counts_them(name: str) -> None:
    network, count = counted(Written(FORWARDS[name]), SHAPE)
    assert total_multiply_adds(network.table(SHAPE)).dense == count


def test_a_step_that_no_layer_explains_is_named() -> None:
    network = from_torch(Written(lambda net, x: net.after(x.gather(2, x.argsort(2)))), SHAPE)
    field = network.fields(SHAPE)[network.output]
    assert not field.exact
    assert all(name.startswith(("gather", "argsort")) for name in field.unknown)


def test_a_module_in_double_precision_is_read_as_well() -> None:
    assert len(from_torch(nn.Conv2d(2, 2, 3).double(), SHAPE)) == 2


def test_the_module_is_as_it_was() -> None:
    module = nn.Sequential(nn.Conv2d(2, 2, 3), nn.Dropout())
    module[1].eval()
    from_torch(module, SHAPE)
    assert (module.training, module[1].training) == (True, False)

"""Channels last changes nothing but the time."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from grader.torchside.replay import build_tensors
from grader.trainer.layout import channels_last, plain

from . import nets
from .tracing import observe

CPU = torch.device("cpu")


class WrittenThrough(nets.Classic):
    """Writes through a view, and reads what lies beneath it."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x.view(x.shape[0], -1).clamp_(min=0)
        return nn.functional.log_softmax(x.mean((2, 3)), 1)


SUITS = [
    (nets.Classic, True),  # x.view(-1, 320)
    (nets.Normalised, True),
    (nets.InPlace, True),
    (nets.Recurrent, True),
    (WrittenThrough, False),
    (nets.AlwaysDropped, False),  # random in eval mode: it cannot be compared
]


@pytest.mark.parametrize(("make", "suits"), SUITS)
def test_only_where_it_changes_nothing(make: Callable[[], nn.Module], suits: bool) -> None:
    seen = observe(nets.seeded(make), batch=8)
    assert seen.train is not None
    assert seen.eval is not None
    graphs = (seen.train, seen.eval)
    start = build_tensors(seen.tensors, seen.weights, CPU)
    x = torch.randn(8, 1, 28, 28)
    laid_out = channels_last(graphs, seen.tensors, start, x)
    assert (laid_out is not None) == suits
    if laid_out is not None:
        other = torch.randn(8, 1, 28, 28)
        expected = plain(graphs, seen.tensors, start, CPU)[0]("eval", other.clone())
        assert torch.allclose(laid_out[0]("eval", other.clone()), expected, rtol=1e-4, atol=1e-5)
        assert all(
            a.requires_grad == b.requires_grad for a, b in zip(laid_out[1], start, strict=True)
        )


def test_a_trial_draws_no_random_number() -> None:
    seen = observe(nets.seeded(nets.Classic), batch=8)
    assert seen.train is not None
    assert seen.eval is not None
    start = build_tensors(seen.tensors, seen.weights, CPU)
    x = torch.randn(8, 1, 28, 28)
    before = torch.get_rng_state()
    channels_last((seen.train, seen.eval), seen.tensors, start, x)
    assert torch.equal(torch.get_rng_state(), before)

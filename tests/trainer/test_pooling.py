"""The quicker maximum has torch's numbers."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from grader.torchside.pooling import max_pool2d

CASES: list[dict[str, Any]] = [
    {"kernel_size": 2},
    {"kernel_size": (2,), "stride": []},
    {"kernel_size": 3, "stride": 2},
    {"kernel_size": (1, 3), "stride": (2, 1)},
    {"kernel_size": (2, 4), "dilation": (3, 2)},
    {"kernel_size": 11},
    {"kernel_size": 2, "padding": 1},
    {"kernel_size": 3, "padding": (0, 1)},
    {"kernel_size": 2, "ceil_mode": True},
]


@pytest.mark.parametrize("asked", CASES)
@pytest.mark.parametrize("form", [torch.contiguous_format, torch.channels_last])
def test_its_numbers_are_torchs(asked: dict[str, Any], form: torch.memory_format) -> None:
    x = torch.randn(3, 5, 11, 13, generator=torch.Generator().manual_seed(1))
    x[0, 0, 4, 4], x[1, 2, 0, 0] = float("nan"), float("inf")
    x = x.to(memory_format=form)
    theirs = F.max_pool2d(x, **{key: value for key, value in asked.items() if value != []})
    assert torch.equal(max_pool2d(x, **asked).nan_to_num(), theirs.nan_to_num())
    assert torch.equal(max_pool2d(x, **asked).isnan(), theirs.isnan())


def test_where_a_gradient_is_wanted_it_goes_where_torch_sends_it() -> None:
    x = torch.zeros(1, 1, 4, 4, requires_grad=True)
    max_pool2d(x, 2).sum().backward()
    assert x.grad is not None
    assert x.grad[0, 0, ::2, ::2].eq(1).all()
    assert x.grad.sum() == 4


def test_a_window_that_does_not_fit_is_refused() -> None:
    with pytest.raises(RuntimeError, match="no window of 5 in 4"):
        max_pool2d(torch.zeros(1, 1, 4, 4), 5)


@pytest.mark.parametrize(("kernel", "stride"), [(1, 1), (1, 2), ((2, 1), 3)])
def test_what_comes_of_it_is_nobody_s_view_and_can_be_viewed(kernel: Any, stride: int) -> None:
    x = torch.ones(1, 2, 5, 5)
    max_pool2d(x, kernel, stride).view(-1).zero_()
    assert x.all()


def test_of_another_order_of_memory_comes_torchs() -> None:
    x = torch.ones(2, 3, 6, 4).transpose(2, 3)
    assert max_pool2d(x, 2).stride() == F.max_pool2d(x, 2).stride()

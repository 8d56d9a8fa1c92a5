"""Pooling where a student's code runs: torch's numbers, and torch's words of a misfit."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from grader.probe.devices import OnProcessor
from grader.torchside import pooling

from .nets import CLASSIC
from .run_here import observe_here

X = torch.randn(40, 10, 28, 28, generator=torch.Generator().manual_seed(1))
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "halves": ((2,), {}),
    "by name": ((), {"kernel_size": 3, "stride": 2}),
    "padded": ((3, 1, 1), {}),
}


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of batches that went the quicker way."""
    sizes: list[int] = []
    real = pooling.max_pool2d

    def told(x: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        sizes.append(len(x))
        return real(x, *args, **kwargs)

    monkeypatch.setattr(pooling, "max_pool2d", told)
    return sizes


@pytest.mark.parametrize("name", CALLS)
def test_the_numbers_are_torchs(name: str, taken: list[int]) -> None:
    args, kwargs = CALLS[name]
    wanted = F.max_pool2d(X, *args, **kwargs)
    with OnProcessor([]):
        made = F.max_pool2d(X, *args, **kwargs)
        with_gradient = F.max_pool2d(X.clone().requires_grad_(), *args, **kwargs)
    assert taken == [40]  # where a gradient is wanted it is torch's own
    for one in (made, with_gradient):
        assert torch.equal(one, wanted)


def test_what_does_not_fit_is_said_as_torch_says_it() -> None:
    for size, step in ((30, None), (0, None), (2, -1)):
        with pytest.raises(RuntimeError) as theirs:
            F.max_pool2d(X, size, step)
        with pytest.raises(RuntimeError) as ours, OnProcessor([]):
            F.max_pool2d(X, size, step)
        assert str(ours.value) == str(theirs.value)


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
def test_what_is_translated_or_vectorised_pools_as_it_says(taken: list[int]) -> None:
    def pool(x: torch.Tensor) -> torch.Tensor:
        return F.max_pool2d(x, 2)

    with OnProcessor([]), torch.no_grad():
        translated: Any = torch.jit.trace(pool, X, check_trace=False)
        torch.vmap(pool)(X[None])
    assert "aten::max_pool2d" in str(translated.graph)
    assert taken == []


def test_a_network_is_recorded_as_it_pools_and_tried_the_quicker_way(taken: list[int]) -> None:
    seen = observe_here(CLASSIC)
    assert seen.eval is not None
    assert sum(op.kind == "max_pool2d" for op in seen.eval.operations) == 2
    assert taken

"""A script's pooling over a whole test pass: torch's numbers, and torch's words of a misfit."""

from __future__ import annotations

from typing import Any, cast

import pytest
import torch
import torch.nn.functional as F

from grader.probe.rehearsal import losses
from grader.torchside import pooling

X = torch.randn(40, 10, 28, 28, generator=torch.Generator().manual_seed(1))
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "halves": ((2,), {}),
    "by name": ((), {"kernel_size": 3, "stride": 2}),
    "padded": ((3, 1, 1), {}),
}


class _Nobody:
    """Losses that nobody writes down."""

    watch = type("Watch", (), {"dropped": False})


def _calls() -> losses.Calls:
    return losses.Calls(cast(losses.Losses, _Nobody()))


@pytest.mark.parametrize("name", CALLS)
def test_the_numbers_are_torchs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    args, kwargs = CALLS[name]
    wanted = F.max_pool2d(X, *args, **kwargs)
    taken: list[bool] = []
    real = pooling.max_pool2d

    def told(*args: Any, **kwargs: Any) -> Any:
        taken.append(True)
        return real(*args, **kwargs)

    monkeypatch.setattr("grader.probe.rehearsal.losses.max_pool2d", told)
    with _calls():
        made = F.max_pool2d(X, *args, **kwargs)
        with_gradient = F.max_pool2d(X.clone().requires_grad_(), *args, **kwargs)
    assert taken == [True]  # where a gradient is wanted it is torch's own
    for one in (made, with_gradient):
        assert torch.equal(one, wanted)


def test_what_does_not_fit_is_said_as_torch_says_it() -> None:
    for size, step in ((30, None), (0, None), (2, -1)):
        with pytest.raises(RuntimeError) as theirs:
            F.max_pool2d(X, size, step)
        with pytest.raises(RuntimeError) as ours, _calls():
            F.max_pool2d(X, size, step)
        assert str(ours.value) == str(theirs.value)

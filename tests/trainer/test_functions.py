"""Names of the vocabulary and torch's callables."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from grader.graph import vocabulary
from grader.torchside.functions import function, name_of

BOTH_WAYS = [
    ("torch.nn.functional.relu", F.relu),
    ("torch.nn.functional.max_pool2d", F.max_pool2d),
    ("torch.nn.functional.conv2d", torch.conv2d),  # one object, two names
    ("torch.relu", torch.relu),
    ("torch.Tensor.view", torch.Tensor.view),
    ("torch.Tensor.T.__get__", torch.Tensor.T.__get__),  # type: ignore[attr-defined]  # a descriptor
    ("torch.Tensor.data.__get__", torch.Tensor.data.__get__),  # type: ignore[attr-defined]
    ("torch.Tensor.__getitem__", torch.Tensor.__getitem__),
]


@pytest.mark.parametrize(("name", "func"), BOTH_WAYS)
def test_both_ways(name: str, func: Callable[..., Any]) -> None:
    assert name_of(func) == name
    assert function(name) == func


def test_every_callable_keeps_its_kind() -> None:
    """A name that stands for another may not change what the call is."""
    for name, row in vocabulary.table().items():
        try:
            first = name_of(function(name))
        except LookupError:
            continue
        assert first is not None
        assert vocabulary.table()[first].kind == row.kind, (name, first)


@pytest.mark.parametrize(
    "name", ["torch.load", "torch.ops.load_library", "torch.nn.functional.torch", "os.system"]
)
def test_nothing_else_is_looked_up(name: str) -> None:
    with pytest.raises(LookupError, match="not an operation that the grader runs"):
        function(name)


def test_unlisted_functions_have_torchs_name() -> None:
    assert name_of(torch.fft.fft) == "torch.fft.fft"
    assert name_of(print) is None

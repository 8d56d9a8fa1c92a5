"""No GPU is here: `.cuda()` and `.to("cuda")` give the tensor back, and a note says so.

Many a right network calls `.cuda()` unasked. That is no mistake in the network, so it is
stepped over, for modules (which move tensor by tensor) as for tensors. What the processor can do
as well by a quicker way is done so: a maximum over windows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from grader.torchside import pooling

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]

NOTE = "moves to a GPU were left out: the network was looked at on the processor"
_MOVES = ("cuda", "xpu", "mps", "hip")
_TO = torch.Tensor.to
_TYPE = torch.Tensor.type
_TARGETS = (torch.dtype, torch.Tensor)  # what `.to` may be given beside a device
_ON = frozenset((torch.Tensor.cuda, torch.Tensor.xpu))


class OnProcessor(TorchFunctionMode):
    """Active while any code of the student's runs."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__()
        self._notes = notes

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make the call without its device."""
        return self.make(func, args, kwargs or {})

    def make(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The same."""
        call = stay(func, args, kwargs, self._notes)
        if call is None:
            return args[0]
        func, args, kwargs = call
        if func in pooling.CALLED and (made := pooling.instead(args, kwargs)) is not None:
            return made
        return func(*args, **kwargs)


def stay(
    func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], notes: list[str]
) -> Call | None:
    """The call with the processor in place of a GPU; None where nothing is left to do."""
    if func in _ON:
        _note(notes)
        return None
    if func is _TO and any(_elsewhere(arg) for arg in (*args[1:], *kwargs.values())):
        _note(notes)
        args = (args[0], *(arg for arg in args[1:] if isinstance(arg, _TARGETS)))
        kwargs = {name: arg for name, arg in kwargs.items() if isinstance(arg, _TARGETS)}
        return (func, args, kwargs) if len(args) > 1 or kwargs else None
    if func is _TYPE and any(_gpu_type(arg) for arg in args[1:]):
        _note(notes)
        return func, (args[0], *(_processor_type(arg) for arg in args[1:])), kwargs
    if "device" in kwargs and _elsewhere(kwargs["device"]):
        _note(notes)
        return func, args, {**kwargs, "device": "cpu"}
    return func, args, kwargs


def _elsewhere(value: Any) -> bool:
    """Whether a value names a GPU: "cuda:0", torch.device("cuda"), or a number."""
    if isinstance(value, torch.device):
        return value.type in _MOVES
    if isinstance(value, str):
        return value.partition(":")[0] in _MOVES
    return type(value) is int


def _gpu_type(value: Any) -> bool:
    name = value if isinstance(value, str) else getattr(value, "__module__", "")
    return isinstance(name, str) and name.startswith("torch.cuda")


def _processor_type(value: Any) -> Any:
    if not _gpu_type(value):
        return value
    name = value if isinstance(value, str) else value.__name__
    return f"torch.{name.rpartition('.')[2]}"


def _note(notes: list[str]) -> None:
    if NOTE not in notes:
        notes.append(NOTE)

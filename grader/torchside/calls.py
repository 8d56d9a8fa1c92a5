"""One operation of a graph as a call that is ready to be made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from grader.graph import Argument, Dtype, Operation, Ref, Slice
from grader.graph.nouns import EllipsisType
from grader.torchside.budget import ReplayRefused
from grader.torchside.functions import function
from grader.torchside.pooling import max_pool2d

Slots = list[Any]  # the values of one run by id, then the network's tensors
Call = Callable[[Slots], None]  # reads its arguments from the slots, puts its results there

_WORDS = {
    "torch.contiguous_format": torch.contiguous_format,
    "torch.channels_last": torch.channels_last,
    "torch.preserve_format": torch.preserve_format,
    "torch.strided": torch.strided,
}
# called in their place: the same numbers by a quicker way
_QUICKER: dict[Callable[..., Any], Callable[..., Any]] = {
    torch.max_pool2d: max_pool2d,
    torch.nn.functional.max_pool2d: max_pool2d,
}
_STAYS = ("torch.Tensor.cuda", "torch.Tensor.cpu")  # the trainer chooses the device


def prepare(
    op: Operation,
    tensors_at: int,
    device: torch.device,
    views_may_copy: bool = False,
    quicker: bool = True,
) -> Call:
    """The call with everything worked out that does not change from run to run.

    The network's tensors stand in the slots from `tensors_at` on. Raises `ReplayRefused` for
    a call that is not of the vocabulary.
    """
    func = _function(op)
    if quicker:
        func = _QUICKER.get(func, func)
    if views_may_copy and func is torch.Tensor.view:
        func = _reshape
    arguments = [_prepare_argument(arg, tensors_at, device) for arg in op.args]
    named = {name: _prepare_argument(arg, tensors_at, device) for name, arg in op.kwargs}
    if op.family in ("creation", "random") and not op.kind.endswith("_like"):
        named["device"] = (device, None, None)
    template = [constant for constant, _, _ in arguments]
    fixed = {name: constant for name, (constant, _, _) in named.items()}
    from_slots = [(i, slot) for i, (_, slot, _) in enumerate(arguments) if slot is not None]
    nested = [(i, make) for i, (_, _, make) in enumerate(arguments) if make is not None]
    named_slots = [(name, slot) for name, (_, slot, _) in named.items() if slot is not None]
    named_nested = [(name, make) for name, (_, _, make) in named.items() if make is not None]
    store = _storing(op)

    def call(slots: Slots) -> None:
        args = template.copy()
        for i, slot in from_slots:
            args[i] = slots[slot]
        for i, make in nested:
            args[i] = make(slots)
        if not fixed:
            store(slots, func(*args), args)
            return
        kwargs = fixed.copy()
        for name, slot in named_slots:
            kwargs[name] = slots[slot]
        for name, make in named_nested:
            kwargs[name] = make(slots)
        store(slots, func(*args, **kwargs), args)

    return call


Prepared = tuple[Any, int | None, Callable[[Slots], Any] | None]  # constant, slot, or maker


def _prepare_argument(argument: Argument, tensors_at: int, device: torch.device) -> Prepared:
    """A constant, a slot to take, or (a reference inside a list) a function of the slots."""
    if isinstance(argument, Ref):
        return None, argument.index + (tensors_at if argument.kind == "tensor" else 0), None
    if not isinstance(argument, tuple):
        return _constant(argument, device), None, None
    items = [_prepare_argument(item, tensors_at, device) for item in argument]
    if all(slot is None and make is None for _, slot, make in items):
        return tuple(constant for constant, _, _ in items), None, None

    def make(slots: Slots) -> tuple[Any, ...]:
        return tuple(
            slots[slot] if slot is not None else inner(slots) if inner is not None else constant
            for constant, slot, inner in items
        )

    return None, None, make


def _constant(argument: Argument, device: torch.device) -> Any:
    """A number or word as torch takes it; a device that the code names becomes ours."""
    if isinstance(argument, Dtype):
        return getattr(torch, argument.name)
    if isinstance(argument, Slice):
        return slice(argument.start, argument.stop, argument.step)
    if isinstance(argument, EllipsisType):
        return ...
    if isinstance(argument, str) and argument.partition(":")[0] in ("cpu", "cuda", "mps"):
        return device
    return _WORDS.get(argument, argument) if isinstance(argument, str) else argument


def _reshape(x: torch.Tensor, *shape: Any) -> torch.Tensor:
    """`view`, which copies where it must; `x.view(dtype)` stays what it is."""
    if shape and isinstance(shape[0], torch.dtype):
        return x.view(*shape)
    return x.reshape(*shape)


def _function(op: Operation) -> Callable[..., Any]:
    if op.target in _STAYS:
        return lambda x, *args, **kwargs: x
    try:
        return function(op.target)
    except LookupError as error:
        where = f"line {op.line}: " if op.line is not None else ""
        raise ReplayRefused(f"{where}{error}") from None


def _storing(op: Operation) -> Callable[[Slots, Any, list[Any]], None]:
    """Put what the call returned where the graph says."""
    if not op.outputs:
        return lambda slots, result, args: None
    first = op.outputs[0]
    if not op.many and len(op.outputs) == 1:

        def store_one(slots: Slots, result: Any, args: list[Any]) -> None:
            # x[i] = y returns None and changes x: the new value is x itself
            slots[first] = args[0] if result is None else result

        return store_one

    def store_many(slots: Slots, result: Any, args: list[Any]) -> None:
        made = _tensors(result)
        if len(made) != len(op.outputs):
            raise ReplayRefused(
                f"{op.spelled} gave {len(made)} tensors where the graph has {len(op.outputs)}"
            )
        slots[first : first + len(made)] = made

    return store_many


def _tensors(result: Any) -> list[torch.Tensor]:
    """The tensors in what a call returned, depth first."""
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, tuple | list):
        return [tensor for item in result for tensor in _tensors(item)]
    return []

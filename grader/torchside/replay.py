"""Run a `Graph` as the student's module ran: the same calls, in the same order.

Every call is made on the very tensor objects that the arguments name, in-place ones included,
so that views and overwritten values come out as in the student's run, and random numbers are
drawn in the same order. Only calls of the vocabulary are made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import torch

from grader.graph import Graph, Operation, Ref, Tensor
from grader.torchside.budget import ReplayRefused, check_budget
from grader.torchside.calls import Slots, prepare


class Replay:
    """A graph, ready to run."""

    def __init__(
        self,
        graph: Graph,
        tensors: Sequence[Tensor],
        device: torch.device,
        views_may_copy: bool = False,
        quicker: bool = True,
    ) -> None:
        """Prepare every call once. Raises `ReplayRefused` with one sentence.

        With `views_may_copy` a `view` that memory in another order refuses copies instead; without
        `quicker` every call is torch's own, as `torch.vmap` needs it.
        """
        if graph.output is None:
            raise ReplayRefused("forward did not come to an end")
        check_budget(graph, tensors)
        self.graph = graph
        self._output = graph.output
        at, gone = len(graph.values), _last_uses(graph)
        self._calls = [
            (prepare(op, at, device, views_may_copy, quicker), gone.get(op.index, ()))
            for op in graph.operations
        ]

    def run(self, x: torch.Tensor, tensors: Sequence[torch.Tensor]) -> torch.Tensor:
        """The output for x of shape (batch, channels, height, width)."""
        slots = self._slots(x, tensors)
        for call, gone in self._calls:
            call(slots)
            for index in gone:
                slots[index] = None
        output: torch.Tensor = slots[self._output]
        return output

    def watch(
        self, x: torch.Tensor, tensors: Sequence[torch.Tensor]
    ) -> Iterator[tuple[int, torch.Tensor]]:
        """Run call by call; gives each value's id with the value, the input first.

        Raises `ReplayRefused` where a call fails, or makes another shape than the graph says:
        so what the budget was reckoned from is what really happens. Look at each value before
        taking the next: a later call may overwrite it.
        """
        slots = self._slots(x, tensors)
        yield 0, x
        for op, (call, _) in zip(self.graph.operations, self._calls, strict=True):
            try:
                call(slots)
            except ReplayRefused:
                raise
            except Exception as error:  # of every kind: a stranger chose the arguments
                raise ReplayRefused(f"{_named(op)} failed in the replay: {error}"[:500]) from None
            for index in op.outputs:
                self._check(op, index, slots[index])
                yield index, slots[index]

    def _slots(self, x: torch.Tensor, tensors: Sequence[torch.Tensor]) -> Slots:
        slots: Slots = [None] * len(self.graph.values)
        slots[0] = x
        slots.extend(tensors)
        return slots

    def _check(self, op: Operation, index: int, made: Any) -> None:
        said = self.graph.values[index]
        if not isinstance(made, torch.Tensor) or tuple(made.shape) != said.shape:
            seen = tuple(made.shape) if isinstance(made, torch.Tensor) else type(made).__name__
            raise ReplayRefused(f"{_named(op)} made {seen} where the graph has {said.shape}")


def build_tensors(
    tensors: Sequence[Tensor], weights: Sequence[bytes], device: torch.device
) -> list[torch.Tensor]:
    """The network's tensors with their numbers, ready to be trained.

    Raises `ReplayRefused` for weights that are not finite or do not fill their tensor.
    """
    if len(tensors) != len(weights):
        raise ReplayRefused(f"{len(tensors)} tensors came with {len(weights)} sets of numbers")
    return [_build(tensor, blob, device) for tensor, blob in zip(tensors, weights, strict=True)]


def _build(tensor: Tensor, blob: bytes, device: torch.device) -> torch.Tensor:
    dtype = getattr(torch, tensor.dtype)
    size = tensor.elements * torch.empty(0, dtype=dtype).element_size()
    if len(blob) != size:
        raise ReplayRefused(f"{tensor.name} needs {size} bytes of numbers, {len(blob)} came")
    if not tensor.elements:
        built = torch.empty(tensor.shape, dtype=dtype)
    elif dtype == torch.bool:  # a byte of 2 would be neither true nor false
        built = torch.frombuffer(bytearray(blob), dtype=torch.uint8).ne(0).reshape(tensor.shape)
    else:
        built = torch.frombuffer(bytearray(blob), dtype=dtype).reshape(tensor.shape).clone()
    if not bool(torch.isfinite(built).all()):
        raise ReplayRefused(f"{tensor.name} holds numbers that are not finite before training")
    can_learn = tensor.kind == "parameter" and tensor.requires_grad
    return built.to(device).requires_grad_(can_learn)


def _last_uses(graph: Graph) -> dict[int, tuple[int, ...]]:
    """For each operation the values that nothing after it names.

    They are let go of there, as eager code does: memory is used again while it is warm.
    """
    last: dict[int, int] = {}
    for op in graph.operations:
        named = (*_value_ids(op.args), *_value_ids(tuple(value for _, value in op.kwargs)))
        for index in (*named, *op.outputs):
            last[index] = op.index
    if graph.output is not None:
        last.pop(graph.output, None)
    gone: defaultdict[int, list[int]] = defaultdict(list)
    for index, at in last.items():
        gone[at].append(index)
    return {at: tuple(indices) for at, indices in gone.items()}


def _value_ids(argument: Any) -> Iterator[int]:
    if isinstance(argument, Ref):
        if argument.kind == "value":
            yield argument.index
    elif isinstance(argument, tuple):
        for item in argument:
            yield from _value_ids(item)


def _named(op: Operation) -> str:
    return f"{op.spelled} at line {op.line}" if op.line is not None else op.spelled

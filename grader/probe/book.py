"""The book of one run: which tensor is which value, and who wrote it last."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from grader.graph import Argument, Dtype, Operation, Ref, Slice, Value
from grader.graph.decode import DTYPES, MAX_DEPTH, MAX_ITEMS, MAX_OPERATIONS
from grader.graph.nouns import EllipsisType
from grader.probe.holdings import Holdings, dtype_name, storage_of


class BookFullError(Exception):
    """The run is longer, or stranger, than a graph may be."""


class Book:
    """Operations and values as they come. Every tensor is kept, so that no id is used twice."""

    def __init__(self, holdings: Holdings, x: torch.Tensor) -> None:
        self.holdings = holdings
        self.values: list[Value] = []
        self.operations: list[Operation] = []
        self._refs: dict[int, Ref] = {}
        self._kept: list[torch.Tensor] = []
        self._writers: dict[int, Ref] = {}  # by storage: the value that last changed it
        self._owners: dict[int, torch.Tensor] = {}  # by storage: the value that made it
        self.new_value(x)

    def ref(self, tensor: torch.Tensor) -> Ref | None:
        """What this run knows a tensor as; None for one of unknown origin."""
        known = self._refs.get(id(tensor))
        if known is not None:
            return known
        place = self.holdings.places.get(id(tensor))
        return None if place is None else Ref("tensor", place)

    def alias(self, tensor: torch.Tensor) -> torch.Tensor | None:
        """The known value over exactly the same memory: `Parameter(x)`, a detached x."""
        owner = self._owners.get(storage_of(tensor))
        if owner is None or owner.shape != tensor.shape or owner.stride() != tensor.stride():
            return None
        return owner if owner.storage_offset() == tensor.storage_offset() else None

    def reads(self, tensors: list[torch.Tensor]) -> tuple[Ref, ...]:
        """What a call with these tensors depends on."""
        refs: dict[Ref, None] = {}
        for tensor in tensors:
            ref = self.ref(tensor)
            if ref is None:
                continue
            refs[ref] = None
            writer = self._writers.get(storage_of(tensor))
            if writer is not None and (ref.kind == "tensor" or writer.index > ref.index):
                refs[writer] = None
        return tuple(refs)

    def new_value(self, tensor: torch.Tensor) -> int:
        """Enter a tensor that a call gave."""
        name = dtype_name(tensor.dtype)
        if name not in DTYPES:
            raise BookFullError(f"a tensor of dtype {name}")
        if len(self.values) >= MAX_ITEMS:
            raise BookFullError(f"more than {MAX_ITEMS:,} tensors in one run")
        index = len(self.values)
        self.values.append(Value(tuple(tensor.shape), name))
        if id(tensor) not in self.holdings.places:
            self._refs[id(tensor)] = Ref("value", index)
            self._kept.append(tensor)
            self._owners.setdefault(storage_of(tensor), tensor)
        return index

    def wrote(self, tensor: torch.Tensor, value: int) -> list[Ref]:
        """A call changed this tensor; its newest value is `value`. Gives own tensors hit."""
        storage = storage_of(tensor)
        self._writers[storage] = Ref("value", value)
        return [Ref("tensor", place) for place in self.holdings.storages.get(storage, ())]

    def add(self, **fields: Any) -> None:
        """Enter an operation."""
        if len(self.operations) >= MAX_OPERATIONS:
            raise BookFullError(f"more than {MAX_OPERATIONS:,} calls in one run")
        self.operations.append(Operation(index=len(self.operations), **fields))

    def argument(self, value: Any, depth: int = 0) -> Argument:
        """An argument as plain data; what has no such form becomes text that nothing runs."""
        if isinstance(value, torch.Tensor):
            ref = self.ref(value)
            return "a tensor of unknown origin" if ref is None else ref
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, np.integer)):
            number = int(value)
            return number if -(2**63) <= number < 2**63 else str(number)[:40]
        if isinstance(value, (float, np.floating)):
            return float(value)
        if isinstance(value, str):
            return str.__str__(value)[:300]
        if isinstance(value, (tuple, list, range)) and depth < MAX_DEPTH:
            return tuple(self.argument(item, depth + 1) for item in value)
        if isinstance(value, slice):
            return Slice(*(_whole(part) for part in (value.start, value.stop, value.step)))
        if value is Ellipsis:
            return EllipsisType()
        if isinstance(value, torch.dtype) and dtype_name(value) in DTYPES:
            return Dtype(dtype_name(value))
        if isinstance(value, (torch.device, torch.memory_format, torch.layout, torch.dtype)):
            return str(value)
        return f"<{type(value).__name__}>"[:300]


def _whole(part: Any) -> int | None:
    return None if part is None else operator.index(part)


def tensors_in(*things: Any) -> Iterator[torch.Tensor]:
    """Every tensor inside arguments or a result, depth first."""
    for thing in things:
        if isinstance(thing, torch.Tensor):
            yield thing
        elif isinstance(thing, (tuple, list)):
            yield from tensors_in(*thing)
        elif isinstance(thing, dict):
            yield from tensors_in(*thing.values())

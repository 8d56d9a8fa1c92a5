"""Losses that are added up over batches, with all that led to each of them."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

import torch

from grader.evidence.rehearsed_steps import Gathered
from grader.probe.rehearsal.book import Book

SEVERAL = 3  # batches that were done with: a mistake, and not two losses of one step
MOST = 500  # numbers that are kept in sight


class Gathering:
    """Which losses a number is made of, as long as it has their history."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._of: dict[int, tuple[Any, frozenset[int]]] = {}
        self._count = 0
        self._done: set[int] = set()  # losses that backward() went back from
        self._noted: set[int | None] = set()

    def begin(self, loss: Any) -> None:
        """A loss was worked out."""
        self._count += 1
        self._keep(loss, frozenset((self._count,)))

    def combine(self, operands: Any, result: Any) -> None:
        """Numbers became another one."""
        if not isinstance(result, torch.Tensor) or not result.requires_grad or not self._of:
            return
        made = frozenset(one for operand in _tensors(operands) for one in self._made_of(operand))
        if not made:
            return
        self._keep(result, made)
        done, line = len(made & self._done), self._book.line()
        if done >= SEVERAL and line is not None and line not in self._noted:
            self._noted.add(line)
            self._book.note("gathered", Gathered(self._book.at(), line, done))

    def go_back(self, root: torch.Tensor) -> None:
        """backward() is called on a number."""
        self._done |= self._made_of(root)

    def _keep(self, number: Any, made: frozenset[int]) -> None:
        if isinstance(number, torch.Tensor) and number.requires_grad:
            if len(self._of) >= MOST:
                alive = {place: one for place, one in self._of.items() if one[0]() is not None}
                self._of = dict(list(alive.items())[-MOST // 2 :])
            self._of[id(number)] = weakref.ref(number), made

    def _made_of(self, number: torch.Tensor) -> frozenset[int]:
        there, made = self._of.get(id(number), (None, frozenset[int]()))
        return made if there is not None and there() is number else frozenset()


def _tensors(operands: Any) -> Iterator[torch.Tensor]:
    for one in operands:
        if isinstance(one, torch.Tensor):
            yield one
        elif isinstance(one, (list, tuple)):
            yield from (inner for inner in one if isinstance(inner, torch.Tensor))

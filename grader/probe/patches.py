"""The student's calls put right: `x.view(-1, 320)` in place of `x.view(-1, 500)`, maps laid out."""

from __future__ import annotations

from typing import Any

import torch

from grader.graph.vocabulary import bind

_LINEAR = "torch.nn.functional.linear"
_RESHAPES = ("torch.Tensor.view", "torch.Tensor.reshape", "torch.reshape")


class Patches:
    """By line and wrong number, the right one."""

    def __init__(self) -> None:
        self._right: dict[tuple[int | None, int], int] = {}
        self._laid_out: list[torch.Tensor] = []  # weights of layers that are given maps

    def __bool__(self) -> bool:
        """Whether any call is to be put right."""
        return bool(self._right or self._laid_out)

    def lay_out_for(self, weight: torch.Tensor) -> None:
        """From now on the fully connected layer with this weight is given rows."""
        self._laid_out.append(weight)

    def leave(self, weight: torch.Tensor) -> None:
        """The layer is given again what its author gives it."""
        self._laid_out = [one for one in self._laid_out if one is not weight]

    def maps(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> torch.Tensor | None:
        """The maps that are to be laid out before this call; None where none are."""
        if not self._laid_out or name != _LINEAR:
            return None
        bound = bind(name, args, kwargs)
        x, weight = bound.get("input"), bound.get("weight")
        mine = any(weight is one for one in self._laid_out)
        return x if mine and isinstance(x, torch.Tensor) and x.dim() > 2 else None

    def add(self, line: int | None, was: int, now: int) -> None:
        """From now on the call on this line gets the right number."""
        self._right[line, was] = now

    def remove(self, line: int | None, was: int) -> None:
        """The call gets again what its author wrote."""
        self._right.pop((line, was), None)

    def apply(self, name: str, args: tuple[Any, ...], line: int | None) -> tuple[Any, ...]:
        """The arguments with the right number."""
        if not self._right or (columns := self.columns(name, args)) is None:
            return args
        now = self._right.get((line, columns))
        return args if now is None else (args[0], (_sizes(args)[0], now))

    @staticmethod
    def columns(name: str, args: tuple[Any, ...]) -> int | None:
        """320 of `x.view(-1, 320)`; None for any other call or form."""
        if name not in _RESHAPES or not args or not isinstance(args[0], torch.Tensor):
            return None
        sizes = _sizes(args)
        if len(sizes) != 2 or not all(type(size) is int for size in sizes):
            return None
        return int(sizes[1]) if sizes[1] > 0 else None


def given(
    rows: torch.Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of `linear` with these rows for its input."""
    return ((rows, *args[1:]), kwargs) if args else (args, {**kwargs, "input": rows})


def _sizes(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The shape asked for, given as numbers or as one tuple."""
    if len(args) == 2 and isinstance(args[1], (tuple, list)):
        return tuple(args[1])
    return args[1:]

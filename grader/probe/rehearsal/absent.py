"""What a script hands to libraries that are not here: behind it nothing is seen of a training.

Where what was handed over comes back under its own name (`net, optimizer = it.prepare(net,
optimizer)`) it is what it was. An optimiser of such a library is one of torch's here.
"""

from __future__ import annotations

import ast
import linecache
import sys
from functools import cache
from types import FrameType, GeneratorType
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader

from grader.evidence.rehearsed_calls import Lending, Lent
from grader.probe.rehearsal.book import Book
from grader.probe.standins import looks_on, tell_what_is_handed

MOST = 40  # entries


def install(book: Book, file: str) -> None:
    """From now on it is seen."""

    def told(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if looks_on(name):
            return None
        given = (*args, *kwargs.values())
        kinds = {kind: one for one in given if (kind := _kind(one))}
        if "loss" in kinds and name.endswith(".backward"):
            kinds["loss"].backward()
            return None
        instead = _given_back(given, file)
        if instead is None and "weights" in kinds and _makes_one(name) and len(kinds) == 1:
            instead = torch.optim.Adam(list(kinds["weights"]), lr=1e-3)
        for kind in kinds if instead is None else ():
            lend(book, name, kind)
        return instead

    tell_what_is_handed(told)


def _given_back(given: tuple[Any, ...], file: str) -> Any:
    """What was handed over, where the names that wait for it are those that it has already."""
    things = [one for one in given if _goes_round(one)]
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != file:
        frame = frame.f_back
    if frame is None or not things:
        return None
    names = _targets(file).get(frame.f_lineno, ())
    there = [frame.f_locals.get(name, frame.f_globals.get(name)) for name in names]
    if not there or not all(any(one is thing for thing in things) for one in there):
        return None
    return there[0] if len(there) == 1 else tuple(there)


def _goes_round(given: Any) -> bool:
    kinds = (nn.Module, torch.optim.Optimizer, DataLoader, torch.optim.lr_scheduler.LRScheduler)
    return isinstance(given, kinds)


@cache
def _targets(file: str) -> dict[int, tuple[str, ...]]:
    """By line: the names to which what is called there is given."""
    found = {}
    for node in ast.walk(ast.parse("".join(linecache.getlines(file)))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            to = node.targets[0]
            names = to.elts if isinstance(to, (ast.Tuple, ast.List)) else [to]
            if all(isinstance(one, ast.Name) for one in names):
                told = tuple(one.id for one in names if isinstance(one, ast.Name))
                lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                found.update(dict.fromkeys(lines, told))
    return found


def lend(book: Book, name: str, what: Lending) -> None:
    """Write it down, once for each line."""
    entry = book.line(), name.partition(".")[0][:80], what
    there = book.entries["lent"]
    if len(there) < MOST and entry not in ((one.line, one.library, one.what) for one in there):
        book.note("lent", Lent(book.at(), *entry))


def _kind(given: Any) -> Lending | None:
    if isinstance(given, nn.Module) or (isinstance(given, type) and issubclass(given, nn.Module)):
        return "network" if _has_weights(given) else None
    if isinstance(given, torch.optim.Optimizer):
        return "optimizer"
    if isinstance(given, torch.Tensor):
        return "loss" if given.numel() == 1 and given.requires_grad else None
    if isinstance(given, GeneratorType):
        return "weights" if given.gi_code.co_name in ("parameters", "named_parameters") else None
    listed = isinstance(given, list) and bool(given)
    return "weights" if listed and all(map(_is_weight, given)) else None


def _has_weights(given: Any) -> bool:
    """A class may have them once it is made."""
    return isinstance(given, type) or next(given.parameters(), None) is not None


def _is_weight(given: Any) -> bool:
    group = isinstance(given, dict) and "params" in given
    return group or isinstance(given, nn.Parameter)


def _makes_one(name: str) -> bool:
    """Whether it is called as a class is: `lion_pytorch.Lion`."""
    return name.rpartition(".")[2][:1].isupper()

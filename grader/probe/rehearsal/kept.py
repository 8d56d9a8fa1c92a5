"""Weights that are kept by `state_dict` and put back, or saved, later on."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from grader.evidence.rehearsed_kept import Given, Put, Restored
from grader.probe.rehearsal.book import Book

MOST = 200  # of them
SHOWN = 3  # names


@dataclass(frozen=True)
class _Record:
    at: int
    line: int | None
    state: Any
    sums: dict[str, int]  # of its tensors, as they were then


class Kept:
    """What was given out by `state_dict`: it holds the network's own tensors, which go on."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._records: list[_Record] = []
        self.busy = False  # each layer of a network is asked too

    def give(self, state: Any) -> None:
        """A network gave its weights out."""
        line = self._book.line()
        if line is not None and len(self._records) < MOST:
            self._records.append(_Record(self._book.at(), line, state, _sums(state)))
            self._book.note("given", Given(self._book.at(), line))

    def put(self, state: Any, how: Put, module: nn.Module | None = None) -> None:
        """They are put into a network, or saved."""
        given = [one for one in self._records if one.state is state]
        own = module is not None and _shares(state, module)
        if own:  # a shallow copy of them is one too, and so is every earlier one of that line
            given = given or [one for one in self._records if _same(one.state, state)]
            lines = {one.line for one in given}
            given = [one for one in self._records if one.line in lines]
        elif how == "saved" and not given:
            return
        now = _sums(state)
        stale = next((one for one in given if one.sums != now), None) if given else None
        first = stale or next(iter(given), None)
        names = list(state) if isinstance(state, Mapping) else []
        wanted = set(_names(module)) if module is not None else set()
        self._book.note(
            "restored",
            Restored(
                at=self._book.at(),
                line=self._book.line(),
                how=how,
                kept=first.line if first is not None else None,
                since=first.at if first is not None else 0,
                stale=stale is not None and (own or how == "saved"),
                wanted=len(wanted),
                found=len(wanted.intersection(map(str, names))),
                names=tuple(str(name)[:60] for name in names[:SHOWN]),
            ),
        )


def _sums(state: Any) -> dict[str, int]:
    if not isinstance(state, Mapping):
        return {}
    return {
        str(name): zlib.crc32(value.detach().contiguous().view(-1).numpy().tobytes())
        for name, value in state.items()
        if isinstance(value, torch.Tensor) and value.dtype == torch.float32
    }


def _names(module: nn.Module) -> list[str]:
    return [name for name, _ in (*module.named_parameters(), *module.named_buffers())]


def _shares(state: Any, module: nn.Module) -> bool:
    """Whether it holds the tensors of this very network."""
    named = dict(module.named_parameters())
    if not isinstance(state, Mapping) or not named:
        return False
    return all(
        isinstance(state.get(name), torch.Tensor) and state[name].data_ptr() == one.data_ptr()
        for name, one in named.items()
    )


def _same(one: Any, other: Any) -> bool:
    return {k: v.data_ptr() for k, v in one.items() if isinstance(v, torch.Tensor)} == {
        k: v.data_ptr() for k, v in other.items() if isinstance(v, torch.Tensor)
    }


def install(book: Book) -> None:
    """From now on what is kept, put back and saved is seen."""
    kept = Kept(book)
    state_dict: Any = nn.Module.state_dict
    load: Any = nn.Module.load_state_dict
    save: Any = torch.save

    def given(self: Any, *args: Any, **kwargs: Any) -> Any:
        if kept.busy:
            return state_dict(self, *args, **kwargs)
        state = _alone(kept, lambda: state_dict(self, *args, **kwargs))
        with torch._C.DisableTorchFunction():
            kept.give(state)
        return state

    def loaded(self: Any, state_dict: Any, *args: Any, **kwargs: Any) -> Any:
        with torch._C.DisableTorchFunction():
            kept.put(state_dict, "loaded", self)
        return _alone(kept, lambda: load(self, state_dict, *args, **kwargs))

    def saved(obj: Any, *args: Any, **kwargs: Any) -> Any:
        with torch._C.DisableTorchFunction():
            kept.put(obj, "saved")
        return _alone(kept, lambda: save(obj, *args, **kwargs))

    for owner, name, seen in (
        (nn.Module, "state_dict", given),
        (nn.Module, "load_state_dict", loaded),
        (torch, "save", saved),
    ):
        setattr(owner, name, seen)


def _alone(kept: Kept, run: Callable[[], Any]) -> Any:
    was, kept.busy = kept.busy, True
    try:
        return run()
    finally:
        kept.busy = was

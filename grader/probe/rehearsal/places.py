"""Where a script looks beside its data: files, windows, a keyboard, progress bars. All harmless."""

from __future__ import annotations

import argparse
import builtins
import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import torch

from grader.probe.imports import _ignored
from grader.probe.rehearsal.book import Book
from grader.probe.rehearsal.elsewhere import Weights
from grader.probe.rehearsal.tables import text_of
from grader.probe.standins import StandIn

_WRITING = frozenset("wax+")


class Bar:
    """A progress bar: it goes over what it is given; what it is told counts as printed."""

    book: Book  # of this process
    disable = False
    n = 0

    def __init__(self, iterable: Any = None, *args: Any, **options: Any) -> None:
        self._over = iterable if iterable is not None else range(options.get("total") or 0)

    def __iter__(self) -> Iterator[Any]:
        yield from self._over

    def __len__(self) -> int:
        return len(self._over)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *details: object) -> None:
        """Nothing to close."""

    def set_description(self, desc: Any = None, *args: Any, **options: Any) -> None:
        """What stands before the bar."""
        self.book.print(f"{desc}\n")

    set_description_str = set_postfix_str = set_description

    def set_postfix(self, told: Any = None, *args: Any, **more: Any) -> None:
        """What stands behind it."""
        pairs = {**(told if isinstance(told, dict) else {}), **more}
        pairs.pop("refresh", None)
        self.book.print(", ".join(f"{name}={value}" for name, value in pairs.items()) + "\n")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _ignored

    @classmethod
    def write(cls, text: Any, *args: Any, **options: Any) -> None:
        """A line beside the bar."""
        cls.book.print(f"{text}\n")


class Printed(io.TextIOBase):
    """Standard output: what goes there is written down."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book

    def write(self, text: str) -> int:
        """Nothing else becomes of it."""
        self._book.print(text)
        return len(text)

    def writable(self) -> bool:
        """It can be printed to."""
        return True

    encoding = "utf-8"


def furnish(book: Book) -> None:
    """From now on the script finds no file, and disturbs nobody."""
    Bar.book = book
    sys.stdout = sys.stderr = Printed(book)
    builtins.input = lambda *prompt: ""
    argparse.ArgumentParser.error = _ignored  # type: ignore[assignment,method-assign]
    time.sleep = _ignored
    os.altsep = os.altsep or "/"  # as on Windows, where many scripts are written
    for name in ("get_ipython", "display"):  # what a notebook has
        setattr(builtins, name, StandIn(f"IPython.{name}"))
    _bars()
    _files()


def _bars() -> None:
    for name in ("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.std", "tqdm.autonotebook"):
        module = ModuleType(name)
        module.tqdm = module.tqdm_notebook = Bar  # type: ignore[attr-defined]
        module.trange = lambda *args, **options: Bar(range(*args))  # type: ignore[attr-defined]
        module.__path__ = []
        sys.modules[name] = module
    sys.modules["tqdm"].auto = sys.modules["tqdm.auto"]  # type: ignore[attr-defined]
    sys.modules["tqdm"].notebook = sys.modules["tqdm.notebook"]  # type: ignore[attr-defined]


def _files() -> None:
    """What is written goes nowhere, and can be read back."""
    kept: dict[str, bytes] = {}
    for deed in ("makedirs", "mkdir", "remove", "chdir"):
        setattr(os, deed, _ignored)
    builtins.open = _opened(builtins.open, kept)
    save, load = torch.save, torch.load

    def saved(obj: Any, f: Any, *args: Any, **options: Any) -> None:  # torch's own names
        if hasattr(f, "write"):
            save(obj, f, *args, **options)
            return
        stream = io.BytesIO()
        save(obj, stream)
        kept[str(f)] = stream.getvalue()

    def loaded(f: Any, *args: Any, **options: Any) -> Any:
        if hasattr(f, "read"):
            return load(f, *args, **options)
        if str(f) not in kept:
            return Weights(str(f))
        return load(io.BytesIO(kept[str(f)]), weights_only=False)

    for name, instead in (("save", saved), ("load", loaded)):
        setattr(torch, name, instead)


def _opened(original: Callable[..., Any], kept: dict[str, bytes]) -> Callable[..., Any]:
    def opened(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if isinstance(file, int):  # opened already
            return original(file, mode, *args, **options)
        binary = "b" in mode
        if set(mode) & _WRITING:
            return _Kept(str(file), kept) if binary else io.TextIOWrapper(_Kept(str(file), kept))
        if str(file) in kept:
            stream = io.BytesIO(kept[str(file)])
            return stream if binary else io.TextIOWrapper(stream)
        try:
            return original(file, mode, *args, **options)
        except OSError:
            text = text_of(str(file))
            if text is None:
                raise
            return io.BytesIO(text.encode()) if binary else io.StringIO(text)

    return opened


class _Kept(io.BytesIO):
    """A file in this process' memory."""

    def __init__(self, name: str, kept: dict[str, bytes]) -> None:
        super().__init__()
        self._name, self._kept = name, kept

    def close(self) -> None:
        if not self.closed:
            self._kept[self._name] = self.getvalue()
        super().close()

"""Where each module is made: the line of the student's that calls its class."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from types import FrameType
from typing import Any

import torch

_LINES: dict[int, int] = {}  # by the module's id: one that is made later writes over it


@contextmanager
def lines_noted(file: str) -> Iterator[None]:
    """Meanwhile each module that is set up has its line noted."""
    plain = torch.nn.Module.__init__

    @wraps(plain)
    def noting(self: torch.nn.Module, *args: Any, **kwargs: Any) -> None:
        line = _line(self, file)
        if line is not None:
            _LINES[id(self)] = line
        plain(self, *args, **kwargs)

    torch.nn.Module.__init__ = noting  # type: ignore[method-assign]
    try:
        yield
    finally:
        torch.nn.Module.__init__ = plain  # type: ignore[method-assign]


def line_of(module: torch.nn.Module) -> int | None:
    """The line that made a module; None where nobody saw it."""
    return _LINES.get(id(module))


def _line(module: torch.nn.Module, file: str) -> int | None:
    """The innermost line of the student's that is no part of the module's own `__init__`."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        own = code.co_argcount and frame.f_locals.get(code.co_varnames[0]) is module
        if code.co_filename == file and not own:
            return frame.f_lineno
        frame = frame.f_back
    return None

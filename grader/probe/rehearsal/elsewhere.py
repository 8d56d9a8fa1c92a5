"""What a script expects of its computer: weights on the disk, other programs.

None of it is here, and none of it is a mistake.
"""

from __future__ import annotations

import io
import os
import subprocess
from typing import Any

import torch
from torch import nn


class Weights(dict[str, Any]):
    """What a file that is not here would have held: good for `load_state_dict` and no more."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file

    def __missing__(self, key: object) -> Weights:
        return self

    def _absent(self, *_: object) -> Any:
        raise FileNotFoundError(2, "No such file or directory", self.file)

    __iter__ = __call__ = __index__ = __int__ = __float__ = __add__ = __radd__ = _absent
    __lt__ = __le__ = __gt__ = __ge__ = items = keys = values = __format__ = _absent

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._absent()


def install() -> None:
    """From now on the script finds what it asks for, or something as harmless."""
    io.open = open  # pathlib's
    for name, instead in _PROGRAMS.items():
        setattr(subprocess, name, instead)
    os.system = lambda *_, **__: 0
    for owner in (nn.Module, torch.optim.Optimizer):
        owner.load_state_dict = _unless_absent(owner.load_state_dict)  # type: ignore[method-assign]


def _ran(args: Any = (), *_: Any, **__: Any) -> Any:
    return subprocess.CompletedProcess(args, 0, "", "")


_PROGRAMS = {
    "run": _ran,
    "Popen": _ran,
    "call": lambda *_, **__: 0,
    "check_call": lambda *_, **__: 0,
    "check_output": lambda *_, **__: "",
    "getoutput": lambda *_, **__: "",
}


def _unless_absent(load: Any) -> Any:
    def loaded(self: Any, state_dict: Any, *args: Any, **options: Any) -> Any:
        if isinstance(state_dict, Weights):
            return None
        return load(self, state_dict, *args, **options)

    return loaded

"""What makes another form of a network, or measures it: here it stays what it is."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from grader.probe.imports import _ignored
from grader.probe.standins import StandIn, stand_in_module


class Exported:
    """What `torch.export.export` gives: the same network."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def module(self, *args: Any) -> Any:
        """The network, to be called."""
        return self._module

    def run_decompositions(self, *args: Any) -> Exported:
        """The same."""
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return StandIn(f"torch.export.{name}")


def _chosen(condition: Any, yes: Any, no: Any, operands: Any = ()) -> Any:
    """`torch.cond`: one of two functions is called."""
    return (yes if condition else no)(*operands)


def _repeated(goes_on: Any, once: Any, carried: Any, *args: Any) -> Any:
    """`while_loop`."""
    while goes_on(*carried):
        carried = once(*carried)
    return carried


class _Files:
    """Networks that were written to a file: copies, by its name."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def save(self, one: Any, file: Any, *args: Any, **options: Any) -> None:
        """Keep it as it is now."""
        module = one.module() if isinstance(one, Exported) else one
        self._kept[str(file)] = copy.deepcopy(module)

    def load(self, file: Any, *args: Any, **options: Any) -> Any:
        """What was kept."""
        if str(file) not in self._kept:
            raise FileNotFoundError(2, "No such file or directory", str(file))
        return copy.deepcopy(self._kept[str(file)])


def _translated(files: _Files) -> Callable[..., Any]:
    """`torch.jit.script` and `torch.jit.trace`: the same module, which can be saved."""

    def instead(one: Any = None, *args: Any, **options: Any) -> Any:
        if isinstance(one, nn.Module) and not hasattr(one, "save"):
            one.__dict__["save"] = lambda file, *more, **others: files.save(one, file)
        return (lambda given: given) if one is None else one

    return instead


def install(text: str) -> None:
    """Put these where a script looks; of torch's parts those that it names."""
    files = _Files()
    jit: Any = torch.jit
    jit.script = jit.trace = _translated(files)
    jit.save, jit.load = files.save, files.load
    whole: Any = torch
    whole.cond = _chosen
    higher = sys.modules.get("torch._higher_order_ops")
    if higher is not None:
        higher.while_loop = _repeated  # type: ignore[attr-defined]
    for name, there in _parts(files).items():
        if name in text:
            module = sys.modules.get(f"torch.{name}") or stand_in_module(f"torch.{name}")
            vars(module).update(there)
            sys.modules[f"torch.{name}"] = module
            if "." not in name:
                setattr(torch, name, module)


def _parts(files: _Files) -> dict[str, dict[str, Any]]:
    """What is put into parts of torch, which may not be there once the process is confined."""
    return {
        "export": {
            "export": lambda network, *args, **options: Exported(network),
            "save": files.save,
            "load": lambda file, *args, **options: Exported(files.load(file)),
        },
        "onnx": {"export": _ignored},
        "profiler": {"profile": StandIn("torch.profiler.profile")},
        "autograd.profiler": {"profile": StandIn("torch.autograd.profiler.profile")},
    }

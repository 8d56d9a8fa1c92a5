"""One call of a torch function by the student's forward, as the recorder sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

import torch

from grader.graph.vocabulary import bind

_NORMS = ("torch.nn.functional.batch_norm", "torch.nn.functional.instance_norm")
_TENSOR_PROPERTIES = frozenset(("T", "mT", "H", "mH", "data", "real", "imag"))
MOST_COPIED = 2**22  # bytes of a tensor of unknown origin


@dataclass
class Call:
    """A call that is about to be made."""

    name: str  # from the vocabulary where it has one
    func: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    line: int | None  # of the student's file
    module: str  # path of the registered module that makes it

    def make(self) -> Any:
        """Make it."""
        return self.func(*self.args, **self.kwargs)

    def statistics(self) -> list[torch.Tensor]:
        """Running statistics that a normalisation changes: no version counter tells of them."""
        if self.name not in _NORMS:
            return []
        bound = bind(self.name, self.args, self.kwargs)
        training = bound["training"] if "training" in bound else bound.get("use_input_stats")
        found = (bound.get("running_mean"), bound.get("running_var"))
        return [t for t in found if isinstance(t, torch.Tensor)] if training else []


def short_name(func: Callable[..., Any]) -> str:
    """ "view" of Tensor.view.

    Of a property's getter its name where it gives a tensor, else "size" (any call that gives a
    number about a tensor).
    """
    name = getattr(func, "__name__", "")
    if name != "__get__":
        return str(name)
    of = getattr(getattr(func, "__self__", None), "__name__", "")
    return of if of in _TENSOR_PROPERTIES else "size"


def place(file: str) -> tuple[int | None, bool]:
    """The student's innermost line, and whether torch builds a layer on the way to here."""
    frame: FrameType | None = sys._getframe(2)
    construction = False
    while frame is not None:
        code = frame.f_code
        if code.co_filename == file:
            return frame.f_lineno, construction
        if code.co_name in ("__init__", "reset_parameters"):
            construction |= str(frame.f_globals.get("__name__")).startswith("torch.nn.")
        frame = frame.f_back
    return None, construction


def apart(call: Call, result: Any, given: list[torch.Tensor], changed: list[torch.Tensor]) -> Any:
    """A call that gives its own argument back (dropout in eval mode) gives a view of it.

    So the value before and the value after stay two, and a result thrown away stays unused.
    """
    if not isinstance(result, torch.Tensor) or call.name.endswith("_"):
        return result
    if any(result is t for t in changed) or not any(result is t for t in given):
        return result
    return result.view_as(result)


def copy_of(tensor: torch.Tensor) -> torch.Tensor | None:
    """The numbers of a tensor of unknown origin, before the call may change them."""
    small = tensor.numel() * tensor.element_size() <= MOST_COPIED
    return tensor.detach().clone() if small and tensor.layout is torch.strided else None


def is_transformed(tensor: torch.Tensor) -> bool:
    """Whether `torch.vmap` or `torch.func.grad` made it: it has no memory that could be read."""
    return bool(torch._C._functorch.is_functorch_wrapped_tensor(tensor))


def version(tensor: torch.Tensor) -> int:
    """How often a tensor was changed in place."""
    try:
        return tensor._version
    except RuntimeError:  # made in inference mode: it has none
        return 0

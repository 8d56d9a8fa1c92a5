"""`import torch`, less what it keeps ready for tensors that hold no numbers.

As it is imported, torch registers in Python what its operators do to shapes alone, and for that has
them all written in Python two times over: a quarter of the time that it takes. The device "meta",
the compiler, `vmap` and little else asks for them. Nobody here does; a student's file that names
one of these is given them before it runs (`whole_torch`).
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

_FIRST = "torch._meta_registrations"  # imports the others
_SHAPES = (_FIRST, "torch._decomp", "torch._refs", "torch._prims")
# what asks for them, in any spelling of the names, but for what means the compiler itself
_MEANS_THEM = re.compile(
    r"\b(meta|vmap|vectorize|is_grads_batched|gradcheck|gradgradcheck|broadcast_shapes|distributions"
    r"|call_for_per_sample_grads|custom_op|export|fx|torch\.library|_decomp|_functorch|_prims|_refs"
    r"|_subclasses)\b"
)


class StandIn(ModuleType):
    """A module that answers what is asked in passing; at anything else the real one is imported.

    Once the process is confined that fails, as for any part of torch that is not there by then;
    all stand-ins stay where they are, for whoever asks in passing next.
    """

    def __init__(self, name: str, fetch: Callable[[], None]) -> None:
        """`fetch` puts the real one into its place."""
        super().__init__(name)
        self._fetch = fetch

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        there = {key: one for key, one in sys.modules.items() if isinstance(one, StandIn)}
        try:
            self._fetch()
        except BaseException:
            sys.modules.update(there)
            raise
        return getattr(importlib.import_module(self.__name__), name)


def stand_in(name: str, fetch: Callable[[], None], answers: dict[str, Any]) -> None:
    """Put one where the module would be, if that is not there."""
    if name in sys.modules:
        return
    one = StandIn(name, fetch)
    vars(one).update(answers)
    sys.modules[name] = one
    parent, _, last = name.rpartition(".")
    if parent in sys.modules:  # while torch itself is imported, it takes what stands there
        setattr(sys.modules[parent], last, one)


def step_aside(names: Iterable[str]) -> None:
    """Take the stand-ins away."""
    for name in names:
        if isinstance(sys.modules.get(name), StandIn):
            del sys.modules[name]


def import_torch() -> None:
    """torch, without these parts, unless it is there already."""
    if "torch" in sys.modules:
        return
    stand_in(_FIRST, whole_torch, {})
    torch = importlib.import_module("torch")
    for name in _SHAPES:  # torch has these as attributes, which its import would have set
        stand_in(name, whole_torch, {})
    try:
        _let_generators_be(torch)
        torch.Generator()
    except Exception:  # another version of torch, which does more there
        whole_torch()


def _let_generators_be(torch: ModuleType) -> None:
    """What torch 2.13 does for them amid these parts, so that random numbers can be had at all."""
    if (give := getattr(torch._C, "_set_generator_metaclass", None)) is not None:
        give(importlib.import_module("torch._opaque_base").OpaqueBaseMeta)


def whole_torch() -> None:
    """These parts too."""
    step_aside(_SHAPES)
    importlib.import_module(_FIRST)


def means_whole_torch(text: str) -> bool:
    """Whether a file may ask for these parts."""
    return bool(_MEANS_THEM.search(text))

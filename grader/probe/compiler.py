"""torch's compiler, which nobody uses here: what asks for it in passing gets a stand-in.

torchvision and the optimizers import it (`torch._dynamo`, with sympy and `torch.distributed`
behind it) to be told that nothing is compiled. That takes as long as importing torch, in each
process that runs a student's file.
"""

from __future__ import annotations

import importlib
from typing import Any

from grader.torchside.lean import stand_in, step_aside, whole_torch


def without_compiler() -> None:
    """Put the stand-ins where the modules would be, if they are not there."""
    for module, answers in _ANSWERS.items():
        stand_in(module, with_compiler, answers)


def with_compiler() -> None:
    """Take the stand-ins away and import the real ones, and what these need."""
    step_aside(_ANSWERS)
    whole_torch()
    importlib.import_module("torch._dynamo")


def _as_it_is(function: Any = None, *_args: Any, **_options: Any) -> Any:
    """The same function, be it named in brackets or decorated."""
    return (lambda one: one) if function is None else function


def _alike(one: Any, other: Any) -> bool:
    """Whether two sizes, or two rows of them, are the same."""
    return bool(one == other)


_ANSWERS: dict[str, dict[str, Any]] = {
    "torch._dynamo": {
        "allow_in_graph": _as_it_is,
        "disable": _as_it_is,
        "disallow_in_graph": _as_it_is,
        "graph_break": lambda *_, **__: None,
        "is_compiling": lambda: False,
    },
    "torch._inductor": {},
    "torch._inductor.config": {},  # `use_deterministic_algorithms` writes into it
    "torch._dynamo.utils": {"is_compile_supported": lambda _device: False},
    # `backward(gradient)` asks it to compare two shapes; it imports all of sympy
    "torch.fx.experimental.symbolic_shapes": {
        "expect_true": bool,
        "guard_or_false": bool,
        "guard_or_true": bool,
        "sym_eq": _alike,
    },
}

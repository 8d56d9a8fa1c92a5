"""The operations that a graph may hold, their kinds, and their parameters.

One row a kind: the family, the kind in the course's words, every spelling of it, and the
parameters in torch's order. The probe records calls under these names, the checks read kinds
from here, and the trainer runs what is listed and nothing else: so all three agree on what a
call means, and a call that is not listed is named to the reader instead of being guessed at.

Spellings: `F.` is `torch.nn.functional.`, `T.` is `torch.Tensor.`, `t.` is `torch.`. A
trailing `_` marks the in-place form of the spelling before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from grader.graph.rows import ROWS


class Row(NamedTuple):
    """What the vocabulary knows of one spelling."""

    family: str  # "convolution", "activation", "pooling", ...
    kind: str  # "conv2d", "relu", ...
    parameters: tuple[str, ...]  # in torch's order
    defaults: Mapping[str, Any]
    variadic: bool  # the last parameter swallows what is left: view(*shape)


_PREFIXES = {"F": "torch.nn.functional", "T": "torch.Tensor", "t": "torch"}

FAMILIES_WITH_WEIGHTS = ("convolution", "linear", "matmul", "recurrent", "attention")
UNSEEN = "unseen"  # kind of a step that no call shows (grader/reading/gaps.py)


@cache
def table() -> dict[str, Row]:
    """Every spelling in full ("torch.nn.functional.relu") with its row."""
    rows: dict[str, Row] = {}
    for line in ROWS.strip().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        family, kind, signature, *spellings = line.split()
        names, defaults, variadic = _signature(signature)
        for spelling in spellings:
            for full in _in_full(spelling):
                rows[full] = Row(family, kind, names, defaults, variadic)
    return rows


def _in_full(spelling: str) -> list[str]:
    """`F.relu_` stands for both `relu` and `relu_`; prefixes written out."""
    prefix, _, name = spelling.partition(".")
    full = f"{_PREFIXES[prefix]}.{name}"
    both = full.endswith("_") and not full.endswith("__")
    return [full[:-1], full] if both else [full]


def _signature(text: str) -> tuple[tuple[str, ...], dict[str, Any], bool]:
    """`(input,p=0.5,*shape)` as names, defaults and whether the last one swallows the rest."""
    names: list[str] = []
    defaults: dict[str, Any] = {}
    variadic = False
    for item in text.strip("()").split(","):
        name, equals, default = item.partition("=")
        if name.startswith("*"):
            name, variadic = name[1:], True
        names.append(name)
        if equals:
            defaults[name] = _DEFAULTS[default] if default in _DEFAULTS else float(default)
    return tuple(names), defaults, variadic


_DEFAULTS: dict[str, Any] = {
    "None": None,
    "True": True,
    "False": False,
    **{str(i): i for i in range(-2, 10)},
    "mean": "mean",
    "constant": "constant",
    "nearest": "nearest",
    "bilinear": "bilinear",
    "zeros": "zeros",
}


def known(target: str) -> bool:
    """Whether the trainer may run this call."""
    return target in table()


def family_of(kind: str) -> str:
    """The family of a kind; "unlisted" for what the vocabulary lacks."""
    return _families().get(kind, "unlisted")


@cache
def _families() -> dict[str, str]:
    return {row.kind: row.family for row in table().values()}


def kind_of(target: str, bound: Mapping[str, Any]) -> str:
    """The kind of a call: `clamp(min=0)` with no maximum and `threshold(0, 0)` are "relu"."""
    row = table().get(target)
    if row is None:
        return target.rpartition(".")[2]
    if row.kind == "clamp" and bound.get("min") == 0 and bound.get("max") is None:
        return "relu"
    if row.kind == "threshold" and bound.get("threshold") == 0 and bound.get("value") == 0:
        return "relu"
    if row.kind == "leaky_relu" and bound.get("negative_slope") == 0:
        return "relu"
    return row.kind


def bind(target: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments by parameter name, with torch's defaults where none was given."""
    row = table().get(target)
    if row is None:
        return {**{str(i): arg for i, arg in enumerate(args)}, **kwargs}
    bound: dict[str, Any] = dict(row.defaults)
    fixed = row.parameters[:-1] if row.variadic else row.parameters
    bound.update(zip(fixed, args, strict=False))
    if row.variadic and len(args) > len(fixed):
        rest = args[len(fixed) :]
        one = len(rest) == 1 and isinstance(rest[0], tuple)
        bound[row.parameters[-1]] = rest[0] if one else tuple(rest)
    bound.update({_ALIASES.get(name, name): value for name, value in kwargs.items()})
    return bound


# numpy's names, which torch accepts beside its own
_ALIASES = {"axis": "dim", "keepdims": "keepdim", "x": "input"}


# an operator with the tensor on its right
_BACKWARDS = {
    "torch.Tensor.__rsub__": "... - x",
    "torch.Tensor.__rtruediv__": "... / x",
    "torch.Tensor.__rdiv__": "... / x",
    "torch.Tensor.__rpow__": "... ** x",
}


def spelled(target: str) -> str:
    """The call as a person writes it: "F.relu", "x.view", "torch.flatten"."""
    if target == "torch.Tensor.__getitem__":
        return "x[...]"
    if target in _BACKWARDS:
        return _BACKWARDS[target]
    for prefix, short in (("torch.nn.functional.", "F."), ("torch.Tensor.", "x.")):
        if target.startswith(prefix):
            return short + target[len(prefix) :].removesuffix(".__get__")
    return target

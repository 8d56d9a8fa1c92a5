"""What a node of a TorchScript graph calls, as the call that a student would have written.

`aten::dropout(x, 0.25, True)` is `F.dropout(x, 0.25, True)`; so a translated layer is recorded in
the same words as one that is not. Pure but for torch: names and arguments in, calls out.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import torch
from torch.nn import functional as F

from grader.graph import vocabulary
from grader.torchside.functions import function

Function = Callable[..., Any]

_FUNCTIONAL = "__torch__.torch.nn.functional."
_MANGLED = re.compile(r"___torch_mangle_\d+\.")  # a second translation of the same function
_DTYPES = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16,
           torch.float32, torch.float64, None, None, None, torch.bool, None, None, None,
           torch.bfloat16)  # fmt: skip  # by their number in a graph
_LAYOUTS = (torch.contiguous_format, torch.preserve_format, torch.channels_last)
_NOT_OURS = frozenset(("layout", "device", "pin_memory", "generator"))
# of the functions with both spellings, those of which torch's has the arguments of the graph
_TORCHS = frozenset(("softmax", "log_softmax", "alpha_dropout"))
_PAIRS = {f"adaptive_max_pool{n}d": f"adaptive_max_pool{n}d_with_indices" for n in (1, 2, 3)}
_UNLIKE = frozenset(("embedding",))  # their arguments stand in another order
# what is known of a tensor without its numbers
SIZES = frozenset(("size", "dim", "len", "numel", "is_floating_point", "is_contiguous"))


class NotOpenedError(Exception):
    """The graph has a step that the walk does not know; `what` it is."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def functional(qualified: str) -> Function | None:
    """torch's own function behind a called one, where the vocabulary has it."""
    plain = _MANGLED.sub("", qualified)
    name = plain.removeprefix(_FUNCTIONAL)
    known = plain != name and vocabulary.known(f"torch.nn.functional.{name}")
    return getattr(F, name, None) if known else None


def tensor_call(name: str, schema: Any, values: Sequence[Any]) -> tuple[Function, list[Any], Any]:
    """Function, arguments and keywords of `aten::NAME` with these values, by its schema."""
    own = _OWN.get(name)
    if own is not None:
        return own, list(values), {}
    args, kwargs = _arguments(schema, values)
    return _function(name), args, kwargs


def number_of(dtype: torch.dtype) -> int:
    """A dtype as a graph writes it. Raises `NotOpenedError` for a rare one."""
    if dtype not in _DTYPES:
        raise NotOpenedError(str(dtype))
    return _DTYPES.index(dtype)


def _arguments(schema: Any, values: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
    """As they are written: what has its default at the end is left out."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    needed = 0
    for argument, value in zip(schema.arguments, values, strict=True):
        if argument.name in _NOT_OURS:
            continue
        given = _translated(argument.name, value)
        default = argument.has_default_value() and argument.default_value == value
        if argument.kwarg_only:
            if not default and given is not None:
                kwargs[argument.name] = given
            continue
        args.append(given)
        if not default:
            needed = len(args)
    return args[:needed], kwargs


def _translated(name: str, value: Any) -> Any:
    """Numbers that stand for a word of torch's, and what an empty list stands for."""
    if value is None or isinstance(value, bool):
        return value
    if name == "dtype" and isinstance(value, int):
        return _DTYPES[value]
    if name == "memory_format" and isinstance(value, int):
        return _LAYOUTS[value]
    return None if name == "stride" and value == [] else value


@cache
def _function(name: str) -> Function:
    """torch's function for `aten::NAME`. Raises `NotOpenedError` where the vocabulary has none."""
    spelled = _PAIRS.get(name, name)
    spellings = [f"torch.nn.functional.{spelled}", f"torch.{spelled}", f"torch.Tensor.{spelled}"]
    for full in spellings[1:] if name in _TORCHS else spellings:
        if vocabulary.known(full) and name not in _UNLIKE:
            try:
                return function(full)
            except LookupError:
                continue
    raise NotOpenedError(f"aten::{name}")


def _convolution(x: Any, weight: Any, bias: Any, stride: Any, padding: Any, *rest: Any) -> Any:
    dilation, transposed, more, groups = rest[:4]
    across = len(stride)
    if transposed:
        name = f"conv_transpose{across}d"
        return getattr(F, name)(x, weight, bias, stride, padding, more, groups, dilation)
    return getattr(F, f"conv{across}d")(x, weight, bias, stride, padding, dilation, groups)


def _batch_norm(x: Any, weight: Any, bias: Any, mean: Any, var: Any, *rest: Any) -> Any:
    return F.batch_norm(x, mean, var, weight, bias, *rest[:3])


def _instance_norm(x: Any, weight: Any, bias: Any, mean: Any, var: Any, *rest: Any) -> Any:
    return F.instance_norm(x, mean, var, weight, bias, *rest[:3])


def _slice(x: Any, dim: int, start: Any = None, end: Any = None, step: int = 1) -> Any:
    if isinstance(x, list):
        return x[slice(start, end, step)]
    if end is not None and end >= 2**62:  # what a traced `x[1:]` writes down
        end = None
    if start in (None, 0) and end is None and step == 1:
        return x
    before = (slice(None),) * (dim % x.dim())
    return x[(*before, slice(start, end, step))]


_OWN: dict[str, Function] = {
    "_convolution": _convolution,
    "batch_norm": _batch_norm,
    "instance_norm": _instance_norm,
    "layer_norm": lambda x, shape, weight, bias, eps, *_: F.layer_norm(x, shape, weight, bias, eps),
    "group_norm": lambda x, n, weight, bias, eps, *_: F.group_norm(x, n, weight, bias, eps),
    "constant_pad_nd": lambda x, pad, value: F.pad(x, pad, value=value),
    "einsum": lambda equation, operands, *_: torch.einsum(equation, *operands),
    "slice": _slice,
}


def number(name: str, values: Sequence[Any]) -> Any:
    """What `aten::NAME` gives for numbers, words and lists; it is one of `NUMBERS`."""
    return NUMBERS[name](*values)


def _append(items: list[Any], item: Any) -> list[Any]:
    items.append(item)
    return items


NUMBERS: dict[str, Function] = {
    **{name: getattr(operator, name) for name in ("add", "sub", "mul", "neg", "pow")},
    **{name: getattr(operator, name) for name in ("gt", "lt", "ge", "le", "eq", "ne")},
    "div": operator.truediv,
    "floordiv": operator.floordiv,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "sqrt": math.sqrt,
    "floor": math.floor,
    "ceil": math.ceil,
    "__not__": operator.not_,
    "__is__": operator.is_,
    "__isnot__": operator.is_not,
    "__and__": operator.and_,
    "__or__": operator.or_,
    "__getitem__": operator.getitem,
    "__contains__": operator.contains,
    "append": _append,
    "slice": _slice,
    "len": len,
    "Int": int,
    "Float": float,
    "Bool": bool,
    "ScalarImplicit": lambda one: one,
    "warn": lambda *_: None,
}

"""Strict reading of a graph that came out of the sandbox.

What stands here was written by a process that ran a stranger's code. Every field is checked
for its type and its bounds, every reference for pointing backwards; whatever does not fit is
a `DecodeError`, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.graph.nouns import (
    Argument,
    Dtype,
    EllipsisType,
    Graph,
    Operation,
    Ref,
    RefKind,
    Slice,
    Tensor,
    Value,
    refs_in,
)

MAX_OPERATIONS = 3_000  # a loop over the images of a batch takes a thousand
MAX_REFERENCES = 30_000  # in all calls together: what judges a graph follows each of them
MAX_TENSORS = 5_000
MAX_DIMENSIONS = 16
MAX_SIZE = 2**40
MAX_TEXT = 300
MAX_DEPTH = 6
MAX_ITEMS = 20_000

DTYPES = frozenset(
    (
        *("float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
        *("int8", "int16", "int32", "int64", "uint8", "bool"),
    )
)
Bounds = Mapping[RefKind, int]  # references must stay below


class DecodeError(ValueError):
    """The sandbox sent something that is no graph."""


def graph_from_json(data: Any, tensors: int) -> Graph:
    """Read a graph whose references may name `tensors` of the network's tensors."""
    record = _record(data, {"mode", "batch", "values", "operations", "output", "refused"})
    mode = record["mode"]
    if mode not in ("train", "eval"):
        raise DecodeError(f"mode is {str(mode)[:40]!r}, not 'train' or 'eval'")
    values = tuple(_value(item) for item in _list(record["values"], MAX_ITEMS, "values"))
    if not values:
        raise DecodeError("a graph has at least its input as a value")
    made = 1  # ids below this exist already
    operations: list[Operation] = []
    for index, item in enumerate(_list(record["operations"], MAX_OPERATIONS, "operations")):
        op = _operation(item, index, made, len(values), tensors)
        made += len(op.outputs)
        operations.append(op)
    output = record["output"]
    if output is not None:
        output = _integer(output, 0, made - 1, "output")
    batch = _integer(record["batch"], 0, MAX_SIZE, "batch")
    refused = record["refused"]
    if refused is not None:
        refused = _operation(refused, len(operations), made, made, tensors)
    calls = [*operations, refused] if refused is not None else operations
    if sum(map(_references, calls)) > MAX_REFERENCES:
        raise DecodeError(f"the calls name more than {MAX_REFERENCES} tensors")
    return Graph(mode, batch, values, tuple(operations), output, refused)


def tensors_from_json(data: Any) -> tuple[Tensor, ...]:
    """Read the list of the network's tensors."""
    return tuple(_tensor(item) for item in _list(data, MAX_TENSORS, "tensors"))


def _tensor(data: Any) -> Tensor:
    fields = _list(data, 6, "a tensor")
    if len(fields) != 6:
        raise DecodeError(f"a tensor has 6 fields, got {len(fields)}")
    name, shape, dtype, kind, requires_grad, same = fields
    if kind not in ("parameter", "buffer", "constant"):
        raise DecodeError(f"kind of tensor is {str(kind)[:40]!r}")
    return Tensor(
        _text(name), _shape(shape), _dtype(dtype), kind, _flag(requires_grad), _flag(same)
    )


def _operation(data: Any, index: int, made: int, values: int, tensors: int) -> Operation:
    record = _record(
        data, {"target", "args", "kwargs", "outputs", "many", "reads", "writes", "module", "line"}
    )
    bounds: Bounds = {"value": made, "tensor": tensors}
    outputs = _list(record["outputs"], MAX_ITEMS, "outputs")
    if outputs != list(range(made, made + len(outputs))) or made + len(outputs) > values:
        raise DecodeError(f"operation {index}: outputs must be numbered on from {made}")
    kwargs = record["kwargs"]
    if not isinstance(kwargs, dict) or len(kwargs) > 64:
        raise DecodeError(f"operation {index}: kwargs must be an object of at most 64 names")
    line = record["line"]
    return Operation(
        index=index,
        target=_text(record["target"]),
        args=tuple(_argument(arg, bounds) for arg in _list(record["args"], MAX_ITEMS, "args")),
        kwargs=tuple((_text(name), _argument(arg, bounds)) for name, arg in kwargs.items()),
        outputs=tuple(outputs),
        many=_flag(record["many"]),
        reads=_refs(record["reads"], bounds),
        writes=_refs(record["writes"], bounds),
        module=_text(record["module"]),
        line=None if line is None else _integer(line, 1, 10_000_000, "line"),
    )


def _references(op: Operation) -> int:
    named = sum(1 for _ in refs_in((op.args, *(value for _, value in op.kwargs))))
    return named + len(op.reads) + len(op.writes) + len(op.outputs)


def _refs(data: Any, bounds: Bounds) -> tuple[Ref, ...]:
    refs = tuple(_argument(item, bounds) for item in _list(data, MAX_ITEMS, "references"))
    for ref in refs:
        if not isinstance(ref, Ref):
            raise DecodeError(f"{str(ref)[:40]!r} is no reference")
    return refs  # type: ignore[return-value]  # each one was just looked at


def _argument(data: Any, bounds: Bounds, depth: int = 0) -> Argument:
    if data is None or isinstance(data, (bool, float)):
        return data
    if isinstance(data, int):
        return _integer(data, -(2**63), 2**63 - 1, "an argument")
    if isinstance(data, str):
        return _text(data)
    if depth >= MAX_DEPTH:
        raise DecodeError(f"arguments nest deeper than {MAX_DEPTH}")
    if isinstance(data, list):
        return tuple(_argument(i, bounds, depth + 1) for i in _list(data, MAX_ITEMS, "a list"))
    if isinstance(data, dict) and len(data) == 1:
        return _tagged(*next(iter(data.items())), bounds)
    raise DecodeError(f"{type(data).__name__} is no argument")


def _tagged(tag: str, content: Any, bounds: Bounds) -> Argument:
    for kind, bound in bounds.items():
        if tag == kind:
            return Ref(kind, _integer(content, 0, bound - 1, f"reference to a {kind}"))
    if tag == "slice":
        parts = _list(content, 3, "a slice")
        if len(parts) != 3:
            raise DecodeError(f"a slice has 3 parts, got {len(parts)}")
        start, stop, step = (
            None if p is None else _integer(p, -(2**63), 2**63 - 1, "a slice") for p in parts
        )
        return Slice(start, stop, step)
    if tag == "dtype":
        return Dtype(_dtype(content))
    if tag == "ellipsis":
        return EllipsisType()
    if tag == "float" and content in ("inf", "-inf", "nan"):
        return float(content)
    raise DecodeError(f"unknown kind of argument {tag[:40]!r}")


def _value(data: Any) -> Value:
    fields = _list(data, 2, "a value")
    if len(fields) != 2:
        raise DecodeError(f"a value has a shape and a dtype, got {len(fields)} fields")
    return Value(_shape(fields[0]), _dtype(fields[1]))


def _record(data: Any, names: set[str]) -> dict[str, Any]:
    if not isinstance(data, dict) or set(data) != names:
        raise DecodeError(f"expected an object with {', '.join(sorted(names))}")
    return data


def _list(data: Any, most: int, what: str) -> list[Any]:
    if not isinstance(data, list) or len(data) > most:
        raise DecodeError(f"{what}: expected a list of at most {most} items")
    return data


def _shape(data: Any) -> tuple[int, ...]:
    return tuple(
        _integer(size, 0, MAX_SIZE, "a size") for size in _list(data, MAX_DIMENSIONS, "a shape")
    )


def _integer(data: Any, low: int, high: int, what: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int) or not low <= data <= high:
        raise DecodeError(f"{what}: expected an integer from {low} to {high}, got {str(data)[:40]}")
    return data


def _flag(data: Any) -> bool:
    if not isinstance(data, bool):
        raise DecodeError(f"expected true or false, got {str(data)[:40]!r}")
    return data


def _text(data: Any) -> str:
    if not isinstance(data, str) or len(data) > MAX_TEXT:
        raise DecodeError(f"expected text of at most {MAX_TEXT} characters")
    return data


def _dtype(data: Any) -> str:
    if not isinstance(data, str) or data not in DTYPES:
        raise DecodeError(f"{str(data)[:40]!r} is no dtype that a graph may hold")
    return data

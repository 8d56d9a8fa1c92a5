"""A TorchScript graph, walked node by node with torch's own functions.

What `torch.jit.script` and `torch.jit.trace` made runs where none of torch's hooks look. Its graph
says what it computes, so it is walked here while `forward` is recorded, and every call is seen.
Where the graph has a step that is not known, or that takes a number out of a tensor, it is not
opened (`NotOpenedError`), and is run as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import torch

from grader.probe.book import tensors_in
from grader.probe.script_calls import (
    NUMBERS,
    SIZES,
    NotOpenedError,
    functional,
    number,
    number_of,
    tensor_call,
)
from grader.probe.script_glance import gives_tensors, glance

Values = dict[str, Any]  # of one graph, by their names in it
MOST_TURNS = 1_000  # of a loop
_OF_LISTS = frozenset(("append", "__getitem__", "len", "slice", "add"))

_PLACE = re.compile(r'File "([^"\n]*)", line (\d+)')


class Watch(Protocol):
    """Who is told where the walk is."""

    modules: list[str]  # paths of the modules that run, innermost last
    lines: list[int]  # lines of the student's file that run inside, innermost last


class Walk:
    """Walks graphs for one run of forward."""

    def __init__(self, watch: Watch, file: str, paths: dict[Any, str]) -> None:
        """`paths`: of the network's translated modules, as torch holds them."""
        self._watch, self._file = watch, file
        self._paths = dict(paths)

    def run(self, script: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What the script gives. Raises `NotOpenedError`, and what torch's functions raise."""
        owner = getattr(script, "owner", None)
        given = _bound(script.schema, args, kwargs, begins=owner is not None)
        return self._graph(script.graph, given if owner is None else [owner, *given])

    def _graph(self, graph: Any, given: list[Any]) -> Any:
        values: Values = {}
        for name, value in zip(graph.inputs(), given, strict=True):
            values[name.debugName()] = value
        self._nodes(graph.nodes(), values)
        made = [values[one.debugName()] for one in graph.outputs()]
        return made[0] if len(made) == 1 else tuple(made)

    def _nodes(self, nodes: Any, values: Values) -> None:
        for node in nodes:
            with self._at(node):
                made = self._node(node, values)
            names = [one.debugName() for one in node.outputs()]
            if len(names) == 1:
                values[names[0]] = made
            elif names:
                values.update(zip(names, made, strict=True))

    @contextmanager
    def _at(self, node: Any) -> Iterator[None]:
        """While this holds, the line is that of the node, where it is the student's."""
        lines = [int(at) for file, at in _PLACE.findall(node.sourceRange()) if file == self._file]
        self._watch.lines.extend(lines[:1])
        try:
            yield
        finally:
            del self._watch.lines[len(self._watch.lines) - len(lines[:1]) :]

    def _node(self, node: Any, values: Values) -> Any:
        kind = str(node.kind())
        space, _, name = kind.partition("::")
        own = _PRIMS.get(kind)
        if own is not None:
            return own(self, node, values)
        given = _inputs(node, values)
        if space == "prim":
            return _plain(kind, given)
        if space != "aten":
            raise NotOpenedError(kind)
        if name in _OF_LISTS and isinstance(given[0], list):
            return number(name, given)
        if name in NUMBERS and not any(True for _ in tensors_in(given)):
            return number(name, given)
        if not gives_tensors(node):
            raise NotOpenedError(kind)  # a number out of a tensor
        if name in SIZES:
            made = getattr(given[0], name)(*given[1:]) if name != "len" else len(given[0])
            return list(made) if isinstance(made, torch.Size) else made
        return self._call(*_as_written(name, node, given))

    @staticmethod
    def _call(func: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Any:
        try:
            made = func(*args, **kwargs)
        except (TypeError, ValueError) as error:  # not as it is called, or it says so itself
            raise NotOpenedError(str(error)[:200]) from error
        return list(made) if isinstance(made, tuple) and not hasattr(made, "_fields") else made

    def _attribute(self, node: Any, values: Values) -> Any:
        owner, name = values[next(node.inputs()).debugName()], node.s("name")
        found = owner.getattr(name)
        if isinstance(found, torch._C.ScriptModule):
            path = self._paths.get(owner, self._watch.modules[-1])
            self._paths.setdefault(found, f"{path}.{name}" if path else name)
        return found

    def _method(self, node: Any, values: Values) -> Any:
        owner, *given = _inputs(node, values)
        method = owner._get_method(node.s("name"))
        self._watch.modules.append(self._paths.get(owner, self._watch.modules[-1]))
        try:
            return self._graph(method.graph, [owner, *given])
        finally:
            self._watch.modules.pop()

    def _function(self, node: Any, values: Values) -> Any:
        called, *given = _inputs(node, values)
        own = functional(called)
        if own is not None:
            return self._call(own, given, {})
        found = torch.jit._state._python_cu.find_function(called)
        if found is None:
            raise NotOpenedError(f"a call of {called.rpartition('.')[2]}"[:200])
        return self._graph(found.graph, given)

    def _if(self, node: Any, values: Values) -> Any:
        condition = values[next(node.inputs()).debugName()]
        if not isinstance(condition, bool):
            raise NotOpenedError("a branch on data")
        taken, left = list(node.blocks())[:: 1 if condition else -1]
        glance(left.nodes(), _KNOWN, dict(values))
        return self._block(taken, values, node)

    def _block(self, block: Any, values: Values, node: Any) -> Any:
        self._nodes(block.nodes(), values)
        made = [values[one.debugName()] for one in block.outputs()]
        return made[0] if len(list(node.outputs())) == 1 else made

    def _loop(self, node: Any, values: Values) -> Any:
        turns, condition, *carried = _inputs(node, values)
        block = next(node.blocks())
        names = [one.debugName() for one in block.inputs()]
        glance(block.nodes(), _KNOWN, dict(values))  # there may be no turn
        turn = 0
        while condition and turn < turns:
            if turn == MOST_TURNS:
                raise NotOpenedError(f"more than {MOST_TURNS:,} turns of a loop")
            values.update(zip(names, (turn, *carried), strict=True))
            self._nodes(block.nodes(), values)
            condition, *carried = (values[one.debugName()] for one in block.outputs())
            if not isinstance(condition, bool):
                raise NotOpenedError("a loop on data")
            turn += 1
        return carried[0] if len(carried) == 1 else carried


def _bound(schema: Any, args: tuple[Any, ...], kwargs: dict[str, Any], begins: bool) -> list[Any]:
    """The arguments in the graph's order, defaults filled in; of a method without `self`."""
    found = list(args)
    for argument in list(schema.arguments)[len(args) + begins :]:
        if argument.name not in kwargs and not argument.has_default_value():
            raise NotOpenedError(f"no argument {argument.name}"[:200])
        found.append(kwargs.get(argument.name, argument.default_value))
    return found


def _as_written(name: str, node: Any, given: list[Any]) -> tuple[Any, list[Any], dict[str, Any]]:
    try:
        schema = torch._C.parse_schema(node.schema())
        return tensor_call(name, schema, given)
    except (RuntimeError, ValueError, IndexError) as error:  # no schema, or one of any length
        raise NotOpenedError(f"aten::{name}") from error


def _inputs(node: Any, values: Values) -> list[Any]:
    return [values[one.debugName()] for one in node.inputs()]


def _constant(walk: Walk, node: Any, values: Values) -> Any:
    kind = node.output().type()
    return str(kind.annotation_str) if kind.kind() == "FunctionType" else node.output().toIValue()


def _plain(kind: str, given: list[Any]) -> Any:
    """Lists, tuples, and what changes nothing."""
    if kind not in _PLAIN:
        raise NotOpenedError(kind)
    return _PLAIN[kind](*given)


_PRIMS: dict[str, Callable[[Walk, Any, Values], Any]] = {
    "prim::Constant": _constant,
    "prim::GetAttr": Walk._attribute,
    "prim::CallMethod": Walk._method,
    "prim::CallFunction": Walk._function,
    "prim::If": Walk._if,
    "prim::Loop": Walk._loop,
}
_PLAIN: dict[str, Callable[..., Any]] = {
    "prim::ListConstruct": lambda *items: list(items),
    "prim::TupleConstruct": lambda *items: items,
    "prim::ListUnpack": lambda items: items,
    "prim::TupleUnpack": lambda items: items,
    "prim::TupleIndex": lambda items, at: items[at],
    "prim::NumToTensor": lambda one: one,
    "prim::Uninitialized": lambda: None,  # what an early return leaves unread
    "prim::unchecked_cast": lambda one: one,
    "prim::unchecked_unwrap_optional": lambda one: one,
    "aten::_unwrap_optional": lambda one: one,
    "prim::device": lambda one: one.device,
    "prim::dtype": lambda one: number_of(one.dtype),
    "prim::min": min,
    "prim::max": max,
}
_KNOWN = frozenset((*_PRIMS, *_PLAIN, *(f"aten::{name}" for name in _OF_LISTS)))

"""Calls of a graph put in, taken out, and given other values. Values keep their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from grader.graph import Argument, Graph, Operation, Ref

_Table = Mapping[Ref, Ref]


def with_call(graph: Graph, op: Operation) -> Graph:
    """With another call in the place of one."""
    return replace(
        graph,
        operations=tuple(op if one.index == op.index else one for one in graph.operations),
    )


def put_in(graph: Graph, op: Operation, value: int) -> Graph:
    """With a call right behind a value: who read that reads what the call gives."""
    new = len(graph.values)
    table = {Ref("value", value): Ref("value", new)}
    maker = graph.makers.get(value)
    ahead = maker.index if maker is not None else -1
    before = [one for one in graph.operations if one.index <= ahead]
    behind = [reading_others(one, table) for one in graph.operations if one.index > ahead]
    return numbered(
        replace(graph, values=(*graph.values, graph.values[value])),
        [*before, replace(op, outputs=(new,)), *behind],
        new if graph.output == value else graph.output,
    )


def without(graph: Graph, step: Operation, source: int) -> Graph:
    """Without a call: who read what it gave reads the source."""
    table = {Ref("value", out): Ref("value", source) for out in step.outputs}
    rest = [reading_others(one, table) for one in graph.operations if one.index != step.index]
    return numbered(graph, rest, source if graph.output in step.outputs else graph.output)


def numbered(graph: Graph, operations: Iterable[Operation], output: int | None) -> Graph:
    """With these calls, each in its place of the order."""
    in_order = tuple(replace(op, index=index) for index, op in enumerate(operations))
    return replace(graph, operations=in_order, output=output)


def reading_others(op: Operation, table: _Table) -> Operation:
    """A call that reads other values."""
    if not any(ref in table for ref in op.reads):
        return op
    return replace(
        op,
        args=tuple(_swapped(one, table) for one in op.args),
        kwargs=tuple((name, _swapped(one, table)) for name, one in op.kwargs),
        reads=tuple(table.get(ref, ref) for ref in op.reads),
    )


def _swapped(argument: Argument, table: _Table) -> Argument:
    if isinstance(argument, Ref):
        return table.get(argument, argument)
    if isinstance(argument, tuple):
        return tuple(_swapped(one, table) for one in argument)
    return argument

"""A call with other arguments, and a graph of live calls alone, numbered anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.graph import Argument, Graph, Operation, Ref
from grader.graph.vocabulary import table


def with_argument(op: Operation, name: str, value: Argument) -> Operation:
    """The call with an argument set, where it stands in the call."""
    row = table()[op.target]
    fixed = row.parameters[:-1] if row.variadic else row.parameters
    if name in fixed and (place := fixed.index(name)) < len(op.args):
        return replace(op, args=(*op.args[:place], value, *op.args[place + 1 :]))
    kwargs = dict(op.kwargs)
    kwargs[name] = value
    return replace(op, kwargs=tuple(kwargs.items()))


def with_sizes(op: Operation, sizes: tuple[int, ...]) -> tuple[Operation, bool]:
    """A view, a reshape or their like with these sizes in place of those written; −1 stays.

    And whether a number that was written had to give way. Sizes stand behind the input, one by
    one or as one tuple.
    """
    inner = len(op.args) == 2 and isinstance(op.args[1], tuple)
    written = op.args[1] if inner else op.args[1:]
    if not isinstance(written, tuple) or len(written) != len(sizes) or op.kwargs:
        name = next((name for name, value in op.kwargs if isinstance(value, tuple)), "")
        given = dict(op.kwargs).get(name)
        if not name or not isinstance(given, tuple) or len(given) != len(sizes):
            return op, False
        kept = tuple(was if was == -1 else now for was, now in zip(given, sizes, strict=True))
        return with_argument(op, name, kept), kept != given
    kept = tuple(was if was == -1 else now for was, now in zip(written, sizes, strict=True))
    return replace(op, args=(op.args[0], kept) if inner else (op.args[0], *kept)), kept != written


def compacted(graph: Graph) -> Graph:
    """The calls on which the output depends, numbered anew with their values."""
    table: dict[Ref, Ref] = {Ref("value", 0): Ref("value", 0)}
    values, operations = [graph.values[0]], []
    for index, op in enumerate(graph.live()):
        told = renamed(op, table)
        outputs = []
        for out in op.outputs:
            outputs.append(len(values))
            table[Ref("value", out)] = Ref("value", len(values))
            values.append(graph.values[out])
        operations.append(replace(told, index=index, outputs=tuple(outputs)))
    output = None if graph.output is None else table[Ref("value", graph.output)].index
    return replace(graph, values=tuple(values), operations=tuple(operations), output=output)


def renamed(op: Operation, table: Mapping[Ref, Ref]) -> Operation:
    """A call that names other values."""
    return replace(
        op,
        args=tuple(_renamed(one, table) for one in op.args),
        kwargs=tuple((name, _renamed(one, table)) for name, one in op.kwargs),
        reads=tuple(table.get(ref, ref) for ref in op.reads),
    )


def _renamed(argument: Argument, table: Mapping[Ref, Ref]) -> Argument:
    if isinstance(argument, Ref):
        return table.get(argument, argument)
    if isinstance(argument, tuple):
        return tuple(_renamed(one, table) for one in argument)
    return argument

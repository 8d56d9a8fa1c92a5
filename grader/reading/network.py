"""The bridge from what ran to what can be worked out: `Graph` → `concepts.Network`.

Every call becomes the layer that explains it. What no layer of `concepts` explains (or explains
with another shape than was seen) becomes `Opaque`: its shape is taken as it was seen, and what its
units read is not known. So a receptive field is never given too small, nor a bound as exact.
"""

from __future__ import annotations

from concepts import ConceptError, Constant, Input, Layer, Network, Node, Opaque
from grader.graph import Graph, Operation, Tensor
from grader.reading.call import (
    Call,
    Laid,
    call_of,
    laid,
    parameters,
    read_by,
    values_read,
)
from grader.reading.layers import layer_of
from grader.reading.layers_moves import moved

INPUT = "input"


def network_of_graph(graph: Graph, tensors: tuple[Tensor, ...]) -> Network:
    """The network of the calls on which the output depends, a node for each value that is read.

    A call's first value bears the name that `names_of` gives. Raises `ConceptError` where the
    nodes make no network.
    """
    names = names_of(graph)
    ways = {0: laid(graph.values[0].shape, graph.batch)}
    node_of: dict[int, str] = {0: INPUT}
    nodes = [Node(INPUT, Input())]
    live = graph.live()
    read = {ref.index for op in live for ref in op.reads if ref.kind == "value"} | {graph.output}
    for op in live:
        for piece, value in enumerate(op.outputs):
            if piece and value not in read:
                continue
            name = names[op.index] if piece == 0 else f"{names[op.index]}[{piece}]"
            layer, ways[value] = _fitting(op, graph, tensors, ways, piece)
            inputs = [] if isinstance(layer, Constant) else read_by(op, ways)
            nodes.append(
                Node(name, layer, tuple(node_of[one] for one in inputs), _key(op, tensors))
            )
            node_of[value] = name
    output = node_of.get(graph.output) if graph.output is not None else None
    return Network(nodes, output)


def unread(graph: Graph, tensors: tuple[Tensor, ...]) -> tuple[str, ...]:
    """The modules with parameters of which the output depends on none: heads for training."""
    read = {one for op in graph.live() for one in parameters(op, tensors)}
    felt: set[str] = set()
    found: dict[str, None] = {}
    ours = [(i in read, one.name) for i, one in enumerate(tensors) if one.kind == "parameter"]
    for _, name in filter(lambda one: one[0], ours):
        felt.update(within(name))
    for reached, name in ours:
        if not reached:
            found[next(one for one in within(name) if one not in felt)] = None
    return tuple(found)


def within(name: str) -> list[str]:
    """The modules that a parameter is in, the outermost first, and its own name.

    >>> within("aux.conv.weight")
    ['aux', 'aux.conv', 'aux.conv.weight']
    """
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def names_of(graph: Graph) -> dict[int, str]:
    """A name for each live call, by its index: its module's, or its kind with a number."""
    taken: dict[str, int] = {}
    names: dict[int, str] = {}
    for op in graph.live():
        stem = op.module or op.kind
        taken[stem] = taken.get(stem, 0) + 1
        again = taken[stem] > 1
        names[op.index] = f"{stem} ({taken[stem]})" if again or stem == INPUT else stem
    return names


# what a layer says of shapes or arguments that do not suit it
MISFITS = (ConceptError, ValueError, LookupError, TypeError, ArithmeticError)


def sample(shape: tuple[int, ...], batch: int) -> tuple[int, ...]:
    """The shape of one sample: the batch stands first, unless the net lost it."""
    return shape[1:] if shape and shape[0] == batch else shape


def computed(
    op: Operation, graph: Graph, tensors: tuple[Tensor, ...]
) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
    """Shape and formulas that `concepts` works out for a call from the shapes that it was given.

    None where no layer of `concepts` explains the call.
    """
    call = alone(op, graph, tensors)
    layer = layer_of(call) if call else None
    if call is None or layer is None:
        return None
    try:
        placed = layer.place(*(one.one for one in call.inputs))
    except MISFITS:
        return None
    return placed.shape, placed.formula


def alone(op: Operation, graph: Graph, tensors: tuple[Tensor, ...]) -> Call | None:
    """A call by itself, with the batch first in all that it reads; None where it gave nothing."""
    if not op.outputs:
        return None
    given = {ref.index for ref in op.reads if ref.kind == "value"}
    ways = {value: laid(graph.values[value].shape, graph.batch) for value in given}
    return call_of(op, graph, tensors, ways, 0)


def _fitting(
    op: Operation, graph: Graph, tensors: tuple[Tensor, ...], ways: dict[int, Laid], piece: int
) -> tuple[Layer, Laid]:
    """The layer that explains a value, or `Opaque` where none gives the shape that was seen."""
    shape = graph.values[op.outputs[piece]].shape
    learned = 0 if piece else sum(tensors[i].elements for i in parameters(op, tensors))
    if op.kind in _SHAPE_ALONE or all(ways[value].constant for value in values_read(op)):
        own = laid(shape, graph.batch, constant=True)
        return Constant(own.one or (1,), learned), own
    call = call_of(op, graph, tensors, ways, piece)
    out = moved(call) or call.out
    layer = layer_of(call)
    try:
        if layer is not None and layer.place(*(one.one for one in call.inputs)).shape == (
            out.one or (1,)
        ):
            return layer, out
    except MISFITS:
        pass  # the shapes do not suit the layer: what was seen stands
    return _opaque(call, learned)


def _opaque(call: Call, learned: int) -> tuple[Layer, Laid]:
    """A step of which only the shape is known; the batch stands first again, as a rule."""
    out = laid(call.seen, call.batch)
    return Opaque(out.one or (1,), call.kind, learned), out


_SHAPE_ALONE = ("full_like", "noise_like")  # what they are given has a shape, and no more


def _key(op: Operation, tensors: tuple[Tensor, ...]) -> str | None:
    """Calls that read the same parameters count them once."""
    found = parameters(op, tensors)
    return f"tensor {found[0]}" if found else None

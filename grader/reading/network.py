"""The bridge from what ran to what can be worked out: `Graph` → `concepts.Network`.

Every call becomes the layer that explains it. What no layer of `concepts` explains (or explains
with another shape than was seen) becomes `Opaque`: its shape is taken as it was seen, and each
of its units may see the whole input. So a receptive field is never given too small.
"""

from __future__ import annotations

from concepts import ConceptError, Constant, Input, Layer, Network, Node, Opaque
from grader.graph import Graph, Operation, Ref, Tensor
from grader.reading.layers import layer_of

INPUT = "input"


def network_of_graph(graph: Graph, tensors: tuple[Tensor, ...]) -> Network:
    """The network of the calls on which the output depends, a node for each value.

    A call's first value bears the name that `names_of` gives. Raises `ConceptError` where the
    nodes make no network.
    """
    names = names_of(graph)
    node_of: dict[int, str] = {0: INPUT}
    nodes = [Node(INPUT, Input())]
    for op in graph.live():
        values = list(dict.fromkeys(ref.index for ref in op.reads if ref.kind == "value"))
        inputs = tuple(node_of[value] for value in values if value in node_of)
        shapes = tuple(sample(graph.values[v].shape, graph.batch) for v in values if v in node_of)
        for place, value in enumerate(op.outputs):
            name = names[op.index] if place == 0 else f"{names[op.index]}[{place}]"
            seen = sample(graph.values[value].shape, graph.batch)
            layer = _fitting(op, graph, tensors, shapes, seen, place == 0)
            nodes.append(Node(name, layer, inputs, _key(op, tensors)))
            node_of[value] = name
    output = node_of.get(graph.output) if graph.output is not None else None
    return Network(nodes, output)


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
    values = list(dict.fromkeys(ref.index for ref in op.reads if ref.kind == "value"))
    shapes = tuple(sample(graph.values[value].shape, graph.batch) for value in values)
    layer = layer_of(op, graph, tensors, shapes, sample(graph.shape_out(op), graph.batch))
    if layer is None or isinstance(layer, (Opaque, Constant)):
        return None
    try:
        placed = layer.place(*shapes)
    except MISFITS:
        return None
    return placed.shape, placed.formula


def _fitting(
    op: Operation,
    graph: Graph,
    tensors: tuple[Tensor, ...],
    shapes: tuple[tuple[int, ...], ...],
    seen: tuple[int, ...],
    first: bool,
) -> Layer:
    """The layer that explains a value, or `Opaque` where none gives the shape that was seen."""
    learned = sum(tensors[i].elements for i in _parameters(op, tensors)) if first else 0
    if not shapes:
        return Constant(seen or (1,), learned)
    layer = layer_of(op, graph, tensors, shapes, seen) if first else None
    try:
        if layer is not None and layer.place(*shapes).shape == seen:
            return layer
    except MISFITS:
        pass  # the shapes do not suit the layer: what was seen stands
    return Opaque(seen or (1,), op.kind, learned)


def _parameters(op: Operation, tensors: tuple[Tensor, ...]) -> list[int]:
    """The registered parameters that a call reads, by index."""
    return [
        ref.index
        for ref in dict.fromkeys(op.reads)
        if isinstance(ref, Ref) and ref.kind == "tensor" and tensors[ref.index].kind == "parameter"
    ]


def _key(op: Operation, tensors: tuple[Tensor, ...]) -> str | None:
    """Calls that read the same parameters count them once."""
    found = _parameters(op, tensors)
    return f"tensor {found[0]}" if found else None

"""`Weighted`: a call that is a layer, as the course draws it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from grader.graph import Graph, Operation, Ref
from grader.graph.nouns import refs_in
from grader.lab import Asked, Role


@dataclass(frozen=True)
class Weighted:
    """A call that multiplies its input by weights: a layer as the course draws it."""

    op: Operation
    role: Role
    weights: frozenset[Ref]  # the tensors that its weight comes from (without the bias)

    @property
    def name(self) -> str:
        """The layer as the student calls it: its attribute, or the call for want of one."""
        return self.op.module or self.op.spelled


def weighted(op: Operation, graph: Graph, from_input: Collection[int]) -> Weighted | None:
    """A call as a layer, or None; `from_input` are the calls that depend on the image."""
    if op.family in ("convolution", "linear"):
        weights = _tensors_behind(op.bound.get("weight"), graph)
        role: Role = "convolution" if op.family == "convolution" else "linear"
        return Weighted(op, role, weights) if weights else None
    if op.family == "matmul":
        return _matmul(op, graph, from_input)
    return None


def _matmul(op: Operation, graph: Graph, from_input: Collection[int]) -> Weighted | None:
    """`x @ W`: one side comes from the input, another from a tensor of the network."""
    for name, argument in op.bound.items():
        if name == "input" and op.kind == "addmm":
            continue  # the bias
        for ref in refs_in(argument):
            weights = _tensors_behind(ref, graph)
            if weights and not _depends_on_input(ref, graph, from_input):
                role: Role = "convolution" if _of_windows(op, ref, graph) else "linear"
                return Weighted(op, role, weights)
    return None


def _of_windows(op: Operation, weight: Ref, graph: Graph) -> bool:
    """Whether the other side are the windows of a map, as columns: then it is a convolution."""
    others = [ref for ref in op.reads if ref.kind == "value" and ref != weight]
    while len(others) == 1 and (maker := graph.makers.get(others[0].index)) is not None:
        if maker.kind in ("unfold", "tensor_unfold"):
            return True
        if maker.family not in ("shape", "cast"):
            return False
        others = [ref for ref in maker.reads if ref.kind == "value"]
    return False


def _depends_on_input(ref: Ref, graph: Graph, from_input: Collection[int]) -> bool:
    if ref.kind == "tensor":
        return False
    maker = graph.makers.get(ref.index)
    return maker is None or maker.index in from_input


def _tensors_behind(argument: object, graph: Graph) -> frozenset[Ref]:
    """The network's tensors that a weight argument is made from."""
    found, seen = set[Ref](), set[Ref]()
    stack = list(refs_in(argument)) if isinstance(argument, (Ref, tuple)) else []
    while stack:
        ref = stack.pop()
        if ref in seen:
            continue
        seen.add(ref)
        if ref.kind == "tensor":
            found.add(ref)
        elif ref.index in graph.makers:
            stack.extend(graph.makers[ref.index].reads)
    if not found and isinstance(argument, Ref) and argument.kind == "value":
        return frozenset([argument])  # made on the spot, in forward itself
    return frozenset(found)


def as_fully_connected(found: list[Weighted], graph: Graph, asked: Asked) -> tuple[Weighted, ...]:
    """A convolution whose filter covers its whole input is a fully connected layer.

    It is read so only after all the convolutions that are asked for, and only as often as fully
    connected layers are lacking.
    """
    lacking = len(asked.of("linear")) - len(distinct([w for w in found if w.role == "linear"]))
    read = list(found)
    for position in range(len(found) - 1, -1, -1):
        layer = read[position]
        if lacking <= 0 or layer.role != "convolution" or not _covers_input(layer.op, graph):
            continue
        convolutions = distinct([w for w in read if w.role == "convolution"])
        if len(convolutions) <= len(asked.of("convolution")):
            break
        read[position] = Weighted(layer.op, "linear", layer.weights)
        lacking -= 1
    return tuple(read)


def _covers_input(op: Operation, graph: Graph) -> bool:
    """Whether one position of the filter sees the whole input: a 1×1 map comes out of it."""
    unpadded = op.bound.get("padding") in (0, (0, 0), "valid")
    return unpadded and graph.shape_out(op)[2:] == (1, 1)


def distinct(layers: list[Weighted]) -> tuple[Weighted, ...]:
    """The first call of each set of weights."""
    return tuple(_first_calls(layers))


def _first_calls(layers: list[Weighted]) -> Iterator[Weighted]:
    seen: set[frozenset[Ref]] = set()
    for layer in layers:
        if layer.weights not in seen:
            seen.add(layer.weights)
            yield layer

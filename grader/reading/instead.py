"""What forward goes on with instead of the image, and the run with the image in its place.

A network of which nothing of the image comes to the output has all its layers, and the one mistake
that something else goes into them: zeros, noise, a tensor of its own. Read as it is it would have
no layer at all. Pure: a graph in, a graph out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.graph import Argument, Graph, Operation, Ref, Tensor
from grader.graph.nouns import refs_in
from grader.graph.vocabulary import UNSEEN
from grader.reading.flow import Flow


@dataclass(frozen=True)
class Instead:
    """What stands where the image is meant to be."""

    op: Operation  # the call that makes it; for a tensor of the network's the one that reads it
    tensor: str = ""  # the name of that tensor
    image: int = 0  # the value that is meant: the image, or what was last made of it


def with_image(graph: Graph, tensors: Sequence[Tensor]) -> tuple[Graph, Instead | None]:
    """The run in which the image goes where something else does; as it is where it is used.

    Of several places the one behind which the most layers lie, the first of them.
    """
    if graph.output is None or _is_used(graph) or _is_hidden(graph):
        return graph, None
    tried = [(_put(graph, ref, one.image), one) for ref, one in _places(graph, tensors)]
    counted = [len(Flow(fed).layers) for fed, _ in tried]
    if not any(counted):
        return graph, None
    return tried[counted.index(max(counted))]


def _is_used(graph: Graph) -> bool:
    return graph.output == 0 or _maker(graph, graph.output) in Flow(graph).with_its_numbers


def _is_hidden(graph: Graph) -> bool:
    """Whether some step may take it along where no call shows."""
    return any(op.kind == UNSEEN for op in graph.live())


def _maker(graph: Graph, value: int | None) -> int | None:
    op = graph.makers.get(value) if value is not None else None
    return op.index if op is not None else None


def _places(graph: Graph, tensors: Sequence[Tensor]) -> Iterator[tuple[Ref, Instead]]:
    """What has the shape of something that was made of the image, in the order of execution."""
    shown = Flow(replace(graph, output=None)).with_its_numbers
    for op in graph.live():
        given = [ref for ref in refs_in(op.bound.get("input")) if ref.kind == "tensor"]
        for ref in given[:1]:
            image = _meant(graph, op, tensors[ref.index].shape, shown)
            if image is not None:
                yield ref, Instead(op, tensors[ref.index].name, image)
        image = _meant(graph, op, graph.shape_out(op), shown)
        if image is not None and op.index not in shown:
            yield Ref("value", op.outputs[0]), Instead(op, image=image)


def _meant(graph: Graph, op: Operation, shape: Sequence[int], shown: frozenset[int]) -> int | None:
    """The last value of the image's before a call that has as many numbers for each image."""
    made = [one for one in graph.operations if one.index < op.index and one.index in shown]
    values = [0, *(one.outputs[0] for one in made if one.outputs)]
    same = [value for value in values if graph.values[value].shape[1:] == tuple(shape[1:])]
    return same[-1] if same and len(shape) > 1 else None


def _put(graph: Graph, was: Ref, image: int) -> Graph:
    """The run with a value of the image's wherever something was read."""
    now = Ref("value", image)

    def put(argument: Argument) -> Argument:
        if isinstance(argument, tuple):
            return tuple(put(one) for one in argument)
        return now if argument == was else argument

    def reading(op: Operation) -> Operation:
        if was not in op.reads:
            return op
        return replace(
            op,
            args=tuple(put(one) for one in op.args),
            kwargs=tuple((name, put(one)) for name, one in op.kwargs),
            reads=tuple(now if ref == was else ref for ref in op.reads),
        )

    return replace(graph, operations=tuple(reading(op) for op in graph.operations))

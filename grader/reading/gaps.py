"""Steps that no call shows: a trip through numpy, a custom function, a part that goes by data.

Where a graph cannot be replayed, what such a step gave stands in it as a tensor from nowhere,
and everything before would seem to be thrown away. Here the gap becomes a step of its own, of
kind "unseen", that reads the value before it; what lies behind it can be judged, what it does
itself cannot. Pure: an observation in, an observation out.
"""

from __future__ import annotations

from dataclasses import replace

from grader.evidence import Observation
from grader.graph import Graph, Operation, Ref, Tensor, Value
from grader.graph.vocabulary import UNSEEN


def bridge_gaps(observation: Observation) -> Observation:
    """The observation with its gaps as steps. A tensor that outlives a call is no gap."""
    train, evaluated = observation.train, observation.eval
    if train is None or evaluated is None:
        return observation
    lasting = _tensors_read(train) & _tensors_read(evaluated)
    tensors = observation.tensors
    return replace(
        observation,
        train=_bridged(train, tensors, lasting),
        eval=_bridged(evaluated, tensors, lasting),
    )


def _tensors_read(graph: Graph) -> set[int]:
    return {ref.index for op in graph.operations for ref in op.reads if ref.kind == "tensor"}


def _bridged(graph: Graph, tensors: tuple[Tensor, ...], lasting: set[int]) -> Graph:
    values = list(graph.values)
    operations: list[Operation] = []
    bridges: dict[Ref, Ref] = {}
    from_input, last = {0}, Ref("value", 0)
    for op in graph.operations:
        for ref in op.reads:
            if ref not in bridges and _is_gap(ref, op, graph, tensors, lasting):
                bridges[ref] = Ref("value", len(values))
                from_input.add(len(values))
                operations.append(_unseen(len(operations), last, len(values), op.line))
                values.append(Value(tensors[ref.index].shape, tensors[ref.index].dtype))
        reads = tuple(bridges.get(ref, ref) for ref in op.reads)
        if _from_numbers(op, graph):
            bridge = Ref("value", len(values))
            operations.append(_unseen(len(operations), last, bridge.index, op.line))
            values.append(graph.values[op.outputs[0]])
            reads, bridges[bridge] = (bridge,), bridge
            from_input.add(bridge.index)
        operations.append(replace(op, index=len(operations), reads=reads))
        if any(ref.kind == "value" and ref.index in from_input for ref in reads) and op.outputs:
            from_input.update(op.outputs)
            last = Ref("value", op.outputs[0])
    if not bridges:
        return graph
    return replace(graph, values=tuple(values), operations=tuple(operations))


def _from_numbers(op: Operation, graph: Graph) -> bool:
    """`torch.tensor(x.tolist())`: made of bare numbers, with a row for each image."""
    return op.kind == "tensor" and not op.reads and graph.shape_out(op)[:1] == (graph.batch,)


def _is_gap(
    ref: Ref, op: Operation, graph: Graph, tensors: tuple[Tensor, ...], lasting: set[int]
) -> bool:
    """A constant of this run alone, with a row for each image, that is no layer's weight."""
    if ref.kind != "tensor" or ref.index in lasting:
        return False
    tensor = tensors[ref.index]
    rows = tensor.shape[:1] == (graph.batch,)
    return tensor.kind == "constant" and rows and op.bound.get("weight") != ref


def _unseen(index: int, reads: Ref, gives: int, line: int | None) -> Operation:
    return Operation(index, UNSEEN, (reads,), (), (gives,), False, (reads,), (), "", line)

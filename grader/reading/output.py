"""Putting right in the graph what is no number: a forgotten `return`, a tuple for a tensor.

The probe mends wrong numbers while it runs the student's module; what can be mended in the
recorded graph alone is mended here, so that one mistake costs one deduction and the rest is
judged. Pure: an observation in, an observation out.
"""

from __future__ import annotations

from dataclasses import replace

from grader.evidence import Observation
from grader.graph import Graph
from grader.graph.vocabulary import FAMILIES_WITH_WEIGHTS
from grader.lab import Lab


def choose_output(observation: Observation, lab: Lab) -> Observation:
    """Where forward returned no scores, take the last value that has their shape.

    The proofs are dropped with it: there was no such output of the student's to hold against.
    """
    if not observation.returned:
        return observation
    train = _with_scores(observation.train, lab)
    evaluated = _with_scores(observation.eval, lab)
    unchanged = train is observation.train and evaluated is observation.eval
    if unchanged and (observation.returned == "tensor" or train is None or train.output is None):
        return observation
    return replace(observation, train=train, eval=evaluated, proofs=(), output_chosen=True)


def _with_scores(graph: Graph | None, lab: Lab) -> Graph | None:
    """The graph with scores for its output, or as it is where there are none.

    They are what the last layer gives, or made of that: not ten neurons of a layer before it.
    """
    if graph is None:
        return None
    wanted = (graph.batch, lab.classes)
    if graph.output is not None and graph.values[graph.output].shape == wanted:
        return graph
    for op in reversed(graph.operations):
        if op.family in FAMILIES_WITH_WEIGHTS:
            last = next((v for v in op.outputs if graph.values[v].shape == wanted), None)
            return graph if last is None else replace(graph, output=last)
        for value in op.outputs:
            seen = graph.values[value]
            if seen.shape == wanted and seen.dtype.startswith("float"):
                return replace(graph, output=value)
    return graph

"""One setting of a network: its graphs, its tensors, and what is told of it."""

from __future__ import annotations

import json

from concepts import ConceptError
from grader.evidence import Made, Observation
from grader.experiment.nouns import Part, Variant
from grader.experiment.variants.begins import beginnings
from grader.experiment.variants.changes import Changes, Misfit, OtherScores
from grader.experiment.variants.follow import followed
from grader.experiment.variants.swaps import swapped
from grader.graph import Graph, Tensor, graph_to_json, tensor_to_json
from grader.lab import Lab, Recipe
from grader.reading.network import network_of_graph


def made_variant(
    observation: Observation, lab: Lab, changes: Changes, recipe: Recipe
) -> tuple[Variant, tuple[str, ...]]:
    """The setting, without its name; and notes that hold of all of them."""
    try:
        train, tested, tensors, said = _followed(observation, lab, changes)
    except Misfit as misfit:
        return Variant("", (), False, str(misfit)), ()
    begin = beginnings(tested, observation.tensors, observation.weights, tensors)
    told = {
        "tensors": [tensor_to_json(tensor) for tensor in tensors],
        "train": graph_to_json(train),
        "eval": graph_to_json(tested),
    }
    parts = _parts(tested, tensors)
    variant = Variant(
        name="",
        values=(),
        own=False,
        trouble="",
        followed=said,
        parts=parts,
        parameters=sum(one.elements for one in tensors if one.kind == "parameter"),
        multiply_adds=sum(part.multiply_adds for part in parts),
        recipe=recipe,
        made=Made(json.dumps(told).encode(), begin.begins, tuple(lab.input_shape), lab.classes),
    )
    return variant, begin.notes


def gives_scores(observation: Observation, lab: Lab, changes: Changes) -> bool:
    """Whether a number for each class comes out, as far as the change can be followed."""
    try:
        _followed(observation, lab, changes)
    except OtherScores:
        return False
    except Misfit:
        pass
    return True


def _followed(
    observation: Observation, lab: Lab, changes: Changes
) -> tuple[Graph, Graph, tuple[Tensor, ...], tuple[str, ...]]:
    """Both runs as they become, the tensors, and what had to follow. Raises `Misfit`."""
    assert observation.train is not None
    assert observation.eval is not None
    graphs = (swapped(observation.train, changes), swapped(observation.eval, changes))
    (train, tested), tensors, said = followed(graphs, observation.tensors, changes)
    scores = tested.values[tested.output or 0].shape[1:]
    if scores != (lab.classes,):
        told = "×".join(map(str, scores))
        raise OtherScores(
            f"it gives {told} scores of an image, and there are {lab.classes} classes"
        )
    return train, tested, tensors, said


def _parts(graph: Graph, tensors: tuple[Tensor, ...]) -> tuple[Part, ...]:
    """Its layers as `concepts` counts them; none where the calls make no network there."""
    try:
        table = network_of_graph(graph, tensors).table(graph.values[0].shape[1:])
    except ConceptError:
        return ()
    return tuple(
        Part(
            row.name,
            row.kind,
            row.output_shape,
            row.parameters,
            row.multiply_adds.dense if row.multiply_adds is not None else 0,
        )
        for row in table
        if row.kind != "input"
    )

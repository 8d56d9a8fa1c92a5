"""The steps behind a layer that can be asked for, in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from grader.graph import Operation
from grader.lab import Part
from grader.lab.asked import ACTIVATIONS, POOLINGS, SUM
from grader.reading.blocks import blocks_of
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.reading.rectified import of_what
from grader.reading.standing import normalises_batches, pools
from grader.reading.ways import END
from grader.reading.weighted import Weighted

OTHER_NORM = "norm"  # of a layer, a group, an image: no lab asks for one
_NORMS = ("batch_norm", OTHER_NORM)
_Step = tuple[str, Operation]  # in the words of a lab, but for that one


class Row(NamedTuple):
    """A layer with what stands behind it, and what of that is asked for, in that order."""

    layer: Weighted
    steps: tuple[_Step, ...]
    asked: tuple[str, ...]

    @property
    def seen(self) -> tuple[str, ...]:
        """The words of what stands there."""
        return tuple(word for word, _ in self.steps)


def out_of_order(reading: Reading) -> list[Row]:
    """The layers behind which steps come in another order, or others between.

    What is missing has a check of its own, and so has what stands in its place, or on the scores.
    """
    flow = reading.run
    if flow is None:
        return []
    behind = [
        (part, layer, _steps(reading, flow, layer, part))
        for part in flow.asked.parts
        if (layer := flow.layer_of(part)) is not None
    ]
    left = Counter(word for part in flow.asked.parts for word in part.behind)
    left.subtract(word for _, _, steps in behind for word, _ in steps)
    rows = [
        Row(layer, tuple(_without_others(steps, part, left)), ()) for part, layer, steps in behind
    ]
    asked = (
        tuple(word for word in part.behind if word in row.seen)
        for (part, _, _), row in zip(behind, rows, strict=True)
    )
    in_full = [row._replace(asked=words) for row, words in zip(rows, asked, strict=True)]
    return [row for row in in_full if row.seen != row.asked]


def _without_others(steps: list[_Step], part: Part, left: Mapping[str, int]) -> Iterator[_Step]:
    """The steps without those in the place of one that is asked for, be it behind another layer.

    `left`: how many of each are asked for beyond those that there are.
    """
    seen = {word for word, _ in steps}
    for sort in (ACTIVATIONS, POOLINGS, _NORMS):
        wanted = set(part.behind) & set(sort)
        if wanted and not wanted & seen:
            seen -= set(sort)
    for word, op in steps:
        elsewhere = word not in part.behind and left[word] >= 0
        if word in seen and not elsewhere:
            yield word, op


def _steps(reading: Reading, flow: Flow, layer: Weighted, part: Part) -> list[_Step]:
    ends = flow.next_layers(layer)
    between = flow.reached_from(layer.op.index, without=ends) - {END}
    for end in ends - {END}:  # a way round a block leads behind the layers of the block
        between -= flow.reached_from(end)
    tests = list(_tests(reading, flow, part))
    steps = [flow.steps[index] for index in sorted(between)]
    found = ((next((word for word, is_ in tests if is_(op)), None), op) for op in steps)
    return _whole([(word, op) for word, op in found if word is not None], flow)


def _whole(steps: list[_Step], flow: Flow) -> list[_Step]:
    """Without the steps that an activation by hand is made of: `x * torch.sigmoid(x)` is one."""
    ends = [(w, op) for w, op in steps if op.index in flow.by_hand.get(w, ()) and op.kind != w]
    inner = {
        step.index
        for word, end in ends
        for sort, step in steps
        if sort in ACTIVATIONS and step.index in flow.leading_to(end.outputs[0]) - {end.index}
        if not of_what(flow.graph, word, end, step)
    }
    return [(word, op) for word, op in steps if op.index not in inner]


def _tests(
    reading: Reading, flow: Flow, part: Part
) -> Iterator[tuple[str, Callable[[Operation], bool]]]:
    """What a step behind a layer may be: of several words that fit the one that is asked for."""
    extra = {layer.op.index for layer in flow.more_than_asked}  # told as such, with their sum
    blocks = blocks_of(flow, reading.observation.tensors)
    joins = {block.join.index for block in blocks if not block.around & extra}
    norms = normalises_batches(flow)
    yield SUM, lambda op: op.index in joins
    yield "batch_norm", lambda op: op.index in norms
    yield OTHER_NORM, lambda op: op.family == "normalisation"
    for word in (*part.behind, *POOLINGS):
        if word in POOLINGS:
            yield word, partial(pools, flow=flow, word=word)
    yield "dropout", reading.drops(flow)
    for word in (*part.behind, *ACTIVATIONS) if part != flow.asked.parts[-1] else ():
        if word in ACTIVATIONS:
            yield word, partial(reading.activates, flow=flow, word=word)

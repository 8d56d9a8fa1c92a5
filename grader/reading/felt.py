"""Which of the layers that are called the loss does not feel: they are there for show."""

from __future__ import annotations

from dataclasses import dataclass

from grader.evidence import Behaviour, Effects, Felt, Observation
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted

# With a layer's weights at 0 the loss of an image changes at least so much, as a share of what
# the layer does that it changes most with; before or after training, whichever is more. Measured:
# 0.71 to 1 in right networks, 0.32 where data also goes round a layer; 5e-4 for a layer whose
# result is multiplied by 0.001, and 0 for 1e-15 (docs/thresholds.md).
LEAST_FELT = 0.01
NOT_FINITE = 1e30  # as it is told: weights that are divided by their length have none at 0
MEASURABLE = 1e-4  # by which some layer must change the loss: 0.007 to 3 in right networks


@dataclass(frozen=True)
class Unfelt:
    """A layer that makes no difference, and the parameter of another that does."""

    layer: Weighted
    before: float  # change of the loss of an image, with the layer's weights at 0
    after: float  # the same after training
    most: Felt  # what makes the largest difference after training


def unfelt_layers(
    flow: Flow | None,
    observation: Observation,
    behaviour: Behaviour | None,
    effects: Effects | None,
) -> tuple[Unfelt, ...]:
    """The layers of a run that the loss does not feel; none where that was not measured.

    Nor one whose gradient is 0, or that does not learn: that is another mistake.
    """
    if flow is None or effects is None or behaviour is None:
        return ()
    told = [one for one in effects.felt if max(one.before, one.after) < NOT_FINITE]
    if not told:
        return ()
    felt = {one.name: one for one in effects.felt}
    reached = {gradient.name for gradient in behaviour.gradients if gradient.largest}
    before = max(one.before for one in told)
    most = max(told, key=lambda one: one.after)
    if max(before, most.after) < MEASURABLE:
        return ()
    found = []
    for layer in flow.layers:
        behind = [observation.tensors[ref.index] for ref in layer.weights if ref.kind == "tensor"]
        names = {tensor.name for tensor in behind if tensor.kind == "parameter"}
        if not names or not names <= felt.keys() & reached:
            continue
        own = [felt[name] for name in names]
        changes = max(one.before for one in own), max(one.after for one in own)
        if _little(changes[0], before) and _little(changes[1], most.after):
            found.append(Unfelt(layer, *changes, most))
    return tuple(found)


def _little(change: float, most: float) -> bool:
    """Whether it is little beside the most, or even that says nothing."""
    return most < MEASURABLE or change < LEAST_FELT * most

"""ReLU on each hidden layer."""

from __future__ import annotations

from concepts.written import several
from grader.checks.doors import forward_runs
from grader.checks.layers import two_convolutions
from grader.checks.verdict import Verdict, cannot_be_judged, check, fails, holds, not_seen
from grader.evidence import Evidence
from grader.lab import Lab
from grader.reading.reading import Reading


@check(requires=[forward_runs])
def relu_on_hidden_layers(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """A ReLU follows each hidden layer

    Each convolution and each fully connected layer but the last is followed by a ReLU, before
    the next layer; before or after max pooling makes no difference. Without one, or with one
    that nothing negative reaches, two layers in a row compute no more than a single one could.
    """
    flow = reading.barest
    if flow is None or not flow.layers:
        return cannot_be_judged(two_convolutions, "There is no layer that a ReLU could follow.")
    if not reading.bare:
        return holds()
    hidden = [flow.unseen_between(one.op.index, flow.next_layers(one)) for one in reading.bare]
    bare = [layer for layer, unseen in zip(reading.bare, hidden, strict=True) if unseen is None]
    if not bare:
        return not_seen(next(step for step in hidden if step is not None))
    names = several([layer.name for layer in bare])
    first = bare[0].op
    when = "" if flow.graph.mode == "train" else " when the network is tested"
    return fails(
        f"No ReLU stands on every path from {names} to the next layer{when}.",
        line=first.line,
        expected=f"a ReLU after {names}, before the next layer",
        observed=flow.path_text(first.index, flow.next_layers(bare[0])),
    )

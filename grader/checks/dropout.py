"""Dropout: where it stands, and that it is off when the network is tested."""

from __future__ import annotations

from grader.checks.doors import forward_runs
from grader.checks.layers import two_convolutions, two_fully_connected
from grader.checks.parameters import every_parameter_learns
from grader.checks.verdict import (
    Check,
    Verdict,
    cannot_be_judged,
    check,
    fails,
    holds,
    not_seen,
    same_mistake,
)
from grader.evidence import Evidence
from grader.graph import Operation
from grader.graph.vocabulary import UNSEEN
from grader.lab import Lab
from grader.reading.dropping import without_drop, without_dropout
from grader.reading.flow import Flow
from grader.reading.reading import Reading


@check(requires=[forward_runs])
def dropout_after_convolutions(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """A dropout stands between the second convolution and the first fully connected layer

    `nn.Dropout`, `nn.Dropout2d` and `F.dropout(x, training=self.training)` are all fine,
    anywhere after the second convolution and before the first fully connected layer. It drops
    a share that matters.
    """
    flow = reading.run
    if flow is None or not flow.layers:
        return cannot_be_judged(two_convolutions, "There is no layer yet.")
    if _none_at_all(reading, flow):
        return _missing(flow.layers[-1].op, "in forward", "no dropout")
    if len(flow.convolutions) < 2:
        why = "Counted where the second convolution is missing."
        return _too_few(reading, flow, two_convolutions, why)
    if not flow.linears:
        why = "Counted where the layers are missing."
        return _too_few(reading, flow, two_fully_connected, why)
    return _on_each_way(reading, flow, "convolution")


@check(requires=[forward_runs])
def dropout_after_first_fully_connected(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """A dropout follows the first fully connected layer

    It stands after the first fully connected layer (and its ReLU) and before the second.
    """
    flow = reading.run
    if flow is None or not flow.layers:
        return cannot_be_judged(two_convolutions, "There is no layer yet.")
    if _none_at_all(reading, flow):
        return _missing(flow.layers[-1].op, "in forward", "no dropout")
    if len(flow.linears) < 2:
        why = "Counted where the layer is missing."
        return _too_few(reading, flow, two_fully_connected, why)
    return _on_each_way(reading, flow, "linear")


def _on_each_way(reading: Reading, flow: Flow, role: str) -> Verdict:
    """A dropout on every path of every stretch that asks for one."""
    lacking = without_drop(flow, reading.drops(flow), role)
    if lacking is None:
        return holds()
    first, second = lacking
    unseen = flow.unseen_between(first.op.index, {second.op.index})
    if unseen is not None:
        return not_seen(unseen)
    return _missing(
        first.op,
        f"between {first.name} and {second.name}",
        flow.path_text(first.op.index, {second.op.index}),
    )


def _too_few(reading: Reading, flow: Flow, charged: Check, why: str) -> Verdict:
    """The missing layer is charged already, unless one runs where no call shows it."""
    steps = [op for op in flow.steps.values() if op.kind == UNSEEN]
    if steps and reading.out_of_sight:
        return not_seen(steps[0])
    return same_mistake(charged, why, unmet=False)


@check(requires=[forward_runs])
def dropout_off_in_eval(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Dropout is off when the network is tested

    `net.eval()` reaches an `nn.Dropout` that is stored in `self`; `F.dropout` must be told:
    `training=self.training`. Otherwise the network forgets at random while it is tested too.
    """
    flow = reading.eval
    if flow is None or flow.graph.output is None:
        return same_mistake(forward_runs, "forward did not run in eval mode.")
    if not flow.layers:
        return cannot_be_judged(two_convolutions, "There is no layer yet.")
    drops = reading.drops(flow)
    # what writes into weights is no dropout: every_parameter_learns says so
    active = [
        op for op in flow.steps.values() if drops(op) or (op.family == "random" and not op.writes)
    ]
    if active:
        return _stays_on(active[0])
    behaviour = evidence.behaviour
    # NaN differs from itself: that is no randomness
    if behaviour is not None and behaviour.finite and behaviour.repeat_difference > 0:
        return _differs(reading, evidence, lab)
    train = reading.run
    if train is None or not any(map(reading.drops(train), train.steps.values())):
        return same_mistake(
            dropout_after_first_fully_connected,
            "There is no dropout that could be off.",
            unmet=False,
        )
    return holds()


def _differs(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Two runs in eval mode differ, and no dropout or noise among the calls explains it."""
    message = "Two runs on the same images in eval mode give different answers."
    if every_parameter_learns.judge(reading, evidence, lab).outcome == "fails":
        return same_mistake(every_parameter_learns, f"{message} Counted where its cause is.")
    return fails(
        message,
        expected="the same answers twice after net.eval()",
        observed=f"a difference of {_largest_difference(evidence):.2g}",
    )


def _largest_difference(evidence: Evidence) -> float:
    return evidence.behaviour.repeat_difference if evidence.behaviour is not None else 0.0


def _none_at_all(reading: Reading, flow: Flow) -> bool:
    """Layers are missing, and no dropout was forgotten with them: none was ever there.

    Where a layer is made and not used, or a dropout is, the layers' mistake may be why no
    dropout ran, and that is charged already.
    """
    missing = len(flow.convolutions) < 2 or len(flow.linears) < 2
    return missing and without_dropout(reading.observation, flow.graph) and not reading.unused


def _missing(last: Operation, where: str, path: str) -> Verdict:
    return fails(
        f"There is no dropout {where}.",
        line=last.line,
        expected=f"a dropout {where}",
        observed=path,
    )


def _stays_on(op: Operation) -> Verdict:
    made_on_the_spot = op.family == "dropout" and op.spelled.startswith("F.")
    return fails(
        f"{op.spelled} still drops numbers after net.eval(), so the same image gets a "
        "different answer each time.",
        line=op.line,
        expected="no randomness after net.eval()",
        observed=f"{op.spelled} with training=True" if made_on_the_spot else op.spelled,
    )

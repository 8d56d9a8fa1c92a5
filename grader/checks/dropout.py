"""Dropout: where it stands, and that it is off when the network is tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.checks.doors import forward_runs
from grader.checks.layers import convolutions, fully_connected, of_role
from grader.checks.parameters import every_parameter_learns
from grader.checks.put_in import around_what_we_put_in
from grader.checks.shapes import not_known
from grader.checks.verdict import (
    Check,
    Sort,
    Verdict,
    cannot_be_judged,
    check,
    fails,
    holds,
    not_seen,
    same_mistake,
)
from grader.checks.words import NAMES, ordinal, the
from grader.evidence import Evidence
from grader.finding import Finding
from grader.graph import Operation
from grader.graph.vocabulary import UNSEEN
from grader.lab import Asked, Lab, Part
from grader.reading.dropping import without_drop, without_dropout
from grader.reading.flow import Flow
from grader.reading.reading import Reading


def _at(part: Part, reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Whether a dropout stands between a layer and the next."""
    flow = reading.run
    if flow is None or not flow.layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    if _none_at_all(reading, flow, lab):
        return _missing(flow.layers[-1].op, "in forward", "forward")
    if _among_fewer(part, reading, flow):
        return same_mistake(fully_connected, "Counted where the layer is missing.", unmet=False)
    if (few := _lacking(part, flow, lab)) is not None:
        return _too_few(reading, flow, *few)
    return _on_each_way(reading, evidence, flow, part)


def of_one_module(
    reading: Reading, findings: Sequence[Finding], lab: Lab
) -> Iterator[tuple[str, ...]]:
    """The checks of places at which one and the same module was to drop, and drops nothing."""
    flow = reading.run
    if flow is None:
        return
    failed = {one.check for one in findings if one.status == "failed"}
    drops, groups = reading.drops(flow), dict[str, list[str]]()
    for one in dropping(lab.asked):
        part = one.place
        lacking = without_drop(flow, drops, part) if part and one.id in failed else None
        if lacking is None:
            continue
        start, end = (layer.op.index for layer in lacking)
        inside = [op for op in flow.steps.values() if start < op.index < end]
        for module in {op.module for op in inside if op.family == "dropout" and op.module}:
            groups.setdefault(module, []).append(one.id)
    yield from (tuple(group) for group in groups.values() if len(group) > 1)


def _among_fewer(part: Part, reading: Reading, flow: Flow) -> bool:
    """Whether fully connected layers are missing, and as many dropouts stand as are asked for."""
    asked, drops = flow.asked, reading.drops(flow)
    there = len(flow.linears) + len(of_role(reading.out_of_sight, "linear"))
    fewer = part.role == "linear" and there < len(asked.of("linear"))
    return fewer and sum(map(drops, flow.steps.values())) >= len(asked.wants("dropout"))


def _lacking(part: Part, flow: Flow, lab: Lab) -> tuple[Check, str] | None:
    """The check that misses a layer on either side of the place, and why this one does not."""
    last = part == lab.asked.of(part.role)[-1]
    if part.role == "linear":
        why = "Counted where the layer is missing."
        return (fully_connected, why) if len(flow.linears) <= part.number else None
    if len(flow.convolutions) < part.number + (not last):
        missing = the(lab.asked.of("convolution")[part.number - last], lab.asked)
        return convolutions, f"Counted where {missing} is missing."
    if last and not flow.linears:
        return fully_connected, "Counted where the layers are missing."
    return None


DROPOUT = Sort("dropout", _at, (forward_runs,), so_far=True)


def dropping(asked: Asked) -> Iterator[Check]:
    """The checks of the dropouts that are asked for, one for each place."""
    for part in asked.wants("dropout"):
        if part.role == "linear":
            name, title, advice = _behind_linear(part, asked)
        else:
            name, title, advice = _behind_convolution(part, asked)
        headline = title.replace("A dropout", "No dropout", 1)
        yield replace(DROPOUT.at(part, name, title, advice, headline), place=part)


def _behind_convolution(part: Part, asked: Asked) -> tuple[str, str, str]:
    convs, linears = asked.of("convolution"), asked.of("linear")
    last = part == convs[-1]
    name = f"dropout-after-{ordinal(part.number)}-convolution"
    if last:
        name = f"dropout-after-convolution{'s' if len(convs) > 1 else ''}"
    here, there = the(part, asked), the(linears[0] if last else convs[part.number], asked)
    return (
        name,
        f"A dropout stands between {here} and {there}",
        "`nn.Dropout`, `nn.Dropout2d` and `F.dropout(x, training=self.training)` are all fine, "
        f"anywhere after {here} and before {there}. It drops a share that matters.",
    )


def _behind_linear(part: Part, asked: Asked) -> tuple[str, str, str]:
    word = asked.activation(part.role, part.number)
    and_its = f" (and its {NAMES[word]})" if word is not None else ""
    return (
        f"dropout-after-{ordinal(part.number)}-fully-connected",
        f"A dropout follows {the(part, asked)}",
        f"It stands after {the(part, asked)}{and_its} and before the {ordinal(part.number + 1)}.",
    )


def _on_each_way(reading: Reading, evidence: Evidence, flow: Flow, part: Part) -> Verdict:
    """A dropout on every path of every stretch that asks for one."""
    lacking = without_drop(flow, reading.drops(flow), part)
    if lacking is None:
        return holds()
    first, second = lacking
    unseen = flow.unseen_between(first.op.index, {second.op.index})
    if unseen is not None:
        return not_seen(unseen)
    if (ours := around_what_we_put_in(evidence, (first,))) is not None:
        return ours
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


@check(requires=[forward_runs], otherwise="Dropout stays on when the network is tested")
def dropout_off_in_eval(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Dropout is off when the network is tested

    `net.eval()` reaches an `nn.Dropout` that is stored in `self`; `F.dropout` must be told:
    `training=self.training`. Otherwise the network forgets at random while it is tested too.
    """
    flow = reading.eval
    if flow is not None and flow.graph.output is None:
        return not_known(reading, evidence, lab)
    if flow is None:
        return same_mistake(forward_runs, "forward did not run in eval mode.")
    if not flow.layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
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
    if not lab.asked.wants("dropout"):
        return holds()
    if train is None or not any(map(reading.drops(train), train.steps.values())):
        return same_mistake(
            DROPOUT,
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


def _none_at_all(reading: Reading, flow: Flow, lab: Lab) -> bool:
    """Layers are missing, and no dropout was forgotten with them: none was ever there.

    Where a layer is made and not used, or a dropout is, the layers' mistake may be why no
    dropout ran, and that is charged already.
    """
    asked = lab.asked
    missing = len(flow.convolutions) < len(asked.of("convolution"))
    missing = missing or len(flow.linears) < len(asked.of("linear"))
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

"""What the rows hold, and one image's answer that does not hang on another's."""

from __future__ import annotations

from grader.checks.doors import forward_runs
from grader.checks.dropout import dropout_off_in_eval
from grader.checks.layers import convolutions
from grader.checks.put_in import return_put_in
from grader.checks.shapes import not_known, output_shape
from grader.checks.verdict import (
    Check,
    Verdict,
    called,
    cannot_be_judged,
    check,
    fails,
    holds,
    same_mistake,
)
from grader.evidence import Behaviour, Evidence
from grader.graph import Operation
from grader.lab import Asked, Lab
from grader.lab.words import count
from grader.reading.across import mixing, over_the_batch
from grader.reading.flow import Flow
from grader.reading.reading import Reading

# Log-probabilities in float32 sum to 1 within some 1e-6; every other output that people hand
# in (logits, probabilities, log_softmax over the batch) is off by more than 0.1.
LOG_SUM_EXP = 1e-3

# A row that depends on another changes by a share of the outputs' own size. The others come out
# bit by bit as before where it does not (0 for each of 48 right networks); the faintest mixture
# that was tried (`x * softmax(x, dim=0)` before the last layer) changes them by 2.5e-6.
CROSSTALK = 1e-6


@check(requires=[forward_runs])
def output_form(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Each row holds what the loss expects."""
    behaviour = evidence.behaviour
    if not reading.has_layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    if behaviour is None:
        return not_known(reading, evidence, lab)
    last = _last_step(reading.eval)
    line = last.line if last is not None else None
    if lab.asked.output == "log-probabilities":
        verdict = _log_probabilities(behaviour, line, lab)
    elif lab.asked.output == "probabilities":
        verdict = _probabilities(behaviour, line, lab)
    else:
        verdict = _logits(reading, behaviour, line)
    if verdict.outcome == "fails" and return_put_in(evidence):
        return same_mistake(output_shape, "Counted where the `return` is missing.")
    if verdict.outcome == "fails" and _of_other_rows(reading, evidence, lab):
        return same_mistake(output_shape, "Counted where the rows are not those of the images.")
    tested, trained = verdict.outcome == "holds", _right_in_training(reading, behaviour, lab)
    if tested == trained or not behaviour.finite:
        return verdict
    if evidence.observation.output_chosen:
        return same_mistake(output_shape, "Counted where what comes back is no row of scores.")
    return _in_one_mode("tested" if tested else "trained", reading, lab)


def _right_in_training(reading: Reading, behaviour: Behaviour, lab: Lab) -> bool:
    """The same for training: it is there that the loss takes the rows."""
    off = behaviour.log_sum_exp_taught, behaviour.row_sum_taught
    if lab.asked.output == "logits":
        return min(off) >= LOG_SUM_EXP and not bent_scores(reading.train)
    return off[lab.asked.output == "probabilities"] < LOG_SUM_EXP


def _in_one_mode(right: str, reading: Reading, lab: Lab) -> Verdict:
    words = "raw scores" if lab.asked.output == "logits" else lab.asked.output
    other = "trained" if right == "tested" else "tested"
    runs = (reading.train, reading.eval) if right == "trained" else (reading.eval, reading.train)
    last = _last_step(max(runs, key=_steps))  # the one that goes on behind the other
    return fails(
        f"While the network is {other} the rows are no {words}; while it is {right} they are.",
        line=last.line if last is not None else None,
        expected=f"{words} in training and in testing",
        observed=f"only while it is {right}",
        diagnosis=ONE_MODE,
    )


def _steps(flow: Flow | None) -> int:
    return len(flow.steps) if flow is not None else 0


ONE_MODE = "output-of-one-mode-alone"


def _log_probabilities(behaviour: Behaviour, line: int | None, lab: Lab) -> Verdict:
    if behaviour.finite and behaviour.log_sum_exp < LOG_SUM_EXP:
        return holds()
    off = f"the logarithm of their sum is off by up to {behaviour.log_sum_exp:.3g}"
    return fails(
        "The rows are no log-probabilities: their exponentials do not sum to 1.",
        line=line,
        expected=f"the {count(lab.classes)} probabilities of each image add up to 1",
        observed=off if behaviour.finite else _NO_NUMBER,
    )


def _probabilities(behaviour: Behaviour, line: int | None, lab: Lab) -> Verdict:
    if behaviour.finite and behaviour.row_sum < LOG_SUM_EXP and behaviour.smallest >= 0:
        return holds()
    off = f"their sum is off by up to {behaviour.row_sum:.3g}"
    if behaviour.row_sum < LOG_SUM_EXP:
        off = f"the smallest is {behaviour.smallest:.3g}"
    return fails(
        "The rows are no probabilities: they are not all from 0 to 1 with a sum of 1.",
        line=line,
        expected=f"the {count(lab.classes)} probabilities of each image add up to 1",
        observed=off if behaviour.finite else _NO_NUMBER,
    )


def _logits(reading: Reading, behaviour: Behaviour, line: int | None) -> Verdict:
    expected = "the scores as the last layer gives them"
    if not behaviour.finite:
        message = "The rows are no scores: they hold NaN or infinity."
        return fails(message, line=line, expected=expected, observed=_NO_NUMBER)
    what = ""
    if behaviour.log_sum_exp < LOG_SUM_EXP:
        what = "log-probabilities: their exponentials sum to 1"
    elif behaviour.row_sum < LOG_SUM_EXP and behaviour.smallest >= 0:
        what = "probabilities: they sum to 1"
    if what:
        return fails(
            f"The rows are no raw scores but {what}.", line=line, expected=expected,
            observed=what.partition(":")[0],
        )  # fmt: skip
    bent = bent_scores(reading.eval)
    if bent and _of_a_hidden_layer(bent, reading):
        return same_mistake(convolutions, "Counted where the last layer is missing.", unmet=False)
    if bent:
        return fails(
            f"The rows are no raw scores: {bent[-1].spelled} works on what the last layer gives.",
            line=bent[-1].line,
            expected=expected,
            observed=bent[-1].spelled,
        )
    return holds()


def _of_a_hidden_layer(bent: list[Operation], reading: Reading) -> bool:
    """Whether all that works on the scores is what a layer has that more are asked for behind."""
    flow = reading.eval
    if flow is None:
        return False
    asked = flow.asked
    fewer = any(len(flow.of(part)) < part.number for part in asked.parts)
    return fewer and all(
        any(reading.activates(op, flow, word) for word in asked.activations) for op in bent
    )


def bent_scores(flow: Flow | None) -> list[Operation]:
    """The activations and softmaxes behind the last layer: what goes out are no raw scores."""
    steps = flow.on_the_scores if flow is not None else []
    return [op for op in steps if op.family in ("activation", "output")]


_NO_NUMBER = "NaN or infinity"


def ending(asked: Asked, ten: str, digits: str) -> Check:
    """The check of the output's form."""
    says: dict[str, tuple[str, str, str]] = {
        "log-probabilities": (
            f"Each row holds the log-probabilities of the {digits}",
            f"`F.nll_loss` expects `log_softmax` over the {ten} scores of each image, dim 1. The "
            "exponentials of a row then sum to 1.",
            f"The rows are not the log-probabilities of the {digits}",
        ),
        "logits": (
            f"Each row holds the raw scores of the {digits}",
            "`F.cross_entropy` takes the log_softmax itself: what the last layer gives is returned "
            "as it is.",
            f"The rows are not the raw scores of the {digits}",
        ),
        "probabilities": (
            f"Each row holds the probabilities of the {digits}",
            f"`softmax` over the {ten} scores of each image, dim 1, makes them positive, with a "
            "sum of 1.",
            f"The rows are not the probabilities of the {digits}",
        ),
    }
    return called(output_form, asked.output, *says[asked.output])


@check(
    requires=[forward_runs],
    otherwise="An image's answer depends on the other images of the batch",
)
def samples_independent(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """No image's answer depends on the other images of the batch

    Everything in forward works on each image for itself: dimension 0 is the image's place in
    the batch, and nothing may sum, normalise or shuffle over it.
    """
    behaviour = evidence.behaviour
    if not reading.has_layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    if behaviour is None:
        return not_known(reading, evidence, lab)
    if not behaviour.finite:
        return same_mistake(output_form, "Counted where the output is no number.", unmet=False)
    if behaviour.crosstalk <= CROSSTALK:
        return holds()
    if behaviour.repeat_difference > 0:
        return same_mistake(dropout_off_in_eval, "Counted where the answers differ by themselves.")
    if behaviour.over_batch or _ends_over_the_batch(reading.eval):
        return same_mistake(output_form, f"Counted where the {lab.asked.output} are.")
    return fails(
        "When one image of a batch is replaced, the answers of the others change.",
        line=_mixing_line(reading.eval),
        expected="answers that do not change with the other images",
        observed=f"a change of {behaviour.crosstalk:.1%} of the outputs' size",
    )


def _of_other_rows(reading: Reading, evidence: Evidence, lab: Lab) -> bool:
    """Whether the softmax that is asked for stands at the end, on rows that are no image's."""
    graph, last = reading.eval.graph if reading.eval else None, _last_step(reading.eval)
    if graph is None or last is None:
        return False
    behind = [one for one in graph.operations[last.index :] if "softmax" in one.kind]
    if evidence.observation.output_chosen:  # the scores from before what made other rows of them
        return any(not over_the_batch(one, graph) for one in behind)
    out = graph.shape_out(last)
    rows_of_images = len(out) == 2 and out[0] == lab.recipe.batch_size
    return last in behind and not rows_of_images and not over_the_batch(last, graph)


def _last_step(flow: Flow | None) -> Operation | None:
    if flow is None or flow.graph.output is None:
        return None
    return flow.graph.makers.get(flow.graph.output)


def _ends_over_the_batch(flow: Flow | None) -> bool:
    """Whether the last step is a softmax that runs over the images."""
    last = _last_step(flow)
    if flow is None or last is None or "softmax" not in last.kind:
        return False
    return over_the_batch(last, flow.graph)


def _mixing_line(flow: Flow | None) -> int | None:
    """The first step that does not work on each image for itself."""
    if flow is None:
        return None
    return next((op.line for op in mixing(flow)), None)

"""Training: what a network begins with keeps it from learning. Each was put right and trained."""

from __future__ import annotations

import math

from concepts.written import several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Remedied, Remedy
from grader.reading.norms import keeps_its_statistics
from grader.script.first_weights import first_weights_at

LEARNS, LOSS, ACCURACY = "every-parameter-learns", "loss-goes-down", "held-out-accuracy"
LEAVE = "Leave the first weights to torch, or look up what torch.nn.init offers."


def _mends(case: Case, found: Remedied | None) -> bool:
    """Whether the check holds with it, of which no training tells but this one."""
    return found is not None and (case.check != LEARNS or LEARNS in found.checks)


def _found(case: Case, remedy: Remedy) -> Remedied | None:
    found = case.evidence.remedied
    return found if found is not None and found.remedy == remedy and not found.by_descent else None


@diagnosis(LOSS, ACCURACY, hint=LEAVE)
def weights_begin_alike(case: Case) -> Seen | None:
    """All weights of a layer begin alike

    Neurons that begin with the same weights give the same, get the same gradient, and stay the
    same: a layer of a hundred is worth one. First weights are drawn at random for that reason.
    """
    return _weights(case, _found(case, "alike"))


@diagnosis(LOSS, ACCURACY, hint=LEAVE)
def weights_begin_too_small(case: Case) -> Seen | None:
    """Weights begin far too small

    Each layer multiplies what the one before gave. After a few layers of tiny weights nothing of
    the image is left, and of the gradient on the way back neither.
    """
    return _weights(case, _found(case, "small"))


@diagnosis(LOSS, ACCURACY, hint=LEAVE)
def weights_begin_too_large(case: Case) -> Seen | None:
    """Weights begin far too large

    Each layer multiplies what the one before gave. Large weights make the scores so large that
    the first steps of training throw everything about.
    """
    return _weights(case, _found(case, "large"))


@diagnosis(
    LEARNS, LOSS, ACCURACY, hint="Behind numbers that are all far below 0, what does a ReLU give?"
)
def biases_begin_far_off(case: Case) -> Seen | None:
    """Biases begin far from 0

    What a layer gives is of a size around 1. A bias far from 0 outweighs all of it: behind a ReLU
    nothing is left of the image, or nothing is cut.
    """
    found = _found(case, "bias")
    return _weights(case, found) if _mends(case, found) else None


@diagnosis(LEARNS, LOSS, ACCURACY, hint="Is it needed? What comes in is normalised already.")
def shifted_out_of_reach(case: Case) -> Seen | None:
    """A number that is added outweighs all that the network computes

    What a layer gives is of a size around 1. Where much more is added or taken off, a ReLU behind
    it cuts everything, or nothing.
    """
    found = _found(case, "shift")
    return _in_a_call(found) if found is not None and _mends(case, found) else None


@diagnosis(LOSS, ACCURACY, hint="Is it needed? What comes in is normalised already.")
def scaled_out_of_reach(case: Case) -> Seen | None:
    """A number makes all that the network computes tiny, or huge

    Weights begin with a size that suits numbers around 1. What is much smaller leaves no trace in
    the scores; what is much larger throws them about.
    """
    found = _found(case, "scale")
    return None if found is None else _in_a_call(found)


@diagnosis(LOSS, ACCURACY, hint="What does the momentum of a batch norm say?")
def statistics_stay_where_they_began(case: Case) -> Seen | None:
    """The running mean and variance of a batch norm never move

    In training a batch norm uses the batch; in testing the running mean and variance, which move
    by the share `momentum` with each batch. With 0 they stay at 0 and 1.
    """
    found = _found(case, "statistics")
    return None if found is None else _in_a_call(found)


@diagnosis(hint="Adam makes up for it, which is how the grader trains. The sheet's SGD does not.")
def out_of_reach_of_the_sheets_descent(case: Case) -> Seen | None:
    """With the lab sheet's own SGD it hardly learns

    Plain gradient descent changes a weight by the learning rate times its gradient. Where weights
    or numbers on the way are far from the usual size, so are the gradients.
    """
    found = case.evidence.remedied
    if found is None or not found.by_descent:
        return None
    told = _in_a_call(found) if found.places else _weights(case, found)
    if told is None:
        return None
    even = math.log(case.lab.classes)
    return Seen(
        f"The loss stays at {found.loss[0]:.2f} (log {case.lab.classes} is {even:.2f}) for "
        f"{found.samples:,} images, with SGD at 0.01 and momentum 0.5. {told.sentence}",
        line=told.line,
        lines=told.lines,
    )


@diagnosis(hint="What does the momentum of a batch norm say?")
def statistics_never_move(case: Case) -> Seen | None:
    """A batch norm is tested with a mean and variance that never move

    In training it uses the batch; in testing the running mean and variance, which move by the
    share `momentum` with each batch. With 0 they stay at 0 and 1, whatever comes through.
    """
    flow = case.reading.train
    op = next(filter(keeps_its_statistics, flow.steps.values()), None) if flow is not None else None
    if op is None or _found(case, "statistics") is not None:
        return None
    return Seen(
        f"`{case.name(op)}` has the momentum 0.", line=op.line, lines=case.declaration(op.module)
    )


def _weights(case: Case, found: Remedied | None) -> Seen | None:
    """What the first weights are, and that with others it learned."""
    if found is None or not found.names:
        return None
    names = several([f"`{name}`" for name in found.names])
    asked, seen = f"the size of {found.now:.3g}", f"the size of {found.was:.3g}"
    kind = "biases" if found.remedy == "bias" else "weights"
    if found.remedy == "alike":
        what = f"In {names} every row begins with the same numbers."
        asked, seen = f"rows that differ, of {asked}", f"rows that are alike, of {seen}"
    else:
        begin = "begin" if len(found.names) > 1 else "begins"
        what = f"{names} {begin} with numbers of {seen}; torch's own have {found.now:.3g}."
    lines = tuple(line for name in found.names if (line := case.declared_at(name)) is not None)
    at = first_weights_at(case.script, "bias" if found.remedy == "bias" else "")
    return Seen(
        f"{what} {_compared(f'With {kind} drawn as torch draws them', found)}",
        line=at if at is not None else next(iter(lines), None),
        lines=lines,
        expected=f"first {kind}: {asked}",
        observed=f"first {kind}: {seen}",
    )


def _in_a_call(found: Remedied) -> Seen:
    first = found.places[0]
    return Seen(
        f"The number {found.was:g} in `{first.name}`: "
        f"{_compared(f'with {found.now:g} in its place', found)}",
        line=first.line,
        lines=tuple(one.line for one in found.places[1:] if one.line is not None),
        observed=f"{found.was:g} in `{first.name}`",
    )


def _compared(how: str, found: Remedied) -> str:
    if found.by_descent:
        return f"{how} it fell to {found.loss[1]:.2f}."
    return (
        f"{how} {found.accuracy[1]:.0%} of unseen digits were read rightly, not "
        f"{found.accuracy[0]:.0%}."
    )

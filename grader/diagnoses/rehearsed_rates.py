"""Rehearsed: steps that are too small or too large. It costs no points."""

from __future__ import annotations

from statistics import median

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_losses import loss_does_not_fit_the_output
from grader.diagnoses.rehearsed_scaled import (
    STILL,
    clipped_while_multiplied,
    parts_of,
    running_away,
    used_as_multiplied,
)
from grader.diagnoses.rehearsed_weights import FEW, IMAGES, lessons_of, lines_of
from grader.rehearsed import Lesson
from grader.rehearsed.measures import What, is_worse, what_is

NOTHING = 1e-3  # times the learning rate that it began with
MUCH = 5e-3  # of a weight, which a step takes off it: half of it in 140 steps
_DECAY_BY_SHARES = ("SGD", "AdamW")


_NOTHING: tuple[What, Lesson | None] = ("", None)


@diagnosis(hint="Try a thousand times as much, and look at the loss.")
def learning_rate_too_small(case: Case) -> Seen | None:
    """The steps are too small to learn anything

    Each step goes against the gradient, by the learning rate. Where that is tiny the weights are
    after all epochs what they were at the beginning.
    """
    told = case.rehearsed.told
    for lesson in lessons_of(case):
        steps = [one for one in lesson.steps if one.ready and one.held]
        if len(steps) < FEW or max(one.share for one in steps) >= STILL:
            continue
        if told.optimisers[steps[0].optimiser].own and not any(one.moved for one in steps):
            continue  # its step() may change nothing at all
        if clipped_while_multiplied.recognise(case) is not None:
            return None
        made, rate = told.optimisers[steps[0].optimiser], steps[0].rate
        if rate < made.rate / 2 and any(
            one.recognise(case)
            for one in (learning_rate_falls_with_each_batch, scheduler_never_stepped)
        ):
            continue
        began = "" if rate >= made.rate / 2 else f" (at first {made.rate:g})"
        return Seen(
            f"With lr = {rate:g}{began} a step changes the weights by one part in "
            f"{parts_of(median(one.share for one in steps))}.",
            line=made.line,
            lines=lines_of(steps[0].line),
        )
    return None


@diagnosis(hint="How often is the scheduler stepped in one epoch, and how often is it meant to be?")
def learning_rate_falls_with_each_batch(case: Case) -> Seen | None:
    """The scheduler is stepped after each batch

    Most schedulers count epochs. Stepped after each batch, the learning rate is next to nothing
    long before the first epoch is over, and the weights stay where they are.
    """
    told = case.rehearsed.told
    for lesson in lessons_of(case):
        begun, ended = lesson.batches[0].forward.at, lesson.batches[-1].forward.at
        inside = [one for one in told.scheduled if begun < one.at < ended]
        size = lesson.passage.size if lesson.passage is not None else 0
        if len(lesson.batches) < FEW or len(inside) < len(lesson.batches) - 1 or not size:
            continue
        batches = IMAGES // size
        if max(inside[0].each ** batches, inside[0].least) >= NOTHING:
            continue
        return Seen(
            f"`{inside[0].kind}` is stepped (line {inside[0].line}) after each batch: within one "
            f"epoch of {batches} batches the learning rate falls below a thousandth.",
            line=inside[0].line,
            lines=lines_of(lesson.line),
        )
    return None


ALIKE = 0.01  # as a share, by which two rates may differ and be the same


@diagnosis(hint="What is the rate in the first epoch, and what must the function give for it?")
def factor_is_the_rate_itself(case: Case) -> Seen | None:
    """A scheduler is given the learning rate where it takes a factor

    What the function of `LambdaLR` gives is multiplied by the learning rate that the optimiser was
    made with: 1 leaves it as it is.
    """
    told, lessons = case.rehearsed.told, [one for one in lessons_of(case) if one.steps]
    for one in told.schedulers:
        made = told.optimisers[one.optimiser] if one.optimiser >= 0 else None
        rates = [s.rate for o in lessons for s in o.steps if s.optimiser == one.optimiser]
        if made is None or one.kind != "LambdaLR" or len(lessons) < FEW or not rates:
            continue
        square = made.rate**2
        if made.rate < 1 and abs(rates[0] - square) < ALIKE * square and max(rates) == rates[0]:
            return Seen(
                f"The optimiser has lr = {made.rate:g}, and LambdaLR (line {one.line}) multiplies "
                f"it by {made.rate:g}: the first steps are made with {rates[0]:g}.",
                line=one.line,
                lines=lines_of(made.line),
            )
    return None


@diagnosis(hint="Which method of the scheduler makes it go on, and where is it called?")
def scheduler_never_stepped(case: Case) -> Seen | None:
    """The learning rate stays what it is: the scheduler is never stepped

    A scheduler changes the learning rate when its `step()` is called, once in each epoch or for
    each batch, and by itself never.
    """
    told, lessons = case.rehearsed.told, [one for one in lessons_of(case) if one.steps]
    rates = {step.rate for one in lessons for step in one.steps}
    if len(lessons) < FEW or len(rates) > 1 or told.end != "ended":
        return None
    used = {step.optimiser for one in lessons for step in one.steps} - {-1}
    idle = [one for one in told.schedulers if one.optimiser in used and one.line is not None]
    if not idle or any(one.steps for one in told.schedulers) or _steps_elsewhere(case):
        return None
    last = idle[-1]
    return Seen(
        f"`{last.kind}` (line {last.line}) is made and never stepped: in {len(lessons)} passes "
        f"over the training images the learning rate stayed {rates.pop():g}.",
        line=last.line,
        lines=lines_of(lessons[0].steps[0].line),
    )


@diagnosis(hint="Which optimiser makes the steps, and which one was the scheduler made with?")
def scheduler_of_another_optimiser(case: Case) -> Seen | None:
    """The scheduler changes the learning rate of an optimiser that makes no step

    A scheduler is made with an optimiser, and changes the learning rate of that one alone.
    """
    told = case.rehearsed.told
    steps = [step for one in lessons_of(case) for step in one.steps]
    used = {step.optimiser for step in steps}
    idle = [one for one in told.schedulers if one.steps and one.optimiser not in used]
    if (
        len({step.rate for step in steps}) != 1
        or told.end != "ended"
        or len(idle) < len(told.schedulers)
        or not idle
    ):
        return None
    makes = next((told.optimisers[place] for place in sorted(used) if place >= 0), None)
    if makes is None or idle[0].optimiser < 0 or idle[0].line is None:
        return None
    return Seen(
        f"`{idle[0].kind}` (line {idle[0].line}) was made with the optimiser of line "
        f"{told.optimisers[idle[0].optimiser].line}, which makes no step; those are made by the "
        f"one of line {makes.line}.",
        line=idle[0].line,
        lines=lines_of(makes.line),
    )


@diagnosis(hint='Which way does this number go as the network gets better: "min" or "max"?')
def scheduler_waits_for_the_worse(case: Case) -> Seen | None:
    """The scheduler takes the better of two epochs for the worse

    `ReduceLROnPlateau` lowers the learning rate when its number gets no better. A loss gets better
    as it falls (`mode="min"`, the default), an accuracy as it rises (`mode="max"`).
    """
    read = case.rehearsed
    passes = [one for one in read.lessons if one.images and one.whole and one.purpose != "other"]
    for told in read.told.waited:
        before = [one for one in passes if one.batches[-1].forward.at < told.at]
        known = ((what_is(told.value, one), one) for one in reversed(before[-2:]))
        what, lesson = next((pair for pair in known if pair[0]), _NOTHING)
        if lesson is not None and is_worse(what, told.value, told.larger):
            return Seen(
                f"Line {told.line} gives {told.value:.4g}, the {what} of the pass in line "
                f"{lesson.line}, to a scheduler that was made with mode="
                f'"{"max" if told.larger else "min"}": it lowers the learning rate while the '
                f"{what} {'falls' if told.larger else 'rises'}.",
                line=told.made or told.line,
                lines=lines_of(told.line),
            )
    return None


@diagnosis(hint="Which number says how well the network does? The scheduler waits for that one.")
def scheduler_told_the_epoch(case: Case) -> Seen | None:
    """The scheduler is told the number of the epoch

    `ReduceLROnPlateau` lowers the learning rate when the number that it is told gets no better.
    The number of the epoch says nothing of that.
    """
    waited = case.rehearsed.told.waited
    for first in {one.scheduler: one for one in reversed(waited)}.values():
        values = [one.value for one in waited if one.scheduler == first.scheduler]
        counted = values in ([float(n + start) for n in range(len(values))] for start in (0, 1))
        if counted and len(values) >= FEW:
            return Seen(
                f"Line {first.line} tells it {', '.join(f'{value:g}' for value in values[:5])} …",
                line=first.line,
                lines=lines_of(first.made),
            )
    return None


def _steps_elsewhere(case: Case) -> bool:
    """Whether there is a step() that was not come to: with more batches it may be."""
    told = case.rehearsed.told
    made = {one.line for one in told.steps} | {one.line for one in told.scheduled}
    written = {c.lineno for c in case.script.calls if getattr(c.func, "attr", "") == "step"}
    return bool(written - made)


@diagnosis(hint="Usual are 0.0001 to 0.01.")
def weights_decay_faster_than_they_learn(case: Case) -> Seen | None:
    """The weight decay takes the weights away

    Weight decay takes a share off each weight in each step, the learning rate times it. A large
    share leaves nothing of what the gradients add: all weights go to 0, and all scores are equal.
    """
    told = case.rehearsed.told
    for lesson in lessons_of(case):
        steps = [one for one in lesson.steps if one.ready and one.held]
        made = told.optimisers[steps[0].optimiser] if len(steps) >= FEW else None
        if made is None or not (made.kind in _DECAY_BY_SHARES and made.rate * made.decay >= MUCH):
            continue
        share = made.rate * made.decay
        return Seen(
            f"lr = {made.rate:g} and weight_decay = {made.decay:g}: each step takes {share:.2%} "
            f"off every weight; {(1 - min(share, 1)) ** 100:.1%} are left after 100 steps.",
            line=made.line,
            lines=lines_of(steps[0].line),
        )
    return None


@diagnosis(hint="Of which numbers is there no logarithm? Print the smallest before it is taken.")
def logarithm_of_what_is_negative(case: Case) -> Seen | None:
    """The loss is no number: a logarithm is taken of what is below zero

    A logarithm is there for numbers above zero. Log-probabilities are logarithms already, and none
    of them is above zero.
    """
    told = case.rehearsed.told
    broken = next((one for one in told.losses if one.broken), None)
    taken = [one for one in told.logarithms if broken is not None and one.at < broken.at]
    if broken is None or not taken:
        return None
    last = taken[-1]
    return Seen(
        f"In line {last.line} a logarithm is taken of numbers from {last.low:.2f} to "
        f"{last.high:.2f}; what comes out is nan, and so is the loss (line {broken.line}).",
        line=last.line,
        lines=lines_of(broken.line),
    )


@diagnosis(hint="Try a tenth of the learning rate, and look at the loss.")
def loss_runs_away(case: Case) -> Seen | None:
    """The loss runs away in the first steps

    Steps that are too long jump over the valley and end higher than they began.
    """
    causes = (loss_does_not_fit_the_output, used_as_multiplied)
    if any(one.recognise(case) is not None for one in causes):
        return None
    for lesson in lessons_of(case):
        losses, worst = running_away(lesson)
        if not losses:
            continue
        made = case.rehearsed.told.optimisers[lesson.steps[0].optimiser]
        how = f"{worst:.3g}" if worst < 1e29 else "infinite"
        return Seen(
            f"The loss was {losses[0].value:.2f} at first and {how} after {len(losses) - 1} steps "
            f"with lr = {made.rate:g}.",
            line=made.line,
            lines=lines_of(losses[0].line),
        )
    return None

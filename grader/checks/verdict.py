"""`Verdict`, `Check`, and the decorator that makes one of the other."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from grader.evidence import Evidence
from grader.graph import Operation
from grader.lab import Lab, Part
from grader.reading.reading import Reading

Outcome = Literal[
    "holds",
    "fails",
    "absent",
    "same mistake",  # charged elsewhere
    "cannot be judged",  # nothing there yet
    "not measured",  # the grader could not
]


@dataclass(frozen=True)
class Verdict:
    """What a check found."""

    outcome: Outcome
    message: str = ""  # one or two sentences with the values
    line: int | None = None  # line of the student's file
    expected: str = ""
    observed: str = ""
    diagnosis: str | None = None  # id of the cause
    because: str | None = None  # sort of the check that stands in the way or is charged
    mended: bool = False  # it fails, yet was put right, so that the rest can be judged
    unmet: bool = False  # "same mistake", and the sentence does not hold either


@dataclass(frozen=True)
class Check:
    """A sentence that holds of a right submission, and how to find out."""

    id: str  # "two-convolutions", as the lab's points have it
    title: str  # the sentence
    advice: str  # what to look at where it does not hold
    otherwise: str  # what is so where it does not hold: a headline
    sort: str  # "convolutions": the same in every lab
    judge: Callable[[Reading, Evidence, Lab], Verdict]
    requires: tuple[Check, ...]  # checks without which this one cannot be judged
    part: int  # of the lab's sheet: 1, answered by hand; 2, the network
    place: Part | None = None  # the layer behind which it asks for something, where it is one
    word: str = ""  # what it asks for, as the lab writes it, where several checks are of a sort
    so_far: bool = False  # whether what ran before forward stopped may show that it holds


@dataclass(frozen=True)
class Sort:
    """Checks of which a lab has one for each place that asks for one, or none."""

    sort: str  # "dropout": what another verdict names
    judge: Callable[..., Verdict]  # of what is asked for at a place, then as a check's
    requires: tuple[Check, ...]
    so_far: bool = False  # as a check's

    def at(self, asked: object, name: str, title: str, advice: str, otherwise: str) -> Check:
        """The check of one place; `asked` is the first thing that `judge` is given."""
        judge = partial(self.judge, asked)
        says = (name, title, advice, otherwise, self.sort)
        return Check(*says, judge, self.requires, part=2, so_far=self.so_far)


def check(
    *,
    requires: Sequence[Check] = (),
    part: int = 2,
    otherwise: str = "",
    so_far: bool = False,
) -> Callable[[Callable[..., Verdict]], Check]:
    """Make a check of a function: its name the sort, its docstring the title and the advice."""

    def make(judge: Callable[[Reading, Evidence, Lab], Verdict]) -> Check:
        title, _, advice = inspect.cleandoc(judge.__doc__ or "").partition("\n")
        name: str = judge.__name__.replace("_", "-")
        says = (title.strip(), " ".join(advice.split()), otherwise)
        return Check(name, *says, name, judge, tuple(requires), part, so_far=so_far)

    return make


def called(one: Check, name: str, title: str, advice: str, otherwise: str) -> Check:
    """A check as a lab calls it."""
    return replace(one, id=name, title=title, advice=advice, otherwise=otherwise)


def holds(message: str = "") -> Verdict:
    """The sentence holds."""
    return Verdict("holds", message)


def fails(
    message: str,
    *,
    line: int | None = None,
    expected: str = "",
    observed: str = "",
    diagnosis: str | None = None,
    mended: bool = False,
) -> Verdict:
    """The sentence does not hold, and this is where it is charged."""
    return Verdict("fails", message, line, expected, observed, diagnosis, mended=mended)


def same_mistake(because: Check | Sort, message: str, *, unmet: bool = True) -> Verdict:
    """A mistake that `because` charges already; not `unmet`: it only keeps this from being judged.

    Where the lab gives no points for `because`, the next one that is unmet pays.
    """
    return Verdict("same mistake", message, because=because.sort, unmet=unmet)


def cannot_be_judged(because: Check, message: str) -> Verdict:
    """There is nothing yet to judge; no points are earned."""
    return Verdict("cannot be judged", message, because=because.sort)


def not_measured(message: str) -> Verdict:
    """The grader could not find out, and that is not the student's fault; no points are lost."""
    return Verdict("not measured", message)


def not_seen(step: Operation) -> Verdict:
    """A step of the student's that no call of torch shows stands in the way."""
    at = f"the step at line {step.line}" if step.line is not None else "one step"
    return not_measured(
        f"The grader cannot see what happens just before {at} (numpy, or a function of "
        "its own); that costs no points, and a tutor should look at it."
    )

"""Settings against one another: sentences that state only what the seeds support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.experiment.book import Summary
from grader.experiment.figures import Mean, mean_of
from grader.experiment.nouns import AXES, Part, Variant


@dataclass(frozen=True)
class Comparison:
    """One setting against another."""

    setting: str
    against: str
    differs: tuple[str, ...]  # axes
    points: Mean  # difference of held-out accuracy, by seed, in percentage points
    seen: bool  # whether the interval leaves out zero
    parameters: int  # more of them, or fewer
    sentence: str


def comparisons(found: Sequence[Summary]) -> tuple[Comparison, ...]:
    """Each setting that ran against the network as it came, the smallest changes first."""
    own = next((one for one in found if one.variant.own and one.trials), None)
    if own is None:
        return ()
    others = [one for one in found if one is not own and one.trials]
    compared = [_compared(one, own) for one in others]
    return tuple(sorted(compared, key=lambda one: len(one.differs)))


def between(one: Summary, other: Summary) -> Comparison | None:
    """One setting against another; None where they have no seed in common."""
    return _compared(one, other) if _pairs(one, other) else None


def _pairs(one: Summary, other: Summary) -> list[tuple[float, float]]:
    known = {trial.seed: trial.accuracy for trial in other.trials}
    return [(t.accuracy, known[t.seed]) for t in one.trials if t.seed in known]


def _compared(one: Summary, other: Summary) -> Comparison:
    """By pairs: both had the same images in the same order, and drew from the same seed."""
    pairs = _pairs(one, other)
    points = mean_of([100 * (a - b) for a, b in pairs])
    seen = points.half is not None and not points.low <= 0 <= points.high
    more = one.variant.parameters - other.variant.parameters
    differs = _differs(one.variant, other.variant)
    sentence = (
        f"{_named(one.variant, differs)} against {_named(other.variant, differs)}: "
        f"{_said(points, seen)}{_parameters(one.variant, other.variant, more)}."
    )
    return Comparison(
        one.variant.name, other.variant.name, differs, points, seen, more, _begun(sentence)
    )


def _differs(one: Variant, other: Variant) -> tuple[str, ...]:
    theirs = dict(other.values)
    return tuple(axis for axis, value in one.values if theirs.get(axis) != value)


def _named(variant: Variant, axes: Sequence[str]) -> str:
    """Only what is different: "20/40 channels and kernel 3"."""
    values = dict(variant.values)
    words = {"channels": "{} channels"}
    return " and ".join(words.get(axis, AXES[axis] + " {}").format(values[axis]) for axis in axes)


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _said(points: Mean, seen: bool) -> str:
    """ "−3.4 ± 0.8 points", and whether that is a difference."""
    if points.half is None:
        return f"{signed(points.value)} points with one seed, which says nothing of chance"
    form = ".1f" if f"{abs(points.value):.1f}" != f"{points.half:.1f}" else ".2f"
    figure = f"{signed(points.value, form)} ± {points.half:{form}} points"
    if seen:
        return figure
    return f"{figure}, no difference seen with {points.of} seeds"


def signed(number: float, form: str = ".1f") -> str:
    """With its sign, as it is printed.

    >>> signed(0.62), signed(-3.4), signed(0.01)
    ('+0.6', '−3.4', '0.0')
    """
    text = format(abs(number), form)
    if float(text.replace(",", "")) == 0:
        return text
    return ("−" if number < 0 else "+") + text


def _parameters(one: Variant, other: Variant, more: int) -> str:
    if more == 0:
        return ", with as many parameters"
    word = "more" if more > 0 else "fewer"
    plural = "" if abs(more) == 1 else "s"
    return f", and {abs(more):,} {word} parameter{plural}{_because(one, other, more)}"


def _because(one: Variant, other: Variant, more: int) -> str:
    """Of the layers the one that changed most, where it makes up more than half of the change."""
    theirs = {part.name: part for part in other.parts}
    changes = [
        (part.parameters - theirs[part.name].parameters, part)
        for part in one.parts
        if part.name in theirs
    ]
    if not changes:
        return ""
    change, part = max(changes, key=lambda pair: pair[0] * (1 if more > 0 else -1))
    if 2 * abs(change) <= abs(more) or (change > 0) != (more > 0):
        return ""
    return f", because {_of(part)} {'grows' if more > 0 else 'shrinks'}"


def _of(part: Part) -> str:
    kinds = {"linear": "the fully connected layer", "conv": "the convolution"}
    kind = next((word for key, word in kinds.items() if part.kind.startswith(key)), "the layer")
    return f"{kind} {part.name}"

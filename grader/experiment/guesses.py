"""What to ask before an experiment, and what is said of the answers behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.experiment.book import Expected, Summary
from grader.experiment.compared import between
from grader.experiment.nouns import Design, Variant

ANSWERS = {"b": "better", "w": "worse", "n": "no difference"}


def questions(design: Design) -> tuple[Expected, ...]:
    """Along each axis its first and its last setting against the network as it came."""
    return tuple(_questions(design))


def _questions(design: Design) -> Iterator[Expected]:
    own = dict(design.own.values)
    for axis in design.axes:
        along = [one for one in design.possible if _only(one, own, axis)]
        for one in dict.fromkeys([*along[:1], *along[-1:]]):
            value = dict(one.values)[axis]
            what = "channels" if axis == "channels" else axis
            yield Expected(f"{what} {value} instead of {own[axis]}", "", one.name, design.own.name)


def _only(one: Variant, own: dict[str, str], axis: str) -> bool:
    """Whether it differs from the network as it came along this axis alone."""
    return {name for name, value in one.values if own[name] != value} == {axis}


def came_out(guess: Expected, found: Sequence[Summary]) -> str:
    """ "better", "worse" or "no difference seen"; "" where it did not run."""
    by_name = {one.variant.name: one for one in found if one.trials}
    if guess.setting not in by_name or guess.against not in by_name:
        return ""
    one = between(by_name[guess.setting], by_name[guess.against])
    if one is None:
        return ""
    if not one.seen:
        return "no difference seen"
    return "better" if one.points.value > 0 else "worse"


def said(guess: Expected, found: Sequence[Summary]) -> str:
    """The guess beside the outcome."""
    outcome = came_out(guess, found).removesuffix(" seen")
    if not outcome:
        return f"{guess.question}: you expected {guess.answer}; it has not run yet"
    return f"{guess.question}: you expected {guess.answer}, and saw {outcome}"

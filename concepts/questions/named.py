"""What is said of a wrong answer: the slip that leads to it, or the two likeliest with an "or"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 2  # slips that are said: a longer list is no help


@dataclass(frozen=True)
class Diagnosis:
    """What seems to have happened."""

    slips: tuple[str, ...]  # names of all slips that fit; those joined by + go together
    sentence: str  # for the student; gives no answer away
    said: tuple[str, ...] = ()  # what was done, as the sentence says it, the likeliest first


def named(found: Mapping[str, str]) -> Diagnosis:
    """The slips that fit, {what was done: name}, the likeliest first.

    >>> named({"you added up": "sum"}).sentence
    'It looks as if you added up.'
    >>> named({"you added up": "sum", "you took the maximum": "max"}).sentence
    'Several slips give these numbers: either you added up; or you took the maximum.'
    """
    said = tuple(found)[:MOST]
    if len(found) == 1:
        return Diagnosis(tuple(found.values()), f"It looks as if {as_done(said[0])}.", said)
    more = "; or something else was done" if len(found) > MOST else ""
    sentence = f"Several slips give these numbers: either {'; or '.join(said)}{more}."
    return Diagnosis(tuple(found.values()), sentence, said)


def as_done(sentence: str) -> str:
    """A sentence that fits after "It looks as if"; one that states a rule is set after a colon."""
    rule = not sentence.startswith(("you", "rows", "left", "top"))
    return f"there is a mix-up: {sentence}" if rule and "windows" not in sentence else sentence

"""The common stretches of two texts: runs that few others have, as far as they reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container

from grader.batch.likeness.nouns import Stretch
from grader.batch.likeness.rarity import RUN, RUNS, Run, runs
from grader.batch.likeness.words import Words

_SEEDS = RUNS[:2]
_MOST_PLACES = 8  # of one run in a text that are tried


def stretches(
    one: Words, other: Words, rare: Container[object], given: Container[object]
) -> tuple[Stretch, ...]:
    """In the order of the one. A stretch begins with a rare run and ends before the hand-out."""
    places = _places(other, rare)
    mine = [list(runs(one, length)) for length in _SEEDS]
    free = [True] * len(other.plain)
    own = _own(one, given), _own(other, given)
    found, at = [], 0
    while at < len(one.plain):
        seeds = [those[at] for those in mine if at < len(those)]
        tried = {to for seed in seeds for to in places.get(seed, ())}
        length, to = max((_reach(one, other, at, to, own, free) for to in tried), default=(0, 0))
        if length < RUN:
            at += 1
            continue
        free[to : to + length] = [False] * length
        found.append(_stretch(one, other, at, to, length))
        at += length
    return tuple(found)


def _places(words: Words, rare: Container[object]) -> dict[Run, list[int]]:
    """Where the rare runs of a text begin."""
    places: dict[Run, list[int]] = defaultdict(list)
    for length in _SEEDS:
        for at, run in enumerate(runs(words, length)):
            if run in rare and len(places[run]) < _MOST_PLACES:
                places[run].append(at)
    return dict(places)


def _reach(
    one: Words,
    other: Words,
    at: int,
    to: int,
    own: tuple[list[bool], list[bool]],
    free: list[bool],
) -> tuple[int, int]:
    """How many words are the same from there on, and where."""
    most = min(len(one.plain) - at, len(other.plain) - to)
    length = 0
    while (
        length < most
        and one.plain[at + length] == other.plain[to + length]
        and own[0][at + length]
        and own[1][to + length]
        and free[to + length]
    ):
        length += 1
    return length, to


def _own(words: Words, given: Container[object]) -> list[bool]:
    """Which words are in no run of the hand-out."""
    own = [True] * len(words.plain)
    for at, run in enumerate(runs(words)):
        if run in given:
            own[at : at + RUN] = [False] * RUN
    return own


def _stretch(one: Words, other: Words, at: int, to: int, length: int) -> Stretch:
    last = length - 1
    return Stretch(
        (one.lines[at], one.lines[at + last]), (other.lines[to], other.lines[to + last]), length
    )

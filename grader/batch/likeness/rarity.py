"""Which pairs are alike, and how unlikely that is: what few others have counts, by how few have it.

Two features. A run of words (names put aside) that both have: a short one is unusual in itself, a
long one is the same choices in the same order, each of which many may have made. And a name, a
string or a remark as somebody wrote it. What only two of 300 have says log2(300) bits; what an
eighth of the class has, or the hand-out, says nothing. Runs overlap, so each counts for one of its
words. The sum is a measure to sort by: features are not independent, and it is no probability.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from grader.batch.likeness.words import Words

RUN = 8  # words of the shortest run
RUNS = (RUN, 24, 72)  # half a line, two lines, a method
COMMON = 8  # what one in so many has is nobody's own
MOST_SHARING = 24  # who share a feature, however large the class
LEAST = 20.0  # bits below which nothing is shown
FAR = 5.0  # how far from the usual a pair must lie, in deviations of everybody's nearest
CERTAIN = 200.0  # bits that are shown whatever is usual: a whole class may copy
SMALL = 16  # people of whom nothing can be said to be usual
MOST_PAIRS = 40
EACH = 3  # pairs of one person, unless it is another's only one: a ring of ten is not 45 lines

Run = tuple[int, int]  # its words, and a print of them
Feature = Run | str


@dataclass(frozen=True)
class Near:
    """Two texts by their places, with what they share."""

    one: int
    other: int
    bits: float


@dataclass(frozen=True)
class Shared:
    """Who has which feature, of those that more than one and not many have."""

    having: dict[Feature, tuple[int, ...]]
    count: int  # texts in all

    def bits(self, feature: Feature) -> float:
        """What it says that two have it; runs overlap, and each counts for one of its words."""
        few = len(self.having[feature])
        bits = math.log2((self.count + 1) / (few - 1))
        return bits if isinstance(feature, str) else bits / feature[0]


def runs(words: Words, length: int = RUN) -> Iterator[Run]:
    """The runs of so many words, in order."""
    plain = words.plain
    return ((length, hash(plain[at : at + length])) for at in range(len(plain) - length + 1))


def _features(words: Words) -> set[Feature]:
    found = set[Feature](words.chosen)
    for length in RUNS:
        found.update(runs(words, length))
    return found


def given_by(known: Iterable[Words]) -> set[Feature]:
    """What everybody was handed out."""
    given = set[Feature]()
    for one in known:
        given |= _features(one)
    return given


def shared(texts: Sequence[Words], known: Iterable[Words], earlier: Sequence[bool]) -> Shared:
    """What few have. `known` are the hand-outs; an earlier year's text alone makes no feature."""
    given = given_by(known)
    having: dict[Feature, list[int]] = defaultdict(list)
    for place in sorted(range(len(texts)), key=lambda place: earlier[place]):
        for feature in _features(texts[place]) - given:
            if feature in having or not earlier[place]:
                having[feature].append(place)
    most = min(max(3, len(texts) // COMMON), MOST_SHARING)
    few = {one: tuple(those) for one, those in having.items() if 1 < len(those) <= most}
    return Shared(few, len(texts))


def nearest(found: Shared, earlier: Sequence[bool]) -> tuple[Near, ...]:
    """The pairs that stand out, the unlikeliest first."""
    bits: dict[tuple[int, int], float] = defaultdict(float)
    for feature, those in found.having.items():
        worth = found.bits(feature)
        for pair in combinations(those, 2):
            bits[pair] += worth
    pairs = [
        Near(*(pair if not earlier[pair[0]] else pair[::-1]), told)
        for pair, told in bits.items()
        if not (earlier[pair[0]] and earlier[pair[1]])
    ]
    pairs.sort(key=lambda near: (-near.bits, near.one, near.other))
    class_ = [place for place, of_earlier in enumerate(earlier) if not of_earlier]
    least = min(max(LEAST, _usual(pairs, class_)), CERTAIN)
    taken = Counter[int]()
    kept: list[Near] = []
    for near in pairs:
        if near.bits < least or len(kept) == MOST_PAIRS:
            break
        both = taken[near.one], taken[near.other]
        if min(both) == 0 or max(both) < EACH:
            taken.update((near.one, near.other))
            kept.append(near)
    return tuple(kept)


def _usual(pairs: Sequence[Near], class_: Sequence[int]) -> float:
    """The bits from which on a pair is far from the usual: from what is nearest to each.

    In a small class nothing can be said to be usual.
    """
    best: dict[int, float] = {}
    for near in pairs:
        for place in (near.one, near.other):
            best.setdefault(place, near.bits)
    if len(class_) < SMALL:
        return 0.0
    each = [best.get(place, 0.0) for place in class_]
    middle = statistics.median(each)
    return middle + FAR * 1.4826 * statistics.median(abs(one - middle) for one in each)

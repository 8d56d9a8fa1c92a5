"""Whether the slip that was made is the slip that is named: `make slips`.

Every combination of one or two slips is made on random questions of both kinds, the wrong answer
that comes of it is marked, and what the sentence says is held against what was done. Slips that
share a sentence are one; an answer that comes out right in spite of them is left out, and so are
two that come out as one of them does. "Or else": more than two fit, as the sentence says, and
another one was made.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from random import Random

from concepts.errors import ConceptError
from concepts.questions.asked import Pooled
from concepts.questions.count_question import PARTS, expected
from concepts.questions.count_slips import explain, slips_of
from concepts.questions.diagnosis import diagnose_pool, product, slipped
from concepts.questions.given import same_table
from concepts.questions.named import Diagnosis
from concepts.questions.pool_question import PoolQuestion
from concepts.questions.pool_slips import Slip, window_slips
from concepts.questions.practice import drawn_layer, of_pool
from concepts.questions.result_slips import finish_slips, sum_slips

OUTCOMES = ("rightly", "among two", "or else", "not named", "wrongly")


def made(question: PoolQuestion) -> Iterator[tuple[Slip, ...]]:
    """Every slip by itself, and every two that somebody may make together."""
    windows, sums, ends = (
        list(slips(question)) for slips in (window_slips, sum_slips, finish_slips)
    )
    yield from ((slip,) for slip in (*windows, *sums, *ends))
    yield from product(windows, sums)
    yield from product(windows, ends)
    yield from product(sums, ends)


def outcome(found: Diagnosis, sentence: str) -> str:
    """What became of the slips with that sentence."""
    if not found.said:
        return "not named"
    if sentence not in found.said:
        return "or else" if len(found.slips) > len(found.said) else "wrongly"
    return "rightly" if len(found.said) == 1 else "among two"


def pooled(random: Random, number: int) -> Iterator[tuple[int, str]]:
    """(slips made, outcome) over all combinations on one pooling question."""
    asked = of_pool(("max", "average")[number % 2])(random, 1 + number % 3)
    assert isinstance(asked, Pooled)
    question = asked.pool
    for slips in made(question):
        given = slipped(question, slips)
        fewer = [slipped(question, (slip,)) for slip in slips] if len(slips) > 1 else []
        if not any(same_table(given, other) for other in (question.expected, *fewer)):
            sentence = ", and ".join(slip.sentence for slip in slips)
            yield len(slips), outcome(diagnose_pool(question, given), sentence)


def counted(random: Random, number: int) -> Iterator[tuple[int, str]]:
    """The same on one counting question, where slips come one at a time."""
    layer, part = drawn_layer(random, 1 + number % 3), PARTS[number % len(PARTS)]
    try:
        right = expected(part, layer)
    except ConceptError:  # the filter does not fit
        return
    for _, numbers, sentence in slips_of(part, layer):
        if numbers != right:
            yield 1, outcome(explain(part, layer, numbers), sentence)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--questions", type=int, default=200, help="half of each kind")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    random = Random(given.seed)  # questions, no secrets
    seen: Counter[tuple[int, str]] = Counter()
    for number in range(given.questions // 2):
        seen.update(pooled(random, number))
        seen.update(counted(random, number))
    print("| slips made | answers |", " | ".join(OUTCOMES), "|")
    print("|---|--:|", "|".join("--:" for _ in OUTCOMES), "|", sep="")
    for many in (1, 2):
        total = sum(seen[many, one] for one in OUTCOMES)
        shares = [f"{100 * seen[many, one] / total:.1f} %" for one in OUTCOMES]
        print(f"| {many} | {total:,} |", " | ".join(shares), "|")


if __name__ == "__main__":
    main()

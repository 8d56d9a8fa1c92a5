"""How often the grader is right about code that was written to be right or wrong.

    python -m benchmarks.diagnosis [--sample N] [--seed N] [--only TEXT] [--wrong] [--show]
                                   [--workers N]

Right variants are trained; so are the mutants whose mistake shows in training alone, and the
first of each kind. A mutant counts as seen where some check failed (a remark was made, where the
mistake is in the script around `Net`), as exact where just the checks failed that should, and
as named where a diagnosis names the very mistake.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from tests.mutants import grading, right
from tests.mutants.judged import Judged, judge_all, sample
from tests.mutants.mistakes import mutants
from tests.mutants.nouns import Mutant
from tests.mutants.right import designs

TRAINED = 1  # of each kind
REAL = 20  # graded a second time, by the command's own way
GOAL = 0.97  # of the mutants, named rightly


def main() -> int:
    """Print the table; 1 where a goal is missed."""
    asked = _arguments()
    began = time.perf_counter()
    try:
        blamed, total = ([], 0) if asked.only or asked.wrong else wrongly_blamed()
        chosen = [m for m in mutants(designs()) if asked.only in m.operator]
        if asked.sample:
            chosen = sample(chosen, asked.sample, asked.seed)
        judged = list(judge_all(some_trained(chosen), asked.workers))
        unlike = disagreeing(judged, asked.seed)
    finally:
        grading.close()
    for line in (*table(judged), *blamed, *unlike, *(shown(judged) if asked.show else ())):
        print(line)
    alike = min(REAL, len(judged)) - len(unlike)
    print(f"\n{total} right variants, {len(blamed)} wrongly blamed.")
    print(f"{alike} of {min(REAL, len(judged))} mutants are graded alike by the whole command.")
    print(f"{time.perf_counter() - began:.0f} s.")
    return 0 if not blamed and not unlike and good_enough(judged) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="so many mutants, of all kinds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    parser.add_argument("--wrong", action="store_true", help="leave the right variants out")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="each mutant that was not named")
    return parser.parse_args()


def wrongly_blamed() -> tuple[list[str], int]:
    """The right variants that lost points, and how many there are; all trained for real."""
    blamed = []
    texts, files = right.sources(), right.by_hand()
    for name, source in texts.items():
        blamed += _blame(name, grading.grade(source, trains=True))
    for path in files:
        blamed += _blame(path.name, grading.grade_for_real(path.read_bytes(), path.name))
    return blamed, len(texts) + len(files)


def _blame(name: str, outcome: grading.Outcome) -> list[str]:
    if not outcome.failed and not outcome.others:
        return []
    return [f"{name}: {'; '.join((*outcome.told, *outcome.others))}"]


def some_trained(chosen: Sequence[Mutant]) -> Iterator[Mutant]:
    """The same, the first of each kind to be trained too."""
    met: Counter[str] = Counter()
    for mutant in chosen:
        met[mutant.operator] += 1
        yield replace(mutant, trains=mutant.trains or met[mutant.operator] <= TRAINED)


def disagreeing(judged: Sequence[Judged], seed: int) -> list[str]:
    """Mutants of which the command says another thing than the short way."""
    found = []
    for one in Random(seed).sample(list(judged), min(REAL, len(judged))):
        real = grading.grade_for_real(one.mutant.source.encode())
        if (real.failed, real.diagnoses) != (one.outcome.failed, one.outcome.diagnoses):
            found.append(
                f"{one.mutant.operator}: {real.told}, and by the short way {one.outcome.told}"
            )
    return found


def table(judged: Sequence[Judged]) -> list[str]:
    """Markdown: a row for each family, and their sum."""
    lines = ["| family | mutants | seen | just its checks | named rightly |"]
    lines.append("|---|--:|--:|--:|--:|")
    for family in (*sorted({one.mutant.family for one in judged}), "all"):
        mine = [one for one in judged if family in (one.mutant.family, "all") and not one.same]
        counts = (sum(o.seen for o in mine), sum(o.exact for o in mine), sum(o.named for o in mine))
        shares = " | ".join(f"{100 * count / max(1, len(mine)):.1f} %" for count in counts)
        lines.append(f"| {family} | {len(mine)} | {shares} |")
    same = sum(one.same for one in judged)
    return [*lines, "", f"{same} more compute what the right network does, with full marks."]


def good_enough(judged: Sequence[Judged]) -> bool:
    """All seen, and nearly all named."""
    differ = [one for one in judged if not one.same]
    return all(o.seen for o in differ) and sum(o.named for o in differ) >= GOAL * len(differ)


def shown(judged: Sequence[Judged]) -> Iterator[str]:
    """What was said of those that were not named, kind by kind."""
    for one in judged:
        if not one.same and not one.named:
            wanted = ", ".join(sorted(one.mutant.fails))
            yield f"\n{one.mutant.operator} ({wanted}: {' '.join(one.mutant.names)})"
            yield from (f"  {line}" for line in (*one.outcome.told, *one.outcome.notes))
            yield from (f"  {line}" for line in one.outcome.others[:3])


if __name__ == "__main__":
    sys.exit(main())

"""A mutant beside what the grader said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from random import Random

from grader.lab import Lab
from tests.mutants.grading import LAB, Outcome, grade
from tests.mutants.nouns import Mutant

# Behind these nothing, or not all, can be judged; points are then withheld there too.
DOORS = frozenset(
    (
        *("file-parses", "defines-net", "net-constructs", "forward-runs", "output-shape"),
        *("two-convolutions", "two-fully-connected"),
    )
)
# Where what was wrong was put right, nothing is withheld behind these.
OPENED = frozenset(("forward-runs", "output-shape"))

# Remarks that right code deserves: it works, and is worth a word.
HARMLESS = frozenset(
    (
        "softmax-dimension-left-open",
        "dropout2d-on-rows",
        "net-has-another-name",
        "net-built-with-arguments",
    )
)
LEARNING = frozenset(("loss-goes-down", "held-out-accuracy"))


@dataclass(frozen=True)
class Judged:
    """One mutant, graded."""

    mutant: Mutant
    outcome: Outcome
    same: bool  # it computes what the right network computes, and got full marks

    @property
    def seen(self) -> bool:
        """Whether some check failed, or a remark was made where none should fail."""
        return bool(self.outcome.failed or (not self.mutant.fails and self.outcome.notes))

    @property
    def exact(self) -> bool:
        """Whether just the checks failed that should, and no points went elsewhere."""
        closed = DOORS - OPENED if self.outcome.mended else DOORS
        behind = self.mutant.fails & closed or not self.outcome.others
        same = self.outcome.failed == self.mutant.fails or (
            # how badly it learns is a matter of degree: either of the two says so
            len(self.outcome.failed) == 1 and self.outcome.failed | self.mutant.fails <= LEARNING
        )
        return same and bool(behind)

    @property
    def named(self) -> bool:
        """Whether a diagnosis names the mistake, and each finding has one."""
        said = self.outcome.diagnoses | self.outcome.notes
        return self.exact and any(
            fnmatchcase(one, pattern) for one in said for pattern in self.mutant.names
        )


def judge(mutant: Mutant, lab: Lab = LAB) -> Judged:
    """Grade one; where no check failed, see whether it differs from the right one at all."""
    outcome = grade(mutant.source, trains=mutant.trains, lab=lab)
    silent = bool(mutant.fails) and not outcome.failed
    same = silent and outcome.computed == _original(mutant.origin).computed
    return Judged(mutant, outcome, same)


@cache
def _original(source: str) -> Outcome:
    return grade(source)


def judge_all(mutants: Iterable[Mutant], workers: int = 1) -> Iterator[Judged]:
    """In order; each in a process of its own, so many at once."""
    if workers == 1:
        yield from map(judge, mutants)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(judge, mutants)


def sample(of: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """A seeded choice in which every kind comes."""
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in of:
        kinds[mutant.operator].append(mutant)
    chance = Random(seed)
    for mine in kinds.values():
        chance.shuffle(mine)
    rounds = max(map(len, kinds.values()), default=0)
    turns = [mine[i] for i in range(rounds) for mine in kinds.values() if i < len(mine)]
    return turns[:count]

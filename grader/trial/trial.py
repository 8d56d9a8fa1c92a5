"""The trial: everything of a lab graded as a student's file is, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from grader.lab import Lab
from grader.trial.mistakes import planted

NEXT_TO_NOTHING = 0.1  # of the maximum: what a starter may get
SEEDS = 5
Graded = Callable[[str, bytes, Lab], bytes]  # name, contents, lab -> result.json


@dataclass(frozen=True)
class Came:
    """What came of one file."""

    points: float
    most: float
    failed: tuple[str, ...]  # checks that cost points
    unnamed: tuple[str, ...]  # those of them whose cause is not told
    trouble: str  # why there is no mark; "" where there is one
    accuracy: float | None  # of unseen digits
    samples: int

    @property
    def whole(self) -> bool:
        """Whether it has all points that there are."""
        return not self.trouble and self.points == self.most > 0


@dataclass(frozen=True)
class Planted:
    """How many mistakes were tried, what no check takes a point for, and what none explains."""

    tried: int
    left: tuple[str, ...]
    unnamed: tuple[str, ...]  # seen, with the checks that say that something is wrong, not why


def came_of(record: bytes) -> Came:
    """Of a result.json."""
    told = json.loads(record)
    training = told["evidence"]["training"] or {}
    if not told["gradable"]:
        return Came(0.0, 0.0, (), (), str(told["trouble"]), None, 0)
    lost = [
        one for one in told["findings"]
        if one["status"] == "failed" and one["points"] < one["max_points"]
    ]  # fmt: skip
    checks = tuple(one["check"] for one in lost)
    unnamed = tuple(one["check"] for one in lost if not one.get("diagnosis"))
    score = told["score"]
    return Came(
        score["points"], score["max_points"], checks, unnamed, "", training.get("accuracy"),
        training.get("samples", 0),
    )  # fmt: skip


def over_seeds(
    name: str, solution: bytes, lab: Lab, graded: Graded, seeds: int = SEEDS
) -> Iterator[tuple[int, Came]]:
    """The solution trained from several seeds: one that learns by luck is none."""
    for seed in range(lab.recipe.seed, lab.recipe.seed + seeds):
        seeded = replace(lab, recipe=replace(lab.recipe, seed=seed))
        yield seed, came_of(graded(name, solution, seeded))


def mistakes_seen(
    name: str, solution: str, lab: Lab, graded: Graded, tell: Callable[[int, int], None]
) -> Planted:
    """Mistakes put into the solution, and what comes of them; `tell` hears how far it is."""
    mistakes = planted(solution, lab)
    left, unnamed = list[str](), list[str]()
    for number, one in enumerate(mistakes, 1):
        tell(number, len(mistakes))
        came = came_of(graded(name, one.text.encode(), lab))
        if came.trouble or came.whole:
            left.append(one.what)
        elif came.unnamed:
            unnamed.append(f"{one.what}: {', '.join(came.unnamed)}")
    return Planted(len(mistakes), tuple(left), tuple(unnamed))

"""Would a right network be told that the lab sheet's own descent does not move it?

    python -m benchmarks.short_look [--seeds 20] [--seconds 3600] [--workers 1]

Each right variant of `tests/mutants`, once for each network among them, is trained as the short
look does: by the sheet's descent, on as many images. The line of a seed says how many stayed at
the loss of answering evenly (which alone blames nobody: the look is taken where something in the
network is unusual), the most that any kept of that loss, and whom the grader would blame. Seed
after seed, until the time is over.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import torch

from benchmarks.stability import distinct
from grader.evidence import Behaviour, Evidence, Observation, Training
from grader.lab import Lab
from grader.reading.reading import reading_of
from grader.repair.trained import STAYS, by_descent, remedied
from grader.submission.intake import read_bytes
from tests.mutants import grading


@dataclass(frozen=True)
class Looked:
    """One network from one seed."""

    kept: float | None  # share of the loss of answering evenly; None where it was not trained
    blamed: bool  # by the grader, which looks only at what has something unusual
    unusual: bool  # in its first weights, or in the numbers of its calls


def main() -> int:
    """A line for each seed; 1 where a right network would be blamed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=math.inf, help="begin no seed after these")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    began, blamed = time.perf_counter(), 0
    texts = dict(distinct())
    print(f"{len(texts)} networks\n| seed | trained | unusual | stayed | most kept | blamed |")
    print("|---|--:|--:|---|--:|---|", flush=True)
    with ThreadPoolExecutor(asked.workers) as pool:
        for seed in range(1, asked.seeds + 1):
            if time.perf_counter() - began > asked.seconds:
                break
            found = list(pool.map(partial(look, seed=seed), texts.values()))
            row = row_of(seed, dict(zip(texts, found, strict=True)))
            blamed += sum(one.blamed for one in found)
            print(row, flush=True)
    print(f"\n{blamed} blamed. {time.perf_counter() - began:.0f} s.")
    return 1 if blamed else 0


def look(source: str, seed: int) -> Looked:
    """Trained in a process of its own."""
    recipe = replace(grading.LAB.recipe, seed=seed)
    lab = replace(grading.LAB, recipe=recipe)
    grading.place(seed)
    return grading.in_a_child(partial(_look, source, lab))


def _look(source: str, lab: Lab) -> Looked:
    torch.set_num_threads(1)
    bench = grading.Here(trains=True)
    submission = read_bytes(grading.NAME, source.encode(), lab)
    observation, fate = bench.observe(submission, lab)
    _, training = bench.train(observation, by_descent(lab))
    if training.way == "not run":
        return Looked(None, blamed=False, unusual=False)
    reading = reading_of(Evidence(observation, fate))
    tried = 0

    def train(seen: Observation, how: Lab) -> tuple[Behaviour | None, Training]:
        nonlocal tried
        tried += 1
        return bench.train(seen, how)

    found = remedied(reading, grading.LEARNED, lab, train, lambda *_: ())
    kept = math.inf if training.loss_after is None else training.loss_after / math.log(lab.classes)
    return Looked(kept, blamed=found is not None, unusual=tried > 0)


def row_of(seed: int, found: dict[str, Looked]) -> str:
    """A line of the table."""
    shares = {name: one.kept for name, one in found.items() if one.kept is not None}
    stayed = [name for name, kept in shares.items() if kept > STAYS]
    blamed = [name for name, one in found.items() if one.blamed]
    unusual = sum(one.unusual for one in found.values())
    return (
        f"| {seed} | {len(shares)} of {len(found)} | {unusual} | {', '.join(stayed) or 'none'} "
        f"| {max(shares.values()):.2f} | {', '.join(blamed) or 'none'} |"
    )


if __name__ == "__main__":
    sys.exit(main())

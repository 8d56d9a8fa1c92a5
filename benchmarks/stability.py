"""Do the marks hang on chance? Each network from many seeds: first weights, images, dropout.

    python -m benchmarks.stability [--seeds 20] [--every] [--workers N]

Right variants of all shapes, and others that are merely weaker: few channels, few neurons, much
dropout, another activation. A network is stable where the same checks fail for every seed.

`--every`: all right variants, generated and by hand. Many are one network in several spellings:
from the same seed they begin with the same weights and compute the same outputs and gradients.
Such are trained once, and the table says how many they are.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.mutants import grading, right
from tests.mutants.nouns import Design
from tests.mutants.operators import positions
from tests.mutants.render import render
from tests.mutants.shapes import SHAPES, build


def main() -> int:
    """Print a row for each network; 1 where one is not stable."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--every", action="store_true", help="all right variants, not one a shape")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    began, unstable = time.perf_counter(), 0
    print("| network | seeds | checks that fail |\n|---|--:|---|")
    try:
        with ThreadPoolExecutor(asked.workers) as pool:
            for name, source in networks(asked.every):
                seeds = range(1, asked.seeds + 1)
                said = Counter(pool.map(partial(failed, source), seeds))
                unstable += len(said) > 1
                shown = "; ".join(f"{checks or 'none'} ({n})" for checks, n in said.most_common())
                print(f"| {name} | {asked.seeds} | {shown} |", flush=True)
    finally:
        grading.close()
    print(f"\n{unstable} not stable. {time.perf_counter() - began:.0f} s.")
    return 1 if unstable else 0


def failed(source: str, seed: int) -> str:
    """The checks that fail with this seed in the place of the lab's."""
    lab = replace(grading.LAB, recipe=replace(grading.LAB.recipe, seed=seed))
    return ", ".join(sorted(grading.grade(source, trains=True, lab=lab).failed))


def networks(every: bool) -> Iterator[tuple[str, str]]:
    """Right ones, then weaker ones."""
    if every:
        yield from distinct()
    else:
        for number, shape in enumerate(sorted(SHAPES)):
            yield f"right, {shape}", render(Design(steps=build(*SHAPES[shape], number)))
    yield from _weaker()


def distinct() -> Iterator[tuple[str, str]]:
    """One right variant for each network, named with the number of those that are the same."""
    texts = dict(right.sources())
    texts |= {path.name: path.read_text("utf-8") for path in right.by_hand() if _is_text(path)}
    alike: dict[object, list[str]] = defaultdict(list)
    for name, text in texts.items():
        alike[grading.grade(text).computed or name].append(name)
    for names in alike.values():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"{names[0]}{more}", texts[names[0]]


def _is_text(path: Path) -> bool:
    return path.suffix == ".py"


def _weaker() -> Iterator[tuple[str, str]]:
    sheet = Design(steps=build(*SHAPES["lab sheet"], 3), prefers="module")
    for stages, hidden in (
        ("C4k5 P2 C8k5 P2", (50,)),
        ("C2k5 P2 C4k5 P2", (20,)),
        ("C10k5 P2 C20k5 P2", (10,)),
        ("C10k5s3 C20k3", (50,)),
        ("C10k5 P4 C20k3 P4", (50,)),
    ):
        yield f"weaker, {stages} {hidden}", render(Design(steps=build(stages, hidden, 5)))
    for p in (0.5, 0.6, 0.7):
        yield f"weaker, dropout {p}", render(_all(sheet, "dropout", f"nn.Dropout({p})"))
    for module in ("nn.Tanh()", "nn.Sigmoid()", "nn.LeakyReLU(0.1)"):
        yield f"weaker, {module}", render(_all(sheet, "relu", module))
    i = sheet.find("out")
    yield "weaker, raw scores", render(sheet.drop(i))
    yield "weaker, probabilities", render(sheet.change(i, module="nn.Softmax(dim=1)", call=""))


def _all(design: Design, role: str, module: str) -> Design:
    for i in positions(design, role):
        design = design.change(i, module=module, call="")
    return design


if __name__ == "__main__":
    sys.exit(main())

"""Measure what right and broken networks reach; prints the tables of docs/thresholds.md.

    python -m benchmarks.thresholds [--mnist DIR] [--seeds 5] [--only TEXT] [--fixed]

For each network and seed: the grader's own training, with its rule for stopping (`fit`); with
--fixed also the accuracy after fixed numbers of samples, on the embedded digits. One thread.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from benchmarks.networks import BROKEN, RIGHT, Make
from grader.data import Source, choose, find_data, load
from grader.lab import Lab, Recipe, read_lab
from grader.torchside.learning import batches, fit, read_held_out
from grader.torchside.mending import choose_mend
from grader.torchside.optimizers import optimizer
from grader.torchside.resident import Resident
from grader.trainer.serve import resident

MARKS = (1024, 2048, 5120, 10240)  # samples at which the fixed runs are read
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Run:
    """One network trained once."""

    outcome: str
    samples: int
    seconds: float  # CPU time of the training
    before: float  # accuracy before it
    accuracy: float  # and after it
    ratio: float  # loss after over loss before


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--fixed", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    source = find_data(options.mnist) if options.mnist else Source("digits", None, "embedded")
    lab = read_lab()
    digits = choose(load(source), lab.recipe.seed, lab.recipe.max_samples)
    data = resident(digits, CPU)
    table = fixed_table if options.fixed else adaptive_table
    for line in table(data, source.name, lab, options.seeds, options.only):
        print(line, flush=True)


def _networks(only: str) -> Iterable[tuple[str, str, Make]]:
    for word, group in (("right", RIGHT), ("broken", BROKEN)):
        yield from ((word, name, make) for name, make in group.items() if only in name)


def adaptive_table(data: Resident, name: str, lab: Lab, seeds: int, only: str) -> Iterable[str]:
    """How the grader's own rule decides."""
    columns = "samples mean / most | CPU-s mean / most | accuracy | before | loss ratio"
    yield f"| {name} | | reached | {columns} |"
    yield "|---|---|---|---|---|---|---|---|"
    for word, net, make in _networks(only):
        runs = [adaptive(net, make, data, name, lab, seed) for seed in range(1, seeds + 1)]
        samples = [r.samples for r in runs]
        times = [r.seconds for r in runs]
        reached = f"{sum(r.outcome == 'reached' for r in runs)}/{len(runs)}"
        yield (
            f"| {word} | {net} | {reached} | {np.mean(samples):,.0f} / {max(samples):,} "
            f"| {np.mean(times):.2f} / {max(times):.2f} | {span(r.accuracy for r in runs)} "
            f"| {span(r.before for r in runs)} | {span((r.ratio for r in runs), '.2f')} |"
        )


def adaptive(net: str, make: Make, data: Resident, name: str, lab: Lab, seed: int) -> Run:
    """One training as the grader does it."""
    module, run, recipe, before = start(net, make, data, lab, seed)
    began = time.process_time()
    result = fit(run, list(module.parameters()), data, recipe, lab.thresholds[name])
    seconds = time.process_time() - began
    share = accuracy(result.reading, data)
    ratio = (result.loss_after or np.nan) / (result.loss_before or np.nan)
    return Run(result.outcome, result.samples, seconds, before, share, ratio)


def fixed_table(data: Resident, name: str, lab: Lab, seeds: int, only: str) -> Iterable[str]:
    """Held-out accuracy after fixed numbers of samples."""
    yield f"| {name} | | {' | '.join(f'{mark:,}' for mark in MARKS)} |"
    yield "|---|---|" + "---|" * len(MARKS)
    for word, net, make in _networks(only):
        rows = [list(fixed(net, make, data, lab, seed)) for seed in range(1, seeds + 1)]
        cells = [span(row[i] for row in rows) for i in range(len(MARKS))]
        yield f"| {word} | {net} | {' | '.join(cells)} |"


def fixed(net: str, make: Make, data: Resident, lab: Lab, seed: int) -> Iterable[float]:
    """Accuracy at each mark, without ever stopping early."""
    module, run, recipe, _ = start(net, make, data, lab, seed)
    step = optimizer(recipe, list(module.parameters()))
    samples = 0
    for batch in batches(len(data.images), recipe, CPU):
        loss = torch.nn.functional.nll_loss(run("train", data.images[batch]), data.labels[batch])
        if loss.requires_grad:
            step(loss)
        samples += len(batch)
        if samples in MARKS:
            yield accuracy(read_held_out(run, data, recipe.batch_size), data)
        if samples >= MARKS[-1]:
            return


def start(
    net: str, make: Make, data: Resident, lab: Lab, seed: int
) -> tuple[nn.Module, Callable[[str, torch.Tensor], torch.Tensor], Recipe, float]:
    """A network from a seed, ready to run, mended as the grader mends; accuracy before."""
    torch.manual_seed(seed)
    module = make()
    slow = 0.01 if "100 times" in net else 1.0
    rate = lab.recipe.learning_rate * slow
    recipe = replace(lab.recipe, seed=seed, learning_rate=rate)

    def raw(mode: str, x: torch.Tensor) -> torch.Tensor:
        made: torch.Tensor = module.train(mode == "train")(x)
        return made

    first = read_held_out(raw, data, recipe.batch_size, 512)
    mend = choose_mend(first)
    return module, lambda mode, x: mend.apply(raw(mode, x)), recipe, accuracy(first, data)


def accuracy(reading: torch.Tensor, data: Resident) -> float:
    """Share of the held-out images read rightly."""
    assert data.held_out_labels is not None
    return float((reading.argmax(1) == data.held_out_labels[: len(reading)]).float().mean())


def span(values: Iterable[float], form: str = ".0%") -> str:
    """ "mean (least–most)"."""
    seen = list(values)
    low, high = format(min(seen), form), format(max(seen), form)
    return f"{format(float(np.mean(seen)), form)} ({low.rstrip('%')}–{high})"


if __name__ == "__main__":
    main()

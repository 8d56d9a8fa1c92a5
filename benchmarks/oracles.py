"""`concepts` held against torch: operations, random graphs, multiply–adds, torchvision's networks.

    make oracles                                 all of it, an hour on two cores
    python -m benchmarks.oracles --graphs 500    fewer graphs
    python -m benchmarks.oracles --networks resnet18 vgg11

Every difference is printed; the status says whether there was one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from torch.nn import functional as F

import concepts
from benchmarks.oracle_networks import NETWORKS, compared, row_of
from tests.concepts.drawn import agree
from tests.concepts.drawn_networks import chains, graphs
from tests.concepts.test_fields_are_autograds import check

Case = tuple[str, dict[str, Any], Any, Any]  # name, arguments, ours, theirs
MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
BACK = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
ADAPTIVE = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}
SIDES = {1: (11,), 2: (6, 7), 3: (4, 5, 6)}
RANKS = (1, 2, 3)
ROUND = 500  # graphs drawn from one seed
MOST_DIFFERENT = 20  # rounds with a difference: more say the same


def arrays(rank: int, channels: int = 2) -> tuple[np.ndarray, torch.Tensor]:
    """One image with numbers that repeat, for both."""
    x = np.random.default_rng(rank).integers(-9, 10, (1, channels, *SIDES[rank])).astype(float)
    return x, torch.from_numpy(x)


MIXED = [False]  # whether sizes differ from axis to axis


def each(size: int, rank: int) -> tuple[int, ...]:
    """A size for each axis: all alike, or by turns."""
    return tuple(size if not MIXED[0] or axis % 2 == 0 else size % 3 + 1 for axis in range(rank))


def grid() -> Iterator[Case]:
    """All cases, once with axes that are alike and once with others."""
    for mixed in (False, True):
        MIXED[0] = mixed
        yield from poolings()
        yield from convolutions()


def poolings() -> Iterator[Case]:
    """Every option of max, average and Lp pooling."""
    for rank, k, s, p, ceil in product(RANKS, (1, 2, 3, 4), (1, 2, 3), (0, 1, 2), (False, True)):
        x, t = arrays(rank)
        window: dict[str, Any] = {
            "kernel_size": (k,) * rank,
            "stride": (s,) * rank,
            "ceil_mode": ceil,
        }
        for d in (1, 2, 3):
            full = window | {"padding": (p,) * rank, "dilation": (d,) * rank}
            yield "max_pool", full, (concepts.max_pool, x), (MAX[rank], t)
        for counted in (False, True):
            full = window | {"padding": (p,) * rank, "count_include_pad": counted}
            yield "avg_pool", full, (concepts.avg_pool, x), (AVG[rank], t)
        if rank == 2 and p == 0:
            for norm in (1.0, 2.0, 3.0, float("inf")):
                full = window | {"norm_type": norm}
                yield "lp_pool", full, (concepts.lp_pool, abs(x)), (F.lp_pool2d, t.abs())


def convolutions() -> Iterator[Case]:
    """Every option of a convolution and of a transposed one, and adaptive pooling."""
    for rank, k, s, p, d, g in product(RANKS, (1, 2, 3), (1, 2, 3), (0, 1, 2), (1, 2), (1, 2)):
        x, t = arrays(rank, 4)
        w = np.random.default_rng(k).integers(-3, 4, (4, 4 // g, *each(k, rank))).astype(float)
        options: dict[str, Any] = {
            "stride": (s,) * rank,
            "padding": (p,) * rank,
            "dilation": (d,) * rank,
        }
        options |= {"groups": g}
        theirs = torch.from_numpy(w)
        yield "conv", options, (concepts.conv, x, w), (CONV[rank], t, theirs)
        for extra in range(s + 1):
            back = options | {"output_padding": (extra,) * rank}
            ours = (concepts.conv_transpose, x, w)
            yield "conv_transpose", back, ours, (BACK[rank], t, theirs)
    for k, p, mode in product((1, 2, 3), (1, 2, 3), ("reflect", "replicate", "circular")):
        x, t = arrays(2, 2)
        w = np.ones((2, 2, k, k))
        around = {"padding": p, "padding_mode": mode}
        folded = partial(padded_conv, t, torch.from_numpy(w))
        yield "conv", around, (concepts.conv, x, w), (folded,)
    for rank, out in product(RANKS, range(1, 9)):
        x, t = arrays(rank)
        size = {"output_size": (out,) * rank}
        yield "adaptive_avg_pool", size, (concepts.adaptive_avg_pool, x), (ADAPTIVE[rank], t)


def padded_conv(
    x: torch.Tensor, weight: torch.Tensor, padding: int, padding_mode: str
) -> torch.Tensor:
    """As torch.nn.Conv2d pads by another mode than zeros."""
    return F.conv2d(F.pad(x, (padding,) * 4, padding_mode), weight)


def operations() -> tuple[int, int]:
    """(cases, differences) over the grid."""
    cases = wrong = 0
    for name, options, (ours, *x), (theirs, *t) in grid():
        cases += 1
        try:
            agree(partial(ours, *x, **options), partial(theirs, *t, **options))
        except (AssertionError, concepts.ConceptError, pytest.fail.Exception) as error:
            wrong += 1
            print(f"{name} {options}: {str(error).strip().splitlines()[:1]}")
    return cases, wrong


def random_graphs(many: int, number: int) -> tuple[int, int]:
    """(graphs that agreed with autograd, unit by unit; rounds with one that did not, which ended).

    In rounds, each from a seed of its own; a graph that comes again counts once.
    """
    agreed: set[int] = set()
    differed = 0
    while len(agreed) < many and differed < MOST_DIFFERENT:
        try:
            one_round(agreed, number)
        except Exception as error:  # whatever it is, it is told, and the others are tried
            differed += 1
            for one in getattr(error, "exceptions", (error,)):
                told = (*str(one).strip().splitlines(), *getattr(one, "__notes__", ()))
                print(f"seed {number}: {type(one).__name__}", *told, sep="\n", flush=True)
        number += 1
    return len(agreed), differed


def one_round(agreed: set[int], number: int) -> None:
    """Draw some graphs; those that agree are added, by what they are."""

    @seed(number)
    @settings(
        max_examples=ROUND,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(chains(), graphs(), graphs()))
    def held(drawn: Any) -> None:
        if (kept := hash(drawn)) not in agreed:
            check(*drawn)
            agreed.add(kept)

    held()


def main() -> None:
    """Run what is asked for, and print the table of networks."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--graphs", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--networks", nargs="*", default=None, help="of torchvision, by name")
    asked = options.parse_args()
    torch.set_num_threads(1)  # what is multiplied is small
    cases, wrong = operations()
    print(f"operations: {cases - wrong:,} of {cases:,} cases are torch's\n")
    if asked.graphs:
        found, differed = random_graphs(asked.graphs, asked.seed)
        wrong += differed
        print(f"fields: {found:,} random graphs are autograd's, unit by unit; {differed} not\n")
    print("| network | parameters | multiply–adds | torch's | fields, of those tried |")
    print("|---|--:|--:|---|---|")
    for name in NETWORKS if asked.networks is None else asked.networks:
        seen = compared(name)
        wrong += not seen.whole
        print(row_of(seen), flush=True)
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()

"""What a network's steps do to real images: what is dropped, what is cut, what the loss feels."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

import torch
from torch.nn.functional import nll_loss

from grader.evidence import Effects, Felt, Share
from grader.graph import Graph, Mode, Operation
from grader.torchside.behaviour import BEYOND
from grader.torchside.mending import Mend
from grader.torchside.replay import Replay
from grader.torchside.seeding import seed_torch

MOST_FELT = 32  # parameters that are put to 0, one after another; a right network has four or six
MOST_EARLIER = 12  # values of one shape that a step is held against, the nearest
DROPPING = ("mul", "where", "masked_fill")  # how a dropout is made by hand

Pairs = dict[tuple[int, int], float]  # (value that was given, value that was made) -> share


@torch.no_grad()
def effects(
    replays: Mapping[Mode, Replay],
    states: Sequence[Sequence[torch.Tensor]],
    weights: Mapping[str, int],
    mend: Mend,
    images: torch.Tensor,
    labels: torch.Tensor,
) -> Effects:
    """Measure on a batch of images and their labels, of the size of the graphs.

    `states` are the network's tensors before and after training; `weights` says where in them
    the parameters are that may be put to 0.
    """
    dropped: list[Share] = []
    cut: list[Share] = []
    for mode, replay in replays.items():
        drops, cuts = _largest(_look(replay, state, images) for state in states)
        if mode == "train":
            dropped += [Share(mode, *pair, share) for pair, share in drops.items()]
        cut += [Share(mode, *pair, share) for pair, share in cuts.items()]
    return Effects(
        images=len(images),
        dropped=tuple(dropped),
        cut=tuple(cut),
        felt=tuple(_felt(replays["eval"], states, weights, mend, images, labels)),
    )


def _largest(looks: Iterable[tuple[Pairs, Pairs]]) -> tuple[Pairs, Pairs]:
    drops: Pairs = {}
    cuts: Pairs = {}
    for look in looks:
        for largest, found in zip((drops, cuts), look, strict=True):
            for pair, share in found.items():
                largest[pair] = max(share, largest.get(pair, 0.0))
    return drops, cuts


def _look(
    replay: Replay, state: Sequence[torch.Tensor], images: torch.Tensor
) -> tuple[Pairs, Pairs]:
    graph, makers = replay.graph, replay.graph.makers
    read = {index for op in graph.operations for index in _read_by_dropping(op, graph)}
    kept: dict[int, torch.Tensor] = {}  # copies: a later call may overwrite a value
    earlier: dict[torch.Size, deque[tuple[int, torch.Tensor]]] = defaultdict(
        lambda: deque(maxlen=MOST_EARLIER)
    )
    drops: Pairs = {}
    cuts: Pairs = {}
    seed_torch(1)
    copies = [number.detach().clone() for number in state]
    for index, value in replay.watch(images.clone(), copies):
        if not value.is_floating_point() or value.dim() < 2 or not value.numel():
            continue
        made = value.detach().clone()
        for given in _read_by_dropping(makers[index], graph) if index in makers else ():
            share = _dropped(kept[given], made) if given in kept else None
            if share is not None:
                drops[given, index] = share
        for given, one in earlier[value.shape]:
            share = _cut(one, made)
            if share is not None:
                cuts[given, index] = share
        earlier[value.shape].append((index, made))
        if index in read:
            kept[index] = made
    return drops, cuts


def _read_by_dropping(op: Operation, graph: Graph) -> Iterator[int]:
    """The values of its own shape that a step reads which may drop some of them."""
    if op.family == "dropout" or op.kind in DROPPING:
        shape = graph.shape_out(op)
        for ref in op.reads:
            if ref.kind == "value" and graph.values[ref.index].shape == shape:
                yield ref.index


def _dropped(given: torch.Tensor, made: torch.Tensor) -> float | None:
    """The share of what was given that was dropped: 1 - cos², by the angle between the two.

    Of numbers x of which each is dropped with the chance p, and the others made equally larger
    or left, it is p: (Σxy)² / (Σx² Σy²) = ((1-p) Σx²)² / (Σx² (1-p) Σx²). None where nothing
    that is not 0 was given.
    """
    x, y = given.double(), made.double()
    all_given, all_made = float(x.square().sum()), float(y.square().sum())
    both = float((x * y).sum())
    if not 0 < all_given < math.inf or not all_made < math.inf:
        return None
    share = 1 - both**2 / all_given / all_made if all_made > 0 else 1.0
    return min(max(round(share, 12), 0.0), 1.0)  # beyond that it is the rounding of the sums


def _cut(given: torch.Tensor, made: torch.Tensor) -> float | None:
    """The share of the numbers given, zeros aside, that are negative and were made 0.

    None where not max(0, given) was made, and where all that was given is one number.
    """
    if not bool((made >= 0).all()) or bool((given == given.flatten()[0]).all()):
        return None
    if not torch.allclose(made, given.clamp(min=0).to(made.dtype), rtol=1e-5, atol=1e-7):
        return None
    return float((given < 0).sum() / (given != 0).sum())


def _felt(
    replay: Replay,
    states: Sequence[Sequence[torch.Tensor]],
    weights: Mapping[str, int],
    mend: Mend,
    images: torch.Tensor,
    labels: torch.Tensor,
) -> Iterator[Felt]:
    """How the loss changes with the weights at 0, of one parameter after another."""

    def losses(state: Sequence[torch.Tensor], without: int | None = None) -> torch.Tensor:
        numbers = [number.detach().clone() for number in state]
        if without is not None:
            numbers[without].zero_()
        rows = mend.apply(replay.run(images.clone(), numbers))
        return nll_loss(rows.double(), labels, reduction="none")

    whole = [losses(state) for state in states]
    for name, place in list(weights.items())[:MOST_FELT]:
        yield Felt(
            name, *(_change(losses(s, place), w) for s, w in zip(states, whole, strict=True))
        )


def _change(one: torch.Tensor, other: torch.Tensor) -> float:
    """The mean change of an image's loss; `BEYOND` for what is not finite."""
    change = float((one - other).abs().mean())
    return change if math.isfinite(change) else BEYOND

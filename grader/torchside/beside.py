"""Several trainings of one network in one: their numbers stacked, each call made for all at once.

A step of a small network takes a GPU hardly longer for eight sets of numbers than for one. What
differs between the trainings, the first numbers, the order of the images and which activations are
dropped, follows from a seed each, and is the same as when each is trained by itself: `torch.vmap`
makes each call of the graph for all sets, and a dropout becomes a product with a mask that the
training's own generator has drawn before the step. No sum runs over two sets, so that what becomes
of one, be it no number any more, touches no other.

What `vmap` cannot do, or does otherwise, shows in one batch that is tried: it is trained alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch

from grader.graph import Graph, Mode, Operation, Ref, Tensor
from grader.torchside.replay import Replay

CLOSE = 1e-4  # relative difference that another order of summation may cause
_RANKS = {"dropout1d": 3, "dropout2d": 4, "dropout3d": 5}  # of what drops whole channels

Run = Callable[[Mode, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Stack:
    """Several sets of a network's numbers, ready to be trained side by side."""

    numbers: list[torch.Tensor]  # (sets, …) each
    run: Run  # of images (sets · batch, …), those of a set behind one another
    draw: Callable[[], None]  # what each training drops in its next step


@dataclass(frozen=True)
class _Mask:
    """What a dropout keeps of the activations."""

    tensor: Tensor
    kept: float  # how likely each is to be kept
    mode: Mode  # of its graph


def stack(
    graphs: Sequence[Graph],
    tensors: Sequence[Tensor],
    starts: Sequence[Sequence[torch.Tensor]],
    seeds: Sequence[int],
    x: torch.Tensor,
) -> Stack | None:
    """The sets of numbers `starts` on the device of `x`; None where each must be trained alone.

    `x` is a batch of images on which it is tried. No number is drawn from torch's own generator.
    """
    graphs, masks = _with_masks(graphs, len(tensors))
    tensors = (*tensors, *(mask.tensor for mask in masks))
    device, sets = x.device, len(starts)
    if any(mask.mode == "eval" for mask in masks):
        return None  # what it reads is left to chance too
    generators = [torch.Generator(device).manual_seed(seed) for seed in seeds]
    drawn = [x.new_ones(sets, *m.tensor.shape, dtype=_dtype(m.tensor)) for m in masks]

    def draw() -> None:
        for i, generator in enumerate(generators):
            for mask, numbers in zip(masks, drawn, strict=True):
                numbers[i].bernoulli_(mask.kept, generator=generator).div_(mask.kept)

    def run_on(replays: dict[Mode, Replay], numbers: Sequence[torch.Tensor]) -> Run:
        def run(mode: Mode, x: torch.Tensor) -> torch.Tensor:
            each = torch.vmap(lambda one, *its: replays[mode].run(one, its))
            made: torch.Tensor = each(x.view(sets, -1, *x.shape[1:]), *numbers, *drawn)
            return made.flatten(0, 1)

        return run

    try:
        replays = {g.mode: Replay(g, tensors, device, True, quicker=False) for g in graphs}
        for graph in graphs:
            run = run_on(replays, _stacked(starts, device))  # numbers that no run has changed yet
            if not _same(run, Replay(graph, tensors, device), starts, drawn, x):
                return None
    except Exception:  # whatever it is: each is trained alone
        return None
    numbers = _stacked(starts, device)
    return Stack(numbers, run_on(replays, numbers), draw)


@torch.no_grad()
def _same(
    run: Run,
    alone: Replay,
    starts: Sequence[Sequence[torch.Tensor]],
    drawn: Sequence[torch.Tensor],
    x: torch.Tensor,
) -> bool:
    """Whether each set gives what it gives alone, every call is made at once, and none draws."""
    mode, device = alone.graph.mode, x.device
    random = _random(device)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*batching rule")  # made for one set by one
        ours = run(mode, x.repeat(len(starts), *(1 for _ in x.shape[1:])))
    if not torch.equal(random, _random(device)):
        return False
    for i, (start, made) in enumerate(zip(starts, ours.chunk(len(starts)), strict=True)):
        own = [*(one.detach().clone().to(device) for one in start), *(one[i] for one in drawn)]
        theirs = alone.run(x.clone(), own)
        scale = max(float(theirs.abs().max()), 1e-6)
        if not float((made - theirs).abs().max()) <= CLOSE * scale:
            return False
    return True


def _random(device: torch.device) -> torch.Tensor:
    """Where torch's own generator stands."""
    return torch.cuda.get_rng_state(device) if device.type == "cuda" else torch.get_rng_state()


def _stacked(starts: Sequence[Sequence[torch.Tensor]], device: torch.device) -> list[torch.Tensor]:
    return [
        torch.stack([one.detach().to(device) for one in its]).requires_grad_(its[0].requires_grad)
        for its in zip(*starts, strict=True)
    ]


def _with_masks(graphs: Sequence[Graph], first: int) -> tuple[tuple[Graph, ...], tuple[_Mask, ...]]:
    """Each dropout that drops as a product with a tensor of the network, the masks from `first`."""
    found: list[_Mask] = []

    def masked(graph: Graph, op: Operation) -> Operation:
        mask = _mask_of(graph, op)
        if mask is None:
            return op
        found.append(mask)
        inplace = op.bound.get("inplace") is True or op.target.endswith("_")
        return replace(
            op,
            target="torch.Tensor.mul_" if inplace else "torch.Tensor.mul",
            args=(op.bound["input"], Ref("tensor", first + len(found) - 1)),
            kwargs=(),
        )

    changed = tuple(
        replace(graph, operations=tuple(masked(graph, op) for op in graph.operations))
        for graph in graphs
    )
    return changed, tuple(found)


def _mask_of(graph: Graph, op: Operation) -> _Mask | None:
    """None where nothing is dropped, or what is dropped is not known here."""
    source, p = op.bound.get("input"), op.bound.get("p")
    if not (
        (op.kind == "dropout" or op.kind in _RANKS)
        and isinstance(source, Ref)
        and source.kind == "value"
        and op.bound.get("training") is True
        and isinstance(p, int | float)
        and 0 < p < 1
    ):
        return None
    value = graph.values[source.index]
    shape = value.shape
    if op.kind in _RANKS:
        if len(shape) != _RANKS[op.kind]:
            return None
        shape = (*shape[:2], *(1 for _ in shape[2:]))
    return _Mask(
        Tensor("mask", shape, value.dtype, "buffer", requires_grad=False), 1 - p, graph.mode
    )


def _dtype(tensor: Tensor) -> torch.dtype:
    found: torch.dtype = getattr(torch, tensor.dtype)
    return found

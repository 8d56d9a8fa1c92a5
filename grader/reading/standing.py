"""What stands behind a layer: poolings and batch norms, however they are called."""

from __future__ import annotations

from grader.graph import Operation
from grader.reading.across import mixing
from grader.reading.flow import Flow

_MAX = ("max_pool2d", "adaptive_max_pool2d", "amax", "max")
_AVERAGE = ("avg_pool2d", "adaptive_avg_pool2d", "mean")
_KINDS = {"max": _MAX, "avg": _AVERAGE, "pool": (*_MAX, *_AVERAGE, "lp_pool2d", "sum")}


def pools(op: Operation, flow: Flow, word: str) -> bool:
    """Whether a step takes the maximum, or the mean, over places of the maps; "global_": all."""
    kinds = _KINDS.get(word.removeprefix("global_"), ())
    given = _maps(op, flow)
    if op.kind not in kinds or len(given) != 4:
        return False
    out = flow.graph.shape_out(op)
    if out[:2] != given[:2]:
        return False
    places, before = out[2:], given[2:]
    if len(places) not in (0, 2):
        return False
    whole = set(places) <= {1}
    return whole if word.startswith("global_") else not places or places != before or whole


def _maps(op: Operation, flow: Flow) -> tuple[int, ...]:
    values = [ref.index for ref in op.reads if ref.kind == "value"]
    return flow.graph.values[values[0]].shape if values else ()


def normalises_batches(flow: Flow) -> frozenset[int]:
    """The steps of a run in training that end a batch norm: torch's own, or one by hand.

    By hand a mean over the images is taken off, and the rest divided: the last step that the mean
    and the image's own numbers meet in.
    """
    own = {op.index for op in flow.steps.values() if op.kind == "batch_norm"}
    means = [op for op in mixing(flow) if op.family == "reduction"]
    met: set[int] = set()
    for mean in means:
        behind = flow.reached_from(mean.index)
        met |= {
            index
            for index in behind & flow.steps.keys()
            if flow.steps[index].kind in ("sub", "div", "mul")
            and any(
                source not in behind and source != mean.index for source in _images(flow, index)
            )
        }
    return frozenset(own | met)


def _images(flow: Flow, index: int) -> list[int]:
    return [source for source in flow.sources[index] if source in flow.of_the_image]

"""What stands behind a layer: poolings and batch norms, however they are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.graph import Operation
from grader.lab import Part
from grader.lab.asked import POOLINGS
from grader.reading.across import mixing
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted

_MAX = ("max_pool2d", "adaptive_max_pool2d", "amax", "max")
_AVERAGE = ("avg_pool2d", "adaptive_avg_pool2d", "mean")
_KINDS = {"max": _MAX, "avg": _AVERAGE, "pool": (*_MAX, *_AVERAGE, "lp_pool2d", "sum")}


def without(word: str, flow: Flow) -> list[Weighted]:
    """The layers behind which a batch norm or a pooling is asked for and lacks, in order.

    Where layers are missing or there are more of them it may stand behind others, as often as is
    asked of those that are there.
    """
    places, test = _places(word, flow), _stands(word, flow)
    lacking = [layer for layer in places if not _follows(flow, layer, word, test)]
    asked, wanted = flow.asked, flow.asked.wants(word)
    roles = {part.role: part for part in wanted}.values()
    spare = sum(len(flow.of(part)) - len(asked.of(part.role)) for part in roles)
    if spare < 0 or (spare > 0 and word in POOLINGS):
        own = [layer for part in roles for layer in flow.of(part)]
        has = sum(_follows(flow, layer, word, test) for layer in own)
        if has >= len(wanted) + min(spare, 0):
            return []
    return lacking


def _stands(word: str, flow: Flow) -> Callable[[Operation], bool]:
    if word == "batch_norm":
        ends = normalises_batches(flow)
        return lambda op: op.index in ends
    return lambda op: pools(op, flow, word)


def _places(word: str, flow: Flow) -> list[Weighted]:
    """The layers behind which it is asked for; one more than asked is as the last of its role."""
    found: list[Weighted] = []
    asked = flow.asked
    for part in asked.wants(word):
        layer = flow.layer_of(part)
        found += [layer] if layer is not None else []
        if part == _last(part, flow):
            found += flow.hidden_of(part)[part.number :]
    if word in POOLINGS and len(flow.convolutions) > len(asked.of("convolution")):
        found = list(flow.convolutions)
    return found


def _last(part: Part, flow: Flow) -> Part:
    asked = flow.asked
    return [one for one in asked.hidden or asked.parts if one.role == part.role][-1]


def _follows(flow: Flow, layer: Weighted, word: str, test: Callable[[Operation], bool]) -> bool:
    start, ends = flow.start(layer, word).index, flow.next_layers(layer)
    return all(flow.between(start, end, test) is not None for end in ends)


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


def over_the_images(word: str, lacking: Sequence[Weighted], flow: Flow) -> bool:
    """Whether behind each of these layers such a pooling stands, which runs over the images too."""
    kinds = _KINDS.get(word.removeprefix("global_"), ())
    mixed = {op.index for op in mixing(flow) if op.kind in kinds and len(_maps(op, flow)) == 4}
    return all(mixed & flow.reached_from(one.op.index, flow.next_layers(one)) for one in lacking)


def _maps(op: Operation, flow: Flow) -> tuple[int, ...]:
    """The shape of the maps that a step reads, be they laid out: in rows, or window by window."""
    values = [ref.index for ref in op.reads if ref.kind == "value"]
    if not values:
        return ()
    shape, maker = flow.graph.values[values[0]].shape, flow.graph.makers.get(values[0])
    if len(shape) not in _DIMS or maker is None or maker.kind not in _LAID_OUT:
        return shape
    dims = op.bound.get("dim")
    over = {dim % len(shape) for dim in (dims if isinstance(dims, tuple) else (dims,))
            if isinstance(dim, int)}  # fmt: skip
    return _maps(maker, flow) if over == _DIMS[len(shape)] else shape


_LAID_OUT = ("view", "reshape", "flatten", "unflatten")
_DIMS = {3: {2}, 6: {3, 5}}  # (n, c, places) and (n, c, rows, window, columns, window)


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

"""The sizes on the way from the image to a layer, and the slips in counting them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import prod

from concepts.errors import ConceptError
from concepts.layers.windowed import Conv, Pool
from concepts.written import by
from grader.diagnoses.case import Case
from grader.graph import Graph, Operation, Ref
from grader.reading.layers import layer_of
from grader.reading.network import alone, sample

Shape = tuple[int, ...]
UNIT_STEPS = "filters that move by 1 at each step"
OWN_STEPS = "poolings that move by their own window"
OTHER_WINDOW = "a window like the others"
OTHER_PADDING = "a padding like the others"
LEFT_OPEN = 10**9  # a size that is left to torch


@dataclass(frozen=True)
class Trail:
    """The calls that a value came through, from the image on."""

    graph: Graph
    ops: tuple[Operation, ...]

    @property
    def shapes(self) -> list[Shape]:
        """The shape of one image's share before the first call and after each."""
        given = [self.graph.values[0].shape, *(self.graph.shape_out(op) for op in self.ops)]
        return [sample(shape, self.graph.batch) for shape in given]

    @property
    def maps(self) -> Shape:
        """The last shape that is channels × height × width; () where there was none."""
        return next((shape for shape in reversed(self.shapes) if len(shape) == 3), ())

    def chain(self) -> str:
        """The side of the maps, step by step: "28 → 24 → 12 → 8 → 4"."""
        sides: list[str] = []
        for shape in self.shapes:
            if len(shape) == 3:
                side = str(shape[1]) if shape[1] == shape[2] else by(shape[1:])
                if not sides or sides[-1] != side:
                    sides.append(side)
        return " → ".join(sides)

    def last(self, *families: str) -> Operation | None:
        """The last call of one of these families."""
        return next((op for op in reversed(self.ops) if op.family in families), None)

    def arithmetic(self, was: int) -> str:
        """How many numbers one image has at the end, worked out, and that it is not `was`."""
        if not self.maps:
            return ""
        channels, *sides = self.maps
        total = prod(self.maps)
        return f"{self.chain()}, and {channels} channels of {by(sides)} are {total}, not {was}"


def trail_to(case: Case, ref: object) -> Trail | None:
    """The way that a value came; of a sum the first term's."""
    graph = case.graph
    if graph is None or not isinstance(ref, Ref) or ref.kind != "value":
        return None
    makers, ops = graph.makers, list[Operation]()
    index = ref.index
    while index in makers:
        op = makers[index]
        ops.append(op)
        before = [r.index for r in op.reads if r.kind == "value" and r.index not in op.outputs]
        if not before:
            break
        index = before[0]
    return Trail(graph, tuple(reversed(ops)))


def given_to(op: Operation) -> Ref | None:
    """What a call computes on."""
    value = op.bound.get("input")
    return value if isinstance(value, Ref) else None


Windowed = Conv | Pool


@dataclass(frozen=True)
class Slip:
    """A wrong way to count, or calls with a wrong setting: what comes out, had they another."""

    name: str
    total: int  # numbers of one image
    changed: tuple[tuple[Operation, Windowed], ...] = ()  # calls as they are, of another setting
    side: int = 0  # of the window that they had


def slips(case: Case, trail: Trail) -> Iterator[Slip]:
    """Ways to other numbers at the end of a trail, the likelier first."""
    if not trail.maps:
        return
    channels, *sides = trail.maps
    pools = [op.index for op in trail.ops if op.family == "pooling"]
    yield Slip("the channels left out", prod(sides))
    yield Slip("the channels alone", channels)
    yield Slip("one side only", channels * sides[0])
    yield Slip("the images of a batch counted in", trail.graph.batch * prod(trail.maps))
    for name, change in _SETTINGS.items():
        yield from _replayed(case, trail, name, change)
    yield from _padded_like_the_others(case, trail)
    yield from _like_the_others(case, trail, Pool)  # poolings are alike as a rule, filters not
    if pools:
        yield from _replayed(case, trail, "the last pooling left out", without=pools[-1:])
        yield from _replayed(case, trail, "no pooling counted", without=pools)
    for name, change in _COUNTS.items():
        yield from _replayed(case, trail, name, change)
    yield from _replayed(case, trail, "an image of 32×32 for a start", side=32)
    yield from _like_the_others(case, trail, Conv)


def windowed(case: Case, trail: Trail, op: Operation) -> Windowed | None:
    """A call on a trail as a layer with windows; None for any other."""
    call = alone(op, trail.graph, case.seen.tensors)
    layer = layer_of(call) if call else None
    return layer if isinstance(layer, Conv | Pool) else None


def _unit_steps(layer: Windowed) -> Windowed:
    return replace(layer, stride=1) if strides_like_filters(layer) else layer


def _own_steps(layer: Windowed) -> Windowed:
    if isinstance(layer, Pool) and _first(layer.stride) < _first(layer.kernel_size):
        return replace(layer, stride=None)
    return layer


def _like_the_others(case: Case, trail: Trail, sort: type[Windowed]) -> Iterator[Slip]:
    """What comes out if a layer had the window of another one of its sort."""
    layers = [one for op in trail.ops if isinstance(one := windowed(case, trail, op), sort)]
    for odd in layers:
        for other in layers:
            if _first(odd.kernel_size) != _first(other.kernel_size):
                change = partial(_with_window, odd=odd, size=_first(other.kernel_size))
                for slip in _replayed(case, trail, OTHER_WINDOW, change):
                    yield replace(slip, side=_first(other.kernel_size))


def _padded_like_the_others(case: Case, trail: Trail) -> Iterator[Slip]:
    """What comes out if a convolution had the padding of another one with the same filters."""
    layers = [one for op in trail.ops if isinstance(one := windowed(case, trail, op), Conv)]
    for odd in layers:
        for other in layers:
            alike = _first(odd.kernel_size) == _first(other.kernel_size)
            if alike and _first(odd.padding) != _first(other.padding):
                change = partial(_with_padding, odd=odd, like=other)
                for slip in _replayed(case, trail, OTHER_PADDING, change):
                    yield replace(slip, side=_first(other.padding))


def _with_padding(layer: Windowed, odd: Windowed, like: Conv) -> Windowed:
    same = layer == odd and isinstance(layer, Conv)
    return replace(layer, padding=like.padding) if same else layer


def _with_window(layer: Windowed, odd: Windowed, size: int) -> Windowed:
    if layer != odd:
        return layer
    if isinstance(layer, Pool) and _first(layer.stride) in (_first(layer.kernel_size), LEFT_OPEN):
        return replace(layer, kernel_size=size, stride=None)
    return replace(layer, kernel_size=size)


def _same_size(layer: Windowed) -> Windowed:
    return replace(layer, padding="same", stride=1) if isinstance(layer, Conv) else layer


def _rounded_up(layer: Windowed) -> Windowed:
    return replace(layer, ceil_mode=True) if isinstance(layer, Pool) else layer


_Change = Callable[[Windowed], Windowed]
_SETTINGS: dict[str, _Change] = {UNIT_STEPS: _unit_steps, OWN_STEPS: _own_steps}
_COUNTS: dict[str, _Change] = {
    "the convolutions counted as if they kept the size": _same_size,
    "a pooling's odd side rounded up": _rounded_up,
}


_LAID_OTHERWISE = (*_SETTINGS, OTHER_WINDOW, OTHER_PADDING)


def _first(size: object) -> int:
    """Along the first axis; more than any where it is left to torch."""
    size = size[0] if isinstance(size, Sequence) else size
    return size if isinstance(size, int) else LEFT_OPEN


def strides_like_filters(layer: Windowed | None) -> bool:
    """Whether it is a convolution that moves by its whole filter, as a slipped-in number does."""
    return isinstance(layer, Conv) and _first(layer.stride) == _first(layer.kernel_size) > 2


def _replayed(
    case: Case,
    trail: Trail,
    name: str,
    change: _Change = lambda layer: layer,
    without: Collection[int] = (),
    side: int = 0,
) -> Iterator[Slip]:
    """What comes out if some calls were left out or changed; nothing where it does not go."""
    shapes, changed = trail.shapes, list[tuple[Operation, Windowed]]()
    shape: Shape = shapes[0] if not side else (shapes[0][0], side, side)
    for op, (before, after) in zip(trail.ops, pairwise(shapes), strict=True):
        if len(after) != 3:
            break
        layer = windowed(case, trail, op)
        if op.index in without or (layer is None and before == after):
            continue
        if layer is None:  # it has no window to count with
            return
        other = change(layer)
        changed += [(op, layer)] if other != layer and name in _LAID_OTHERWISE else []
        try:
            shape = other.place(shape).shape
        except (ConceptError, ValueError):
            return
    if changed or name not in _LAID_OTHERWISE:
        yield Slip(name, prod(shape), tuple(changed))


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as Python writes it: "(64, 10)"."""
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"

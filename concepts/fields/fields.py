"""Receptive fields of a whole network: for each node, along each axis of the input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from concepts.axes.axis import Same
from concepts.axes.slide import Slide
from concepts.fields.extents import AxisField, apart
from concepts.fields.looking import everything, read
from concepts.fields.sight import (
    Along,
    Numbers,
    Palette,
    Sight,
    TooLargeError,
    UnevenError,
    blind,
    check_table,
    first_sight,
    level_both,
    sees_nothing,
    simplified,
    tabulated,
    tidied,
)
from concepts.layers.placement import Chain, Link, Shape, Step, Unknown, grid
from concepts.layers.plain import Input
from concepts.layers.shaping import Part


@dataclass(frozen=True)
class Misalignment:
    """Branches that meet at a node and look at different places."""

    node: str  # where they meet
    axis: int  # axis of the input, counted without the channels
    reason: str  # which branches, and how far apart


@dataclass(frozen=True)
class Field:
    """The receptive field of a node's units.

    Where a step on the way is not known, the sizes are the most that they can be. They count where
    the padding lies, and not the pixels that it repeats: those of circular padding lie far off, and
    of any other they are missed where a step follows whose units see by no pattern (`folded`).
    """

    axes: tuple[AxisField, ...]  # one for each axis of the input but the channels
    misaligned: tuple[Misalignment, ...]  # branches that meet here and do not align
    unknown: tuple[str, ...] = ()  # nodes on the way of which it is not known what they read
    folded: tuple[str, ...] = ()  # nodes on the way whose padding repeats pixels not counted here
    channels: bool = True  # whether the first axis of the shape holds channels, and no places

    @property
    def exact(self) -> bool:
        """Whether the sizes are the field's own, and no bound."""
        return not self.unknown


def fields_of(steps: Sequence[Step]) -> dict[str, Field]:
    """The field of every node, by name."""
    image = next(step.placed.shape for step in steps if isinstance(step.node.layer, Input))
    sights: dict[str, tuple[Sight, ...]] = {}
    fields: dict[str, Field] = {}
    repeating: dict[str, tuple[str, ...]] = {}  # nodes up to each whose padding repeats pixels
    for step in steps:
        name = step.node.name
        unknown, folded = marks(step, fields)
        up_to = [one for before in step.node.inputs for one in repeating[before]]
        repeating[name] = (*dict.fromkeys((*up_to, *([name] if repeats(step) else []))),)
        try:
            sights[name], misaligned = look(step, sights, image)
        except TooLargeError:
            sights[name], misaligned = at_most(step, sights, image), ()
            unknown = (*unknown, name)
        if not slides(step):  # what follows may be cut to the image
            folded = tuple(dict.fromkeys((*folded, *repeating[name])))
        channels = channels_first(sights[name], step.placed.shape)
        axes = tuple(
            field_of(one, channels, step.placed.shape, size)
            for one, size in zip(sights[name], grid(image), strict=True)
        )
        fields[name] = Field(axes, misaligned, unknown, folded, channels)
    return fields


def marks(step: Step, fields: dict[str, Field]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The nodes up to this one that are not known, and those whose padding is circular."""
    own = (step.node.name,)
    before = [fields[name] for name in step.node.inputs]
    hidden = any(isinstance(one, Unknown) for link in step.placed.links for one in flat(link))
    unknown = [name for field in before for name in field.unknown]
    around = [name for field in before for name in field.folded]
    folds = repeats(step, ("circular",))
    return (
        tuple(dict.fromkeys((*unknown, *(own if hidden else ())))),
        tuple(dict.fromkeys((*around, *(own if folds else ())))),
    )


def slides(step: Step) -> bool:
    """Whether all units of a step read by one pattern."""
    return all(
        isinstance(one, tuple) and all(isinstance(axis, Slide | Same) for axis in one)
        for link in step.placed.links
        for one in flat(link)
    )


def repeats(step: Step, edges: Sequence[str] = ("reflect", "replicate")) -> bool:
    """Whether a step pads, and in one of these ways."""
    return any(
        isinstance(axis, Slide) and axis.edge in edges and axis.before + axis.after > 0
        for link in step.placed.links
        for one in flat(link)
        if isinstance(one, tuple)
        for axis in one
    )


def flat(link: Link) -> tuple[Link, ...]:
    """A link one by one."""
    if isinstance(link, Chain):
        return tuple(one for part in link.links for one in flat(part))
    return (link,)


Looked = tuple[tuple[Sight, ...], tuple[Misalignment, ...]]


def look(step: Step, sights: dict[str, tuple[Sight, ...]], image: Shape) -> Looked:
    """What the units of one node see, and where its branches do not align."""
    pixels = grid(image)
    first, rank = len(image) - len(pixels), len(step.placed.shape)
    if isinstance(step.node.layer, Input):
        return tuple(first_sight(first + axis, rank) for axis in range(len(pixels))), ()
    found, misaligned = [], []
    for axis, size in enumerate(pixels):
        branches = [
            (name, read(sights[name][axis], link, shape, size))
            for name, link, shape in zip(
                step.node.inputs, step.placed.links, step.inputs, strict=True
            )
        ]
        seeing = [(name, one) for name, one in branches if not sees_nothing(one)]
        found.append(meet([one for _, one in seeing], step.placed.shape, size))
        pairs = zip(step.node.inputs, step.placed.links, strict=True)
        stacked = any(stands(sights[name][axis], link) for name, link in pairs)
        reason = disagreement(seeing, stacked)
        if reason:
            misaligned.append(Misalignment(step.node.name, axis, reason))
    return tuple(found), tuple(misaligned)


def at_most(step: Step, sights: dict[str, tuple[Sight, ...]], image: Shape) -> tuple[Sight, ...]:
    """What the units of one node see at most: all that their inputs see."""
    found: list[Sight] = []
    for axis, size in enumerate(grid(image)):
        rank = len(step.placed.shape)
        seen: list[Sight] = [
            everything(sights[name][axis], shape, size, rank)
            for name, shape in zip(step.node.inputs, step.inputs, strict=True)
        ]
        found.append(meet(seen, step.placed.shape, size))
    return tuple(found)


def meet(seen: Sequence[Sight], shape: Shape, pixels: int) -> Sight:
    """What units see that see all of these."""
    if len(seen) < 2:
        return seen[0] if seen else blind(len(shape))
    along = [one for one in seen if isinstance(one, Along)]
    places = {one.place for one in along if one.place is not None}
    if len(along) == len(seen) and len(places) < 2:
        palette = Palette()
        try:
            return tidied(places.pop() if places else None, palette, merged(along, palette))
        except UnevenError:
            pass
    tables = [tabulated(one, shape, pixels) for one in seen]
    check_table(np.broadcast_shapes(*(table.low.shape for table in tables)))
    low, high = tables[0].low, tables[0].high
    for table in tables[1:]:
        low = np.minimum(low, table.low)
        high = np.maximum(high, table.high)
    return simplified(low, high)


def merged(seen: Sequence[Along], palette: Palette) -> Numbers:
    """Cell by cell the union of the kinds of all."""
    arrays = [np.array([palette.number(kind) for kind in one.kinds])[one.of] for one in seen]
    found = arrays[0]
    for array in arrays[1:]:
        found = palette.merged(found, array)
    return found


def disagreement(branches: Sequence[tuple[str, Sight]], stacked: bool) -> str | None:
    """Why branches that meet along one axis do not look at the same pixels, if so."""
    if len(branches) < 2:
        return None
    if stacked:
        return "the branches stand one after another along this axis"
    along = [(name, one) for name, one in branches if isinstance(one, Along)]
    if len({one.place for _, one in along if one.place is not None}) > 1:
        return "the branches run along different axes"
    return apart([(name, alone) for name, one in along if (alone := one.alone()) is not None])


def stands(sight: Sight, link: Link) -> bool:
    """Whether a branch is put beside others along the very axis that its units move along."""
    if not isinstance(sight, Along) or sight.place is None or not isinstance(link, tuple):
        return False
    return isinstance(link[sight.place], Part)


def channels_first(sights: Sequence[Sight], shape: Shape) -> bool:
    """Whether the first axis of a shape holds channels: no axis of the input runs along it alone.

    Patches in a row (places, features) have no channels in this sense.
    """
    return len(shape) > 1 and not any(map(runs_first, sights))


def runs_first(sight: Sight) -> bool:
    """Whether what cells see depends on the first axis and on no other."""
    if isinstance(sight, Along):
        return sight.place == 0
    first: int = sight.low.shape[0]
    return first > 1 and sight.low.size == first


def field_of(sight: Sight, channels: bool, shape: Shape, pixels: int) -> AxisField:
    """The field of the units along one axis; all channels at one place count as one unit."""
    if isinstance(sight, Along):
        alone = sight.alone()
        if alone is not None:
            return alone.field(None if sight.place is None else shape[sight.place])
        sight = tabulated(sight, shape, pixels)
    low, high = level_both(sight.low, sight.high)
    if channels:
        low, high = low.min(axis=0), high.max(axis=0)
    size = max(int((high - low).max()) + 1, 0)
    first = int(low.flat[0]), int(high.flat[0])
    if first[0] > first[1]:
        return AxisField(size, None, None, None)
    return AxisField(size, None, -first[0], sum(first) / 2)

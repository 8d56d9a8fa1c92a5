"""Receptive fields of a whole network: for each node, along each axis of the input."""

from collections.abc import Sequence
from dataclasses import dataclass

from concepts.axis import Same
from concepts.extents import (
    NOTHING,
    PIXELS,
    AxisField,
    Extents,
    everything,
    hull,
    join,
    scattered,
    through,
)
from concepts.placement import Everything, Link, Regroup, Shape, Step, grid
from concepts.plain_layers import Input
from concepts.shaping_layers import Part


@dataclass(frozen=True)
class Misalignment:
    """Branches that meet at a node and look at different places."""

    node: str  # where they meet
    axis: int  # axis of the input, counted without the channels
    reason: str  # which branches, and how far apart


@dataclass(frozen=True)
class Field:
    """The receptive field of a node's units."""

    axes: tuple[AxisField, ...]  # one for each axis of the input but the channels
    misaligned: tuple[Misalignment, ...]  # branches that meet here and do not align


@dataclass(frozen=True)
class Sight:
    """What a node's units see, while fields are worked out."""

    extents: tuple[Extents, ...]  # one for each axis of the input
    placed: bool  # whether the node's axes are still the input's, in the same order


def fields_of(steps: Sequence[Step]) -> dict[str, Field]:
    """The field of every node, by name."""
    pixels = next(grid(step.placed.shape) for step in steps if isinstance(step.node.layer, Input))
    sights: dict[str, Sight] = {}
    fields: dict[str, Field] = {}
    for step in steps:
        sight, misaligned = look(step, sights, pixels)
        sights[step.node.name] = sight
        fields[step.node.name] = Field(tuple(one.field() for one in sight.extents), misaligned)
    return fields


def look(
    step: Step, sights: dict[str, Sight], pixels: Shape
) -> tuple[Sight, tuple[Misalignment, ...]]:
    """What the units of one node see, and where its branches do not align."""
    if isinstance(step.node.layer, Input):
        return Sight((PIXELS,) * len(pixels), True), ()
    if not step.node.inputs:
        return Sight((NOTHING,) * len(pixels), True), ()
    branches = [
        (name, read(sights[name], link, shape, pixels))
        for name, link, shape in zip(step.node.inputs, step.placed.links, step.inputs, strict=True)
    ]
    if len(branches) == 1:
        return branches[0][1], ()
    return meet(step, branches, pixels)


def read(seen: Sight, link: Link, shape: Shape, pixels: Shape) -> Sight:
    """What units see that read one node by `link`."""
    if isinstance(link, Everything):
        units = max(grid(shape))
        return Sight(hulls(seen, grid(shape), pixels, units), len(grid(link.after)) == len(pixels))
    if isinstance(link, Regroup):
        return regroup(seen, link, pixels)
    axes = link[1:] if len(link) > 1 else link  # channels are no place
    if all(isinstance(axis, Same) for axis in axes):
        return seen
    if not seen.placed:
        return Sight(tuple(Extents(1, 0, one.spans) for one in seen.extents), False)
    moved = zip(seen.extents, axes, pixels, strict=True)
    return Sight(tuple(through(one, axis, size) for one, axis, size in moved), True)


def hulls(seen: Sight, units: Shape, pixels: Shape, most: int) -> tuple[Extents, ...]:
    """Along each axis, what all units see together."""
    counts = units if seen.placed else (most,) * len(pixels)
    return tuple(
        hull(one, count, size)
        for one, count, size in zip(seen.extents, counts, pixels, strict=True)
    )


def regroup(seen: Sight, link: Regroup, pixels: Shape) -> Sight:
    """After a flatten or a reshape: each unit sees as before, but axes no longer mean places."""
    if link.axes:
        seen = read(seen, link.axes, (), pixels)
    before, after = grid(link.before), grid(link.after)
    if before == after and len(link.before) == len(link.after):
        return seen
    if len(after) > 1 or len(link.after) > 1 or not seen.placed:
        return Sight(hulls(seen, before, pixels, max(before)), False)
    flat = zip(seen.extents, before, pixels, strict=True)
    return Sight(tuple(scattered(one, units, size) for one, units, size in flat), False)


def meet(
    step: Step, branches: Sequence[tuple[str, Sight]], pixels: Shape
) -> tuple[Sight, tuple[Misalignment, ...]]:
    """Branches that meet in one node: what they see together."""
    units = grid(step.placed.shape)
    placed = all(sight.placed for _, sight in branches)
    channels = len(step.placed.shape) - len(units)
    side_by_side = [
        any(
            isinstance(ln, tuple) and isinstance(ln[axis + channels], Part)
            for ln in step.placed.links
        )
        for axis in range(len(units))
    ]
    extents, misaligned = [], []
    for axis, size in enumerate(pixels):
        ones = [(name, sight.extents[axis]) for name, sight in branches]
        count = units[axis] if placed else max(units)
        if placed and side_by_side[axis]:
            together, reason = (
                everything(size),
                "the branches stand one after another along this axis",
            )
        else:
            together, why = join(ones, count, size)
            reason = why or ""
        extents.append(together)
        if reason:
            misaligned.append(Misalignment(step.node.name, axis, reason))
    return Sight(tuple(extents), placed), tuple(misaligned)

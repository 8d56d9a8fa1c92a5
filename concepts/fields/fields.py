"""Receptive fields of a whole network: for each node, along each axis of the input."""

from collections.abc import Sequence
from dataclasses import dataclass

from concepts.axes.axis import Same
from concepts.fields.extents import (
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
from concepts.layers.placement import Everything, Link, Permuted, Regroup, Shape, Step, grid
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
    """The receptive field of a node's units."""

    axes: tuple[AxisField, ...]  # one for each axis of the input but the channels
    misaligned: tuple[Misalignment, ...]  # branches that meet here and do not align


@dataclass(frozen=True)
class Sight:
    """What a node's units see along one axis of the input, while fields are worked out."""

    extents: Extents
    place: int | None  # axis of the node's shape that runs along it; None: no axis does any more


def fields_of(steps: Sequence[Step]) -> dict[str, Field]:
    """The field of every node, by name."""
    image = next(step.placed.shape for step in steps if isinstance(step.node.layer, Input))
    sights: dict[str, tuple[Sight, ...]] = {}
    fields: dict[str, Field] = {}
    for step in steps:
        seen, misaligned = look(step, sights, image)
        sights[step.node.name] = seen
        fields[step.node.name] = Field(tuple(one.extents.field() for one in seen), misaligned)
    return fields


Looked = tuple[tuple[Sight, ...], tuple[Misalignment, ...]]


def look(step: Step, sights: dict[str, tuple[Sight, ...]], image: Shape) -> Looked:
    """What the units of one node see, and where its branches do not align."""
    pixels = grid(image)
    first = len(image) - len(pixels)
    if isinstance(step.node.layer, Input):
        return tuple(Sight(PIXELS, first + axis) for axis in range(len(pixels))), ()
    if not step.node.inputs:
        return tuple(Sight(NOTHING, None) for _ in pixels), ()
    branches = []
    for name, link, shape in zip(step.node.inputs, step.placed.links, step.inputs, strict=True):
        seen = tuple(
            read(one, link, shape, size) for one, size in zip(sights[name], pixels, strict=True)
        )
        branches.append((name, seen))
    if len(branches) == 1:
        return branches[0][1], ()
    return meet(step, branches, pixels)


def read(seen: Sight, link: Link, shape: Shape, pixels: int) -> Sight:
    """What units see along one axis that read a node of this shape by `link`."""
    if isinstance(link, Everything):
        return Sight(all_of(seen, shape, pixels), None)
    if isinstance(link, Permuted):
        place = None if seen.place is None else link.order.index(seen.place)
        return Sight(seen.extents, place)
    if isinstance(link, Regroup):
        return regroup(seen, link, shape, pixels)
    if seen.place is not None:
        return Sight(through(seen.extents, link[seen.place], pixels), seen.place)
    still = seen.extents.scattered is None or all(isinstance(axis, Same) for axis in link)
    return seen if still else Sight(all_of(seen, shape, pixels), None)


def all_of(seen: Sight, shape: Shape, pixels: int) -> Extents:
    """What all units see together."""
    units = 1 if seen.place is None else shape[seen.place]
    return hull(seen.extents, units, pixels)


def regroup(seen: Sight, link: Regroup, shape: Shape, pixels: int) -> Sight:
    """After a flatten or a reshape. Axes of size 1 may come and go; else places are lost."""
    if link.axes:
        seen = read(seen, link.axes, shape, pixels)
    if seen.place is None:
        return seen if len(link.after) == 1 else Sight(all_of(seen, link.before, pixels), None)
    units = link.before[seen.place]
    if units == 1:
        return Sight(scattered(seen.extents, 1, pixels), None)
    kept = [axis for axis, size in enumerate(link.after) if size != 1]
    if [link.after[axis] for axis in kept] == [size for size in link.before if size != 1]:
        order = [axis for axis, size in enumerate(link.before) if size != 1]
        return Sight(seen.extents, kept[order.index(seen.place)])
    if len(link.after) > 1:
        return Sight(hull(seen.extents, units, pixels), None)
    return Sight(scattered(seen.extents, units, pixels), None)


def meet(step: Step, branches: Sequence[tuple[str, tuple[Sight, ...]]], pixels: Shape) -> Looked:
    """Branches that meet in one node: what they see together."""
    sights, misaligned = [], []
    for axis, size in enumerate(pixels):
        ones = [(name, seen[axis]) for name, seen in branches]
        sight, reason = meet_along(step, ones, size)
        sights.append(sight)
        if reason:
            misaligned.append(Misalignment(step.node.name, axis, reason))
    return tuple(sights), tuple(misaligned)


def meet_along(
    step: Step, ones: Sequence[tuple[str, Sight]], pixels: int
) -> tuple[Sight, str | None]:
    """Branches that meet, along one axis; branches that see nothing have no say in it."""
    seeing = [(name, one) for name, one in ones if any(one.extents.spans)]
    fixed = {one.place for _, one in seeing if one.place is not None}
    if len(fixed) > 1:
        return Sight(everything(pixels), None), "the branches run along different axes"
    place = fixed.pop() if fixed else None
    if place is not None:
        links = [link for link in step.placed.links if isinstance(link, tuple)]
        if any(isinstance(link[place], Part) for link in links):
            reason = "the branches stand one after another along this axis"
            return Sight(everything(pixels), place), reason
    units = 1 if place is None else step.placed.shape[place]
    together, why = join([(name, one.extents) for name, one in seeing], units, pixels)
    return Sight(together, place), why

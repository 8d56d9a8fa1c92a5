"""Exact regions: the very set of input pixels that can reach one unit.

The set is followed backwards through the layers as a mask over each node's places. Every layer
reads axis by axis, so a mask is pulled through one axis after the other; a set that is a box of
per-axis sets (any chain) stays one, and only branches that differ need the full mask. Holes and
crosses stay as they are. A unit without a channel stands for all channels at its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from concepts.axes.axis import Axis, Mask
from concepts.errors import ConceptError
from concepts.fields.blocks import blocks, wide
from concepts.fields.fields import Field, fields_of
from concepts.layers.placement import (
    Chain,
    Link,
    Permuted,
    Regroup,
    Shape,
    Step,
    Unknown,
    grid,
    shape_after,
)
from concepts.layers.plain import Input
from concepts.written import by

LONGEST = 10**8  # cells along an axis that a mask is made for
MOST = 1 << 27  # cells of a mask that is made for a reshape
MOST_PIXELS = 1 << 29  # of the image whose pixels are told apart
CAP = 1 << 24  # places of a mask; a larger set that is no box is kept as its bounding box


@dataclass(frozen=True)
class Reach:
    """Cells of one node: a mask along each axis (their product), or one mask over all cells."""

    axes: tuple[Mask, ...] | None  # product of per-axis masks
    mask: Mask | None  # (channels, *spatial), where the set is no such product
    exact: bool = True  # False: a bounding box in place of a set above the cap
    unknown: frozenset[str] = frozenset()  # nodes on the way that may read any cell

    def full(self) -> Mask:
        """(channels, *spatial): the mask over all cells."""
        if self.axes is None:
            assert self.mask is not None
            return self.mask
        whole = self.axes[0]
        for mask in self.axes[1:]:
            whole = np.logical_and.outer(whole, mask)
        return whole

    def pixels(self) -> Mask:
        """(*spatial): the mask over all places, whatever the channel."""
        if self.axes is None or len(self.axes) == 1:
            full = self.full()
            return np.logical_or.reduce(full, axis=0) if full.ndim > 1 else full
        first, *rest = self.axes[1:]
        return replace(self, axes=(first & self.axes[0].any(), *rest)).full()

    def channels(self) -> tuple[int, ...]:
        """Channels of which any place is wanted; () where there are none."""
        if self.axes is None:
            full = self.full()
            lit = full.any(axis=tuple(range(1, full.ndim)))
            return tuple(np.flatnonzero(lit).tolist()) if full.ndim > 1 else ()
        rest = len(self.axes) > 1 and all(mask.any() for mask in self.axes[1:])
        return tuple(np.flatnonzero(self.axes[0]).tolist()) if rest else ()

    def any(self) -> bool:
        """Whether any cell is wanted."""
        if self.axes is None:
            return bool(self.full().any())
        return all(mask.any() for mask in self.axes)


@dataclass(frozen=True)
class Region:
    """The input pixels that can reach one unit.

    A product (attention, `mul`) is reached by both its factors, also by one that meets a zero of
    the padding there: which numbers are zero is not looked at.
    """

    node: str  # whose unit it is
    unit: tuple[int, ...]  # its index, with or without the channel
    mask: Mask  # (*spatial) of the input: True where a pixel can reach the unit
    exact: bool  # False: the set holds the region, and may be larger
    unknown: tuple[str, ...] = ()  # nodes on the way of which it is not known what they read
    channels: tuple[int, ...] = ()  # of the input: those that reach the unit; () without any

    @property
    def count(self) -> int:
        """How many pixels reach the unit."""
        return int(self.mask.sum())

    @property
    def bounds(self) -> tuple[tuple[int, int], ...] | None:
        """(first, last) pixel along each axis; None when no pixel reaches the unit."""
        if not self.mask.any():
            return None
        rank = self.mask.ndim
        others = [tuple(one for one in range(rank) if one != axis) for axis in range(rank)]
        places = [np.flatnonzero(self.mask.any(axis=rest)) for rest in others]
        return tuple((int(place[0]), int(place[-1])) for place in places)

    @property
    def pixels(self) -> tuple[tuple[int, ...], ...]:
        """The pixels by index, row by row."""
        return tuple(tuple(int(i) for i in pixel) for pixel in np.argwhere(self.mask))

    @property
    def full(self) -> bool:
        """Whether the region is its whole bounding box: no holes, no cross."""
        bounds = self.bounds
        return bounds is None or self.count == prod(high - low + 1 for low, high in bounds)


def region_of(
    steps: Sequence[Step],
    node: str,
    unit: Sequence[int] | None,
    cap: int = CAP,
    fields: Mapping[str, Field] | None = None,
) -> Region:
    """The region of one unit of `node`; without `unit`, of the one in the middle.

    `fields` are those of these steps, where they are known already.
    """
    names = [step.node.name for step in steps]
    if node not in names:
        raise ConceptError(f"{node!r} is no node of this network: the nodes are {', '.join(names)}")
    shape = steps[names.index(node)].placed.shape
    channels = (fields or fields_of(steps[: names.index(node) + 1]))[node].channels
    place = checked_unit(unit, node, shape, channels)
    most = max(max(step.placed.shape) for step in steps)
    if most > LONGEST:
        raise ConceptError(
            f"a layer has {most} cells along an axis: at most {LONGEST} for a region"
        )
    image = max(prod(step.placed.shape) for step in steps if isinstance(step.node.layer, Input))
    if image > MOST_PIXELS:
        raise ConceptError(
            f"the input has {image:,} cells: at most {MOST_PIXELS:,} are looked at one by one"
        )
    start = [np.ones(size, dtype=bool) for size in shape]
    for mask, index in zip(reversed(start), reversed(place), strict=False):
        mask[:] = False
        mask[index] = True
    reach = backwards(steps[: names.index(node) + 1], Reach(tuple(start), None), cap)
    unknown = tuple(name for name in names if name in reach.unknown)
    exact = reach.exact and not unknown
    return Region(node, place, reach.pixels(), exact, unknown, reach.channels())


def checked_unit(
    unit: Sequence[int] | None, node: str, shape: Shape, channels: bool
) -> tuple[int, ...]:
    """The unit's place inside the node's shape, with a channel or, where it has some, without."""
    places = grid(shape) if channels else shape
    if unit is None:
        return tuple(size // 2 for size in places)
    if len(unit) == len(shape):
        places = shape
    place = tuple(int(index) for index in unit)
    fits = len(place) == len(places) and all(0 <= i < n for i, n in zip(place, places, strict=True))
    if not fits:
        last = ",".join(str(size - 1) for size in places)
        raise ConceptError(
            f"unit {','.join(map(str, place))} is not in {node}, whose grid is {by(places)}:"
            f" the last one is {last}"
        )
    return place


def backwards(steps: Sequence[Step], start: Reach, cap: int) -> Reach:
    """From the last step back to the input: the pixels that reach any cell of `start`."""
    reached: dict[str, Reach] = {steps[-1].node.name: start}
    for step in reversed(steps):
        reach = reached.pop(step.node.name, None)
        if isinstance(step.node.layer, Input):
            nothing = np.zeros(step.placed.shape, dtype=bool)
            return Reach(None, nothing) if reach is None else reach
        if reach is None:
            continue
        for name, link, shape in zip(step.node.inputs, step.placed.links, step.inputs, strict=True):
            pulled = pull(reach, link, shape, step.node.name)
            reached[name] = merged(reached[name], pulled, cap) if name in reached else pulled
    raise ConceptError("the network has no input node")


def pull(reach: Reach, link: Link, shape: Shape, node: str) -> Reach:
    """The places of an input that reach any of the wanted places of the output of `node`."""
    if isinstance(link, Chain):
        shapes = [shape]
        for one in link.links:
            shapes.append(shape_after(one, shapes[-1]))
        for one, before in zip(reversed(link.links), reversed(shapes[:-1]), strict=True):
            reach = pull(reach, one, before, node)
        return reach
    if isinstance(link, Unknown):
        wanted = reach.any()
        everywhere = tuple(np.full(size, wanted) for size in shape)
        own = {node} if wanted else set()
        return Reach(everywhere, None, reach.exact, reach.unknown | own)
    if isinstance(link, Permuted):
        return pull_permuted(reach, link)
    if isinstance(link, Regroup):
        return pull_regroup(reach, link)
    if reach.axes is not None:
        masks = tuple(axis.pull(mask) for axis, mask in zip(link, reach.axes, strict=True))
        return replace(reach, axes=masks)
    assert reach.mask is not None
    return replace(reach, mask=pull_mask(reach.mask, link))


def pull_mask(mask: Mask, axes: Sequence[Axis]) -> Mask:
    """(*out) → (*in): a mask pulled through one axis after the other."""
    for place, axis in enumerate(axes):
        mask = np.moveaxis(axis.pull(np.moveaxis(mask, place, 0)), 0, place)
    return mask


def pull_regroup(reach: Reach, link: Regroup) -> Reach:
    """Through a reshape: cells keep their order, and axes that stay as they are their masks."""
    if reach.axes is not None:
        masks = apart(reach.axes, link)
        if masks is not None:
            return replace(reach, axes=masks)
        if prod(link.before) > MOST:
            raise ConceptError(
                f"the region runs through a reshape of {by(link.before)} cells:"
                f" at most {MOST:,} can be followed"
            )
    return replace(reach, axes=None, mask=reach.full().reshape(link.before))


def apart(masks: Sequence[Mask], link: Regroup) -> tuple[Mask, ...] | None:
    """The masks along the axes of the shape before; None where they are no product any more."""
    found: list[Mask] = []
    for block in blocks(link.before, link.after):
        sources, targets = wide(block.before, link.before), wide(block.after, link.after)
        if len(sources) <= 1 and len(targets) <= 1:
            lit = all(masks[axis].all() for axis in block.after if axis not in targets)
            mine = masks[targets[0]] if targets else np.ones(1, dtype=bool)
            one = np.ones(1, dtype=bool)
            found += [(mine if axis in sources else one) & lit for axis in block.before]
        elif all(masks[axis].all() for axis in block.after):
            found += [np.ones(link.before[axis], dtype=bool) for axis in block.before]
        else:
            return None
    return tuple(found)


def pull_permuted(reach: Reach, link: Permuted) -> Reach:
    """Through a change in the order of the axes."""
    back = [link.order.index(axis) for axis in range(len(link.order))]
    if reach.axes is not None:
        return replace(reach, axes=tuple(reach.axes[axis] for axis in back))
    return replace(reach, mask=np.transpose(reach.full(), back))


def merged(one: Reach, other: Reach, cap: int) -> Reach:
    """Places wanted by either of two readers."""
    exact, unknown = one.exact and other.exact, one.unknown | other.unknown
    if one.axes is not None and other.axes is not None:
        if holds(one.axes, other.axes):
            return Reach(one.axes, None, exact, unknown)
        if holds(other.axes, one.axes):
            return Reach(other.axes, None, exact, unknown)
        if prod(mask.size for mask in one.axes) > cap:
            return Reach(boxed(one.axes, other.axes), None, False, unknown)
    return Reach(None, one.full() | other.full(), exact, unknown)


def holds(outer: Sequence[Mask], inner: Sequence[Mask]) -> bool:
    """Whether one product of masks contains another."""
    return all(not np.any(small & ~large) for large, small in zip(outer, inner, strict=True))


def boxed(one: Sequence[Mask], other: Sequence[Mask]) -> tuple[Mask, ...]:
    """The bounding box of two products of masks."""
    box = []
    for a, b in zip(one, other, strict=True):
        places = np.flatnonzero(a | b)
        mask = np.zeros(a.size, dtype=bool)
        if len(places):
            mask[places[0] : places[-1] + 1] = True
        box.append(mask)
    return tuple(box)

"""Exact regions: the very set of input pixels that can reach one unit.

The set is followed backwards through the layers as a mask over each node's places. Every layer
reads axis by axis, so a mask is pulled through one axis after the other; a set that is a box of
per-axis sets (any chain) stays one, and only branches that differ need the full mask. Holes and
crosses stay as they are. A unit without a channel stands for all channels at its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from concepts.axes.axis import Axis, Mask
from concepts.errors import ConceptError
from concepts.layers.placement import Everything, Link, Permuted, Regroup, Shape, Step, grid
from concepts.layers.plain import Input
from concepts.written import by

LONGEST = 10**8  # cells along an axis that a mask is made for
CAP = 1 << 24  # places of a mask; a larger set that is no box is kept as its bounding box


@dataclass(frozen=True)
class Reach:
    """Cells of one node: a mask along each axis (their product), or one mask over all cells."""

    axes: tuple[Mask, ...] | None  # product of per-axis masks
    mask: Mask | None  # (channels, *spatial), where the set is no such product
    exact: bool = True  # False: a bounding box in place of a set above the cap

    def full(self) -> Mask:
        """(channels, *spatial): the mask over all cells."""
        if self.axes is None:
            assert self.mask is not None
            return self.mask
        whole = self.axes[0]
        for mask in self.axes[1:]:
            whole = np.logical_and.outer(whole, mask)
        return whole


@dataclass(frozen=True)
class Region:
    """The input pixels that can reach one unit."""

    node: str  # whose unit it is
    unit: tuple[int, ...]  # its index, with or without the channel
    mask: Mask  # (*spatial) of the input: True where a pixel can reach the unit
    exact: bool  # False: the set was too large and stands as its bounding box

    @property
    def count(self) -> int:
        """How many pixels reach the unit."""
        return int(self.mask.sum())

    @property
    def bounds(self) -> tuple[tuple[int, int], ...] | None:
        """(first, last) pixel along each axis; None when no pixel reaches the unit."""
        if not self.mask.any():
            return None
        places = np.nonzero(self.mask)
        return tuple((int(place.min()), int(place.max())) for place in places)

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
    steps: Sequence[Step], node: str, unit: Sequence[int] | None, cap: int = CAP
) -> Region:
    """The region of one unit of `node`; without `unit`, of the one in the middle."""
    names = [step.node.name for step in steps]
    if node not in names:
        raise ConceptError(f"{node!r} is no node of this network: the nodes are {', '.join(names)}")
    shape = steps[names.index(node)].placed.shape
    place = checked_unit(unit, node, shape)
    most = max(max(step.placed.shape) for step in steps)
    if most > LONGEST:
        raise ConceptError(
            f"a layer has {most} cells along an axis: at most {LONGEST} for a region"
        )
    start = [np.ones(size, dtype=bool) for size in shape]
    for mask, index in zip(reversed(start), reversed(place), strict=False):
        mask[:] = False
        mask[index] = True
    reach, exact = backwards(steps[: names.index(node) + 1], Reach(tuple(start), None), cap)
    pixels = np.logical_or.reduce(reach, axis=0) if reach.ndim > 1 else reach
    return Region(node, place, pixels, exact)


def checked_unit(unit: Sequence[int] | None, node: str, shape: Shape) -> tuple[int, ...]:
    """The unit's place inside the node's shape, with a channel or without."""
    places = shape if unit is not None and len(unit) == len(shape) else grid(shape)
    if unit is None:
        return tuple(size // 2 for size in places)
    place = tuple(int(index) for index in unit)
    fits = len(place) == len(places) and all(0 <= i < n for i, n in zip(place, places, strict=True))
    if not fits:
        last = ",".join(str(size - 1) for size in places)
        raise ConceptError(
            f"unit {','.join(map(str, place))} is not in {node}, whose grid is {by(places)}:"
            f" the last one is {last}"
        )
    return place


def backwards(steps: Sequence[Step], start: Reach, cap: int) -> tuple[Mask, bool]:
    """From the last step back to the input: the mask over the pixels, and whether it is exact."""
    reached: dict[str, Reach] = {steps[-1].node.name: start}
    for step in reversed(steps):
        reach = reached.pop(step.node.name, None)
        if isinstance(step.node.layer, Input):
            if reach is None:
                return np.zeros(step.placed.shape, dtype=bool), True
            return reach.full(), reach.exact
        if reach is None:
            continue
        for name, link, shape in zip(step.node.inputs, step.placed.links, step.inputs, strict=True):
            pulled = pull(reach, link, shape)
            reached[name] = merged(reached[name], pulled, cap) if name in reached else pulled
    raise ConceptError("the network has no input node")


def pull(reach: Reach, link: Link, shape: Shape) -> Reach:
    """The places of an input that reach any of the wanted places of the output."""
    if isinstance(link, Everything):
        wanted = bool(reach.full().any())
        return Reach(tuple(np.full(size, wanted) for size in shape), None, reach.exact)
    if isinstance(link, Permuted):
        return pull_permuted(reach, link)
    if isinstance(link, Regroup):
        return pull_regroup(reach, link)
    if reach.axes is not None:
        masks = tuple(axis.pull(mask) for axis, mask in zip(link, reach.axes, strict=True))
        return Reach(masks, None, reach.exact)
    assert reach.mask is not None
    return Reach(None, pull_mask(reach.mask, link), reach.exact)


def pull_mask(mask: Mask, axes: Sequence[Axis]) -> Mask:
    """(*out) → (*in): a mask pulled through one axis after the other."""
    for place, axis in enumerate(axes):
        mask = np.moveaxis(axis.pull(np.moveaxis(mask, place, 0)), 0, place)
    return mask


def pull_regroup(reach: Reach, link: Regroup) -> Reach:
    """Through a reshape: cells keep their order."""
    mask = reach.full().reshape(link.before)
    return Reach(None, pull_mask(mask, link.axes), reach.exact)


def pull_permuted(reach: Reach, link: Permuted) -> Reach:
    """Through a change in the order of the axes."""
    back = [link.order.index(axis) for axis in range(len(link.order))]
    if reach.axes is not None:
        return Reach(tuple(reach.axes[axis] for axis in back), None, reach.exact)
    return Reach(None, np.transpose(reach.full(), back), reach.exact)


def merged(one: Reach, other: Reach, cap: int) -> Reach:
    """Places wanted by either of two readers."""
    exact = one.exact and other.exact
    if one.axes is not None and other.axes is not None:
        if holds(one.axes, other.axes):
            return Reach(one.axes, None, exact)
        if holds(other.axes, one.axes):
            return Reach(other.axes, None, exact)
        if prod(mask.size for mask in one.axes) > cap:
            return Reach(boxed(one.axes, other.axes), None, False)
    return Reach(None, one.full() | other.full(), exact)


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

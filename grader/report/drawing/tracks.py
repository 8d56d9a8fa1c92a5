"""Where the stages of a network stand: a layer for the order, a track for what runs side by side.

The longest way through the network takes track 0 and stays a straight line; every other branch,
and every connection that skips layers, takes the lowest track that is free along its way.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.report.drawing.stages import Stage


@dataclass(frozen=True)
class Link:
    """A connection between two stages."""

    source: int
    target: int
    track: int  # the track along which it runs between the layers


@dataclass(frozen=True)
class Tracks:
    """A place for each stage."""

    layers: tuple[int, ...]  # by stage
    tracks: tuple[int, ...]  # by stage
    links: tuple[Link, ...]

    @property
    def depth(self) -> int:
        """How many layers there are."""
        return max(self.layers) + 1

    @property
    def width(self) -> int:
        """How many tracks there are."""
        return max((*self.tracks, *(link.track for link in self.links))) + 1


def lay_out(stages: tuple[Stage, ...]) -> Tracks:
    """Layers by the longest way from the input, tracks by the first that is free."""
    layers = [0] * len(stages)
    for spot, stage in enumerate(stages):
        layers[spot] = max((layers[source] + 1 for source in stage.sources), default=0)
    tracks = [-1] * len(stages)
    taken: dict[int, set[int]] = {}  # track → layers in use
    readers: list[list[int]] = [[] for _ in stages]
    for spot, stage in enumerate(stages):
        for source in stage.sources:
            readers[source].append(spot)
    for chain in _chains(stages, layers):
        first, last = chain[0], chain[-1]
        entry = [layers[source] + 1 for source in stages[first].sources]
        leave = [layers[reader] for reader in readers[last]]
        start, stop = min((layers[first], *entry)), max((layers[last] + 1, *leave))
        track = _free(taken, range(start, stop))
        for spot in chain:
            tracks[spot] = track
    links = [
        _link(source, spot, layers, tracks, taken)
        for spot, stage in enumerate(stages)
        for source in stage.sources
    ]
    return Tracks(tuple(layers), tuple(tracks), tuple(links))


def _chains(stages: tuple[Stage, ...], layers: list[int]) -> list[list[int]]:
    """The stages as ways without a fork, the longest first."""
    left = set(range(len(stages)))
    chains: list[list[int]] = []
    while left:
        length: dict[int, int] = {}
        before: dict[int, int | None] = {}
        for spot in sorted(left):
            steps = [s for s in stages[spot].sources if s in left and layers[spot] == layers[s] + 1]
            best = max(steps, key=lambda s: length[s], default=None)
            length[spot], before[spot] = 1 + (length[best] if best is not None else 0), best
        step: int | None = max(sorted(left), key=lambda s: length[s])
        chain: list[int] = []
        while step is not None:
            chain.insert(0, step)
            step = before[step]
        chains.append(chain)
        left -= set(chain)
    return chains


def _free(taken: dict[int, set[int]], wanted: range) -> int:
    """The lowest track on which none of these layers is in use; it is in use from now on."""
    track = 0
    while taken.setdefault(track, set()) & set(wanted):
        track += 1
    taken[track] |= set(wanted)
    return track


def _link(
    source: int, target: int, layers: list[int], tracks: list[int], taken: dict[int, set[int]]
) -> Link:
    between = range(layers[source] + 1, layers[target])
    same = tracks[source] if tracks[source] != 0 else tracks[target]
    track = _free(taken, between) if between and tracks[source] == tracks[target] else same
    return Link(source, target, track)

"""Where the parameters of each setting sit, and the shape that each of its layers gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.experiment.book import Summary
from grader.experiment.nouns import Part, Variant

HUES = ("conv", "pool", "act", "drop", "lin", "out")


@dataclass(frozen=True)
class Segment:
    """A layer's share of a bar."""

    left: float  # per cent of the longest bar
    width: float
    hue: str
    number: int  # of the layer, as the key has it; 0 where there is no room for it
    said: str


@dataclass(frozen=True)
class Bar:
    """One setting."""

    number: int
    name: str
    own: bool
    total: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Cell:
    """A layer of a setting."""

    shape: str
    parameters: str


@dataclass(frozen=True)
class Layers:
    """All settings that exist."""

    key: tuple[tuple[str, str], ...]  # hue and name of each layer with parameters
    bars: tuple[Bar, ...]
    heads: tuple[str, ...]  # layers that are told of
    rows: tuple[tuple[int, str, bool, tuple[Cell, ...]], ...]


def layers_of(found: Sequence[Summary]) -> Layers | None:
    """None where no setting's layers are known."""
    known = [(n, one.variant) for n, one in enumerate(found, start=1) if one.variant.parts]
    if not known:
        return None
    first = known[0][1]
    heads = [part.name for part in first.parts if _told(part)]
    weighted = [part.name for part in first.parts if part.parameters]
    hues = {name: HUES[i % len(HUES)] for i, name in enumerate(weighted)}
    most = max(variant.parameters for _, variant in known) or 1
    return Layers(
        tuple((hue, name) for name, hue in hues.items()),
        tuple(_bar(number, variant, hues, most) for number, variant in known),
        tuple(heads),
        tuple(
            (number, variant.name, variant.own, tuple(_cell(variant, name) for name in heads))
            for number, variant in known
        ),
    )


def _told(part: Part) -> bool:
    """Layers with parameters, and what changes the size of maps."""
    return bool(part.parameters) or "pool" in part.kind or part.kind == "flatten"


def _bar(number: int, variant: Variant, hues: dict[str, str], most: int) -> Bar:
    segments, left = [], 0.0
    for place, (name, hue) in enumerate(hues.items(), start=1):
        part = next((one for one in variant.parts if one.name == name), None)
        if part is None or not part.parameters:
            continue
        width = 100 * part.parameters / most
        said = f"{name}: {part.parameters:,} parameters"
        segments.append(
            Segment(round(left, 2), round(width, 2), hue, place if width > 5 else 0, said)
        )
        left += width
    return Bar(number, variant.name, variant.own, f"{variant.parameters:,}", tuple(segments))


def _cell(variant: Variant, name: str) -> Cell:
    part = next((one for one in variant.parts if one.name == name), None)
    if part is None:
        return Cell("", "")
    shape = "×".join(map(str, part.shape))
    return Cell(shape, f"{part.parameters:,}" if part.parameters else "")

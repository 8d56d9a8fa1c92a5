"""What is drawn on the class page: how marks are spread, as bars for all and a strip a section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.batch.figures import Spread, marks_of, spread
from grader.batch.nouns import Row
from grader.report.drawing.marks import Drawing, Mark, Path, Rect, Words
from grader.report.findings_view import number

BINS = 20
HEAD = 36  # above the highest bar: for its count, and over that the name of the mean
_WIDTH, _HEIGHT, _LEFT, _BASE = 660.0, 170.0, 8.0, 138.0
_STEP = (_WIDTH - 90 - _LEFT) / BINS
_SIDE = 4.0  # beside a strip: half a mark's width


def histogram(rows: Sequence[Row]) -> Drawing:
    """How many reached what share of their points; apart from them those without a mark."""
    shares = [
        row.points / row.max_points for row in rows if row.points is not None and row.max_points
    ]
    counts = Counter(min(int(share * BINS), BINS - 1) for share in shares)
    without = len(rows) - len(marks_of(rows))
    top = max([*counts.values(), without, 1])
    most = max((row.max_points or 0 for row in rows), default=0.0)
    marks: list[Mark] = [*_middle(spread(shares))]
    for i, count in sorted(counts.items()):
        low, high = i * most / BINS, (i + 1) * most / BINS
        said = f"{count} with {number(round(low, 2))} to {number(round(high, 2))} points"
        tall, x = (_BASE - HEAD) * count / top, _LEFT + i * _STEP
        marks.append(Rect(x + 1.5, _BASE - tall, _STEP - 3, tall, "bin", 1.5, said))
        marks.append(Words(x + _STEP / 2, _BASE - tall - 5, str(count), "count"))
    for i in range(0, BINS + 1, 5):
        text, anchor = number(round(i * most / BINS, 2)), "middle" if i else "start"
        marks.append(Words(_LEFT + i * _STEP, _BASE + 16, text, "tick", anchor))
    # between two ticks: below them it would touch the one above it where the page is narrow
    marks.append(Words(_LEFT + 2.5 * BINS / 4 * _STEP, _BASE + 16, "points", "tick"))
    if without:
        tall = (_BASE - HEAD) * without / top
        said = f"{without} without a mark"
        marks.append(Rect(_WIDTH - 62, _BASE - tall, 44, tall, "bin without", 1.5, said))
        marks.append(Words(_WIDTH - 40, _BASE - tall - 5, str(without), "count"))
        marks.append(Words(_WIDTH - 40, _BASE + 16, "no mark", "tick"))
    told = f"{len(shares)} marks; {without} without one"
    return Drawing("Marks of the class", told, _WIDTH, _HEIGHT, tuple(marks))


def _middle(shares: Spread | None) -> list[Mark]:
    """What lies behind the bars and their counts: the axis, the middle half, and the mean."""
    whole = BINS * _STEP
    axis = Path(((_LEFT, _BASE), (_LEFT + whole, _BASE)), "axis")
    if shares is None:
        return [axis]
    low, x = _LEFT + shares.low * whole, _LEFT + shares.mean * whole
    wide = max((shares.high - shares.low) * whole, 1.5)
    side, beside = ("end", x - 5) if x > _WIDTH / 2 else ("start", x + 5)
    return [
        Rect(low, 18, wide, _BASE - 18, "half", 2, "half of the marks lie here"),
        axis,
        Path(((x, 4), (x, _BASE)), "mean"),
        Words(beside, 10, "mean", "tick", side),
    ]


def strip(marks: Spread, most: float, name: str) -> Drawing:
    """The marks of a section on one line: from the least to the most, the middle half a box."""
    width, height = 220.0, 16.0

    def at(points: float) -> float:
        return _SIDE + (width - 2 * _SIDE) * points / (most or 1)

    low, high = at(marks.low), at(marks.high)
    told = f"half from {number(marks.low)} to {number(marks.high)}, median {number(marks.median)}"
    lines: tuple[Mark, ...] = (
        Path(((_SIDE, 8), (width - _SIDE, 8)), "ground"),
        Path(((at(marks.least), 8), (at(marks.most), 8)), "range"),
        Rect(low, 3, max(high - low, 1.5), 10, "box", 2, told),
        Path(((at(marks.median), 1), (at(marks.median), 15)), "median"),
    )
    return Drawing(name or "no section", told, width, height, lines)

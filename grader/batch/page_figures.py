"""What the class page says in figures: over all, of each check, and of each section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.figures import CheckFigures, by_section, marks_of, spread
from grader.batch.nouns import Row
from grader.batch.page_drawn import strip
from grader.batch.page_lines import Titles, title_of
from grader.report.drawing.marks import Drawing
from grader.report.findings_view import number
from grader.report.shown import one_line


@dataclass(frozen=True)
class CheckLine:
    """How one check went."""

    id: str
    title: str
    passed: int
    failed: int
    unjudged: int
    bar: tuple[float, float]  # where failed and not judged begin, in percent
    cause: str  # title of the commonest; "" where none is known
    share: str  # of those who failed: "60 %"


@dataclass(frozen=True)
class SectionLine:
    """One section of the course."""

    name: str
    count: int
    mean: str
    median: str
    quartiles: str  # "14 to 17"
    drawing: Drawing | None


def figures_of(rows: Sequence[Row], most: float) -> tuple[tuple[str, str], ...]:
    """What stands at the head of the page."""
    marks = spread(marks_of(rows))
    told = [("graded", f"{marks.count if marks else 0} of {len(rows)}")]
    if marks:
        told.append(("mean", f"{number(marks.mean)} of {number(most)}"))
        told.append(("median", number(marks.median)))
        told.append(("deviation", number(marks.deviation)))
        told.append(("middle half", f"{number(marks.low)} – {number(marks.high)}"))
        full = sum(row.points is not None and row.points == row.max_points for row in rows)
        told.append(("full marks", str(full)))
    if waits := sum(bool(row.waits) for row in rows):
        told.append(("wait for a tutor", str(waits)))
    if late := sum(row.late for row in rows):
        told.append(("late", str(late)))
    return tuple(told)


def check_line(one: CheckFigures, titles: Titles) -> CheckLine:
    """How one check went, with the commonest cause."""
    whole = max(one.passed + one.failed + one.unjudged, 1)
    return CheckLine(
        id=one.id,
        title=title_of(one.id, titles),
        passed=one.passed,
        failed=one.failed,
        unjudged=one.unjudged,
        bar=(100 * one.passed / whole, 100 * (one.passed + one.failed) / whole),
        cause=title_of(one.cause, titles) if one.cause else "",
        share=f"{one.causes / max(one.failed, 1):.0%}" if one.cause else "",
    )


def sections_of(rows: Sequence[Row], most: float) -> tuple[SectionLine, ...]:
    """Each section with its marks; () where the sheet has none."""
    return tuple(
        SectionLine(
            name=one_line(name, 80) or "no section",
            count=count,
            mean=number(marks.mean) if marks else "–",
            median=number(marks.median) if marks else "–",
            quartiles=f"{number(marks.low)} – {number(marks.high)}" if marks else "–",
            drawing=strip(marks, most, one_line(name, 80)) if marks else None,
        )
        for name, count, marks in by_section(rows)
    )

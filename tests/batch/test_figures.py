"""The class in figures, held against sums made by hand."""

from __future__ import annotations

import csv
import io

from grader.batch.figures import Spread, by_check, by_section, spread
from grader.batch.nouns import Found
from grader.batch.sheets import grades_csv
from tests.batch.rows import row


def test_how_marks_are_spread() -> None:
    assert spread([1, 2, 3, 4, 10]) == Spread(5, 4.0, 3, 10**0.5, 2, 4, 1, 10)
    assert spread([7.5]) == Spread(1, 7.5, 7.5, 0.0, 7.5, 7.5, 7.5, 7.5)
    assert spread([]) is None


def _found(status: str, cause: str = "") -> tuple[Found, ...]:
    second = Found("second", status, status == "passed", cause)  # type: ignore[arg-type]
    return (Found("first", "passed", True), second, Found("q7", "absent", False))


CLASS = [
    row("1", 3.0, found=_found("passed"), section="B"),
    row("2", 1.0, found=_found("failed", "x"), section="A"),
    row("3", 1.0, found=_found("failed", "x"), section="A"),
    row("4", 1.0, found=_found("failed", "y"), section="A"),
    row("5", 1.0, found=_found("failed"), section="A"),
    row("6", 1.0, found=_found("blocked")),
    row("7", None, "no mark", found=_found("failed", "z")),
]


def test_each_check_with_its_commonest_cause() -> None:
    first, second = by_check(CLASS)
    assert (first.id, first.passed, first.failed, first.unjudged, first.cause) == (
        "first",
        6,
        0,
        0,
        "",
    )
    assert (second.passed, second.failed, second.unjudged) == (1, 4, 1)  # no mark counts for none
    assert (second.cause, second.causes) == ("x", 2)


def test_sections_where_the_sheet_has_several() -> None:
    told = [(name, count, figures and figures.mean) for name, count, figures in by_section(CLASS)]
    assert told == [("", 2, 1.0), ("A", 4, 1.0), ("B", 1, 3.0)]
    assert by_section(CLASS[1:5]) == ()


WORTH = {"first": 1.0, "second": 2.0, "q7": 1.0, "unknown": 1.0}


def test_a_column_for_each_check_behind_those_that_were_there() -> None:
    lines = list(
        csv.DictReader(io.StringIO(grades_csv(CLASS, WORTH).decode("utf-8-sig"), newline=""))
    )
    names = list(lines[0])
    assert names[:4] == ["id", "name", "points", "out of"]
    assert names[names.index("report") + 1 :] == [
        *("lateness", "section", "likeness", "not judged", "first", "second"),
    ]
    assert [one["second"] for one in lines] == ["2", "0", "0", "0", "0", "0", ""]
    assert lines[5]["not judged"] == "second"
    assert lines[1]["section"] == "A"

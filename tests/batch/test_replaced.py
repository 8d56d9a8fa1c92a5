"""The mark before stays beside the new one, and a hand-in that is worth less is for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.batch.nouns import Handed, Roster, Row
from grader.batch.page import render_index
from grader.batch.run import carry_out, finish, make_plan
from grader.batch.sheets import grades_csv
from grader.batch.unit import Result, Setting, Unit
from grader.lab import read_lab

LAB = read_lab()


def _run(
    out: Path, data: bytes | None, file: str = "a.py", regrade: bool = False, grader: str = "0.1 a"
) -> Row:
    """A class of one, whose mark is what the file says."""
    handed = Handed("7", "7", "Ann", file, data, trouble="" if data else "nothing was handed in")
    plan = make_plan(out, Roster("folder", (handed,)), Setting(LAB, "d", grader), regrade)
    list(carry_out(plan, _marked))
    (row,) = finish(plan)
    return row


def _marked(units: Iterable[Unit]) -> Iterator[Result]:
    for unit in units:
        state = "no mark" if unit.data == b"?" else "graded"
        points, most = (None, None) if state == "no mark" else (float(unit.data), 20.0)
        row = Row(unit.key, "", "", unit.file, False, state, points, most)  # type: ignore[arg-type]
        yield Result(row, {"report.html": unit.data})


def _before(row: Row) -> tuple[float | None, float | None, str]:
    return row.points, row.before, row.file_before


def test_a_worse_file_is_shown_beside_the_better_one(tmp_path: Path) -> None:
    assert _before(_run(tmp_path, b"16")) == (16, None, "")
    row = _run(tmp_path, b"0", "b.py")
    assert _before(row) == (0, 16, "a.py")
    assert row.for_tutor == ("Handed in again, for less: 16 for a.py before, now 0 for b.py.",)
    assert _before(_run(tmp_path, b"0", "b.py")) == (0, 16, "a.py")  # it is not forgotten
    assert b"16,a.py" in grades_csv([row])
    assert "a.py</bdi>" in render_index("folder", [row], "Lab")


def test_a_better_file_is_nobody_s_alarm(tmp_path: Path) -> None:
    _run(tmp_path, b"3")
    row = _run(tmp_path, b"16")
    assert (_before(row), row.for_tutor) == ((16, 3, "a.py"), ())


def test_a_file_that_gets_no_mark_keeps_the_one_before(tmp_path: Path) -> None:
    _run(tmp_path, b"16")
    row = _run(tmp_path, None)
    assert (row.state, *_before(row)) == ("nothing to grade", None, 16, "a.py")
    assert row.for_tutor[0].startswith("Handed in again, for less: 16 for a.py before, now nothing")
    assert _before(_run(tmp_path, b"?")) == (None, 16, "a.py")
    assert _before(_run(tmp_path, b"12")) == (12, 16, "a.py")


def test_the_same_file_graded_otherwise_was_not_handed_in_again(tmp_path: Path) -> None:
    _run(tmp_path, b"16")
    row = _run(tmp_path, b"16", grader="0.2 b")
    assert (_before(row), row.for_tutor) == ((16, 16, ""), ())
    assert _before(_run(tmp_path, b"16", regrade=True, grader="0.2 b")) == (16, 16, "")


def test_the_page_of_the_mark_before_is_kept_and_linked(tmp_path: Path) -> None:
    page = tmp_path / "students" / "7" / "before.html"
    assert _run(tmp_path, b"16").report_before == ""
    row = _run(tmp_path, b"0", "b.py")
    assert row.report_before == "students/7/before.html"
    assert page.read_bytes() == b"16"
    _run(tmp_path, b"?")  # for which there is no mark
    assert page.read_bytes() == b"0"
    _run(tmp_path, b"12")
    assert page.read_bytes() == b"0", "that of the last mark, and not of the run that gave none"

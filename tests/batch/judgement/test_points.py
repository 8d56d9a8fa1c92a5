"""Points that change in the lab: marks, pages and records as if all were graded again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.judgement.folders import put_marks
from grader.batch.judgement.pages import shown_anew
from grader.batch.judgement.points import added_up
from grader.batch.ledger import STUDENTS, read_entries
from grader.batch.marks import mark_of
from grader.batch.nouns import Handed, Roster, Version
from grader.batch.run import carry_out, make_plan
from grader.batch.unit import Result, Setting, Unit
from grader.finding import add_up
from grader.lab import Lab
from tests.batch.judgement.graded import LAB, files, grade, row, with_points

LABS = {
    "more": with_points(two_convolutions=4, forward_runs=2.25),
    "for nothing": with_points(two_convolutions=0, log_probabilities=0),
    "for what was free": with_points(samples_independent=1, loss_goes_down=9),
    "nothing at all": replace(LAB, points=dict.fromkeys(LAB.points, 0.0)),
}


@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_it_is_as_if_it_were_graded_again(lab: Lab) -> None:
    mark = add_up(grade(lab).findings)
    anew = added_up(row(), lab)
    assert (anew.points, anew.max_points) == (mark.points, mark.max_points)
    assert anew.before == row().points
    there = files()
    assert {**there, **shown_anew(there, anew, lab)} == files(lab)


@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_there_and_back_leaves_no_trace(lab: Lab) -> None:
    there = {**files(), **shown_anew(files(), added_up(row(), lab), lab)}
    assert {**there, **shown_anew(there, row(), LAB)} == files()


def test_who_pays_hangs_on_the_points_of_today() -> None:
    """One mistake: its own check is charged, or where that is worth nothing the next."""
    free = added_up(row(), with_points(log_probabilities=0))
    assert row().max_points is not None
    assert (free.points, free.max_points) == (row().points - 1, row().max_points - 1)  # type: ignore[operator]


def test_what_does_not_change_is_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "students" / "7"
    folder.mkdir(parents=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)
    (folder / "result.json").chmod(0o400)
    put_marks(tmp_path, [row(), row("8")], LAB)
    assert (folder / "result.json").stat().st_mode & 0o777 == 0o400
    assert added_up(row(), LAB) is not None
    assert added_up(row(), LAB).before is None


def test_no_mark_gets_none() -> None:
    nothing = row(state="no mark", points=None, max_points=None, found=())
    assert added_up(nothing, LABS["more"]) == nothing


def _mark(lab: Lab, *versions: Version) -> str:
    return mark_of(Unit("7", "a.py", b"x", None, Setting(lab, "d", "g"), versions))


def test_points_are_no_reason_to_grade_again_but_where_they_choose_the_attempt() -> None:
    other = Version("b.py", "b.py", b"y")
    assert _mark(LAB) == _mark(LABS["more"]) == _mark(LABS["for nothing"])
    fewer = {check: worth for check, worth in LAB.points.items() if check != "any-batch-size"}
    assert _mark(LAB) != _mark(replace(LAB, points=fewer))  # it was not looked at
    assert _mark(LAB, other) != _mark(LABS["more"], other)
    shorter = replace(LAB, limits=replace(LAB.limits, seconds=3))
    assert _mark(LAB) != _mark(shorter)


def _graded(units: Iterable[Unit]) -> Iterator[Result]:
    for unit in units:
        yield Result(row(unit.key, file=unit.file), files())


def test_the_ledger_keeps_the_marks_of_the_points_of_today_and_nobody_is_graded(
    tmp_path: Path,
) -> None:
    roster = Roster("moodle", (Handed("7", "7", "Ann", "task1_cnn.py", b"class Net: pass"),))
    list(carry_out(make_plan(tmp_path, roster, Setting(LAB, "d", "g")), _graded))
    for lab in (LABS["more"], LAB):
        plan = make_plan(tmp_path, roster, Setting(lab, "d", "g"))
        assert (plan.to_go, len(plan.anew)) == ((), 1)
        assert list(carry_out(plan, _graded)) == []
        (kept,) = read_entries(tmp_path / STUDENTS).values()
        mark = add_up(grade(lab).findings)
        assert (kept.row.points, kept.row.max_points) == (mark.points, mark.max_points)
        assert make_plan(tmp_path, roster, Setting(lab, "d", "g")).anew == ()

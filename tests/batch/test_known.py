"""A late student is taken in, Part 1 is decided once, and what is decided otherwise is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.known import (
    Known,
    NothingToAddToError,
    decided_otherwise,
    joint,
    put_known,
    read_known,
)
from grader.batch.nouns import Handed, Person, Roster, Row
from grader.batch.run import Plan, carry_out, finish, make_plan, part1_counts
from grader.batch.same_class import OtherClassError
from grader.batch.unit import Result, Setting, Unit
from grader.lab import read_lab
from tests.batch.running import run, write_class

LAB = read_lab()


def _handed(key: str, file: str = "a.py", sheet: bytes | None = None) -> Handed:
    people = (Person(f"Name {key}", key),)
    return Handed(key, key, f"Name {key}", file, b"1", sheet, people=people, folder=f"f{key}")


def _class(*keys: str) -> Roster:
    return Roster("moodle", tuple(map(_handed, keys)))


def _grade(units: Iterable[Unit]) -> Iterator[Result]:
    for unit in units:
        yield Result(Row(unit.key, "", "", unit.file, False, "graded", 7.0, 20.0), {})


def _run(out: Path, roster: Roster, add: bool = False, grader: str = "g") -> Plan:
    both = joint(roster, read_known(out), add)
    known = Known(part1=False, attempt="latest", added=both.added)
    plan = make_plan(out, both.roster, Setting(LAB, "d", grader), known=known, kept=both.kept)
    list(carry_out(plan, _grade))
    return plan


def _keys(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "students").iterdir())


def test_one_late_student_is_taken_in_and_the_others_are_left_alone(tmp_path: Path) -> None:
    _run(tmp_path, _class("1", "2", "3"))
    with pytest.raises(OtherClassError, match="or take these in beside them with --add"):
        _run(tmp_path, _class("9"))
    plan = _run(tmp_path, _class("9"), add=True)
    assert [one.key for one in plan.to_go] == ["9"]
    assert (plan.gone, plan.outdated, sorted(plan.done)) == ((), (), ["1", "2", "3"])
    rows = finish(plan)
    assert [(row.name, row.points) for row in rows] == [(f"Name {key}", 7) for key in "1239"]
    assert plan.roster.handed[0].folder == "f1"  # where a feedback zip puts it


def test_who_was_to_be_added_when_a_run_was_cut_off_is_named_till_the_download_comes(
    tmp_path: Path,
) -> None:
    _run(tmp_path, _class("1", "2", "3"))
    both = joint(_class("9"), read_known(tmp_path), add=True)
    known = Known(part1=False, attempt="latest", added=both.added)
    setting = Setting(LAB, "d", "g")
    cut = make_plan(tmp_path, both.roster, setting, known=known, kept=both.kept)
    assert not list(carry_out(cut, lambda units: iter(())))  # killed before it graded anybody
    row = next(row for row in finish(_run(tmp_path, _class("1", "2", "3"))) if row.key == "9")
    assert row.state == "no mark"
    assert "a run with --add did not come to its end" in row.trouble
    row = next(row for row in finish(_run(tmp_path, _class("9"), add=True)) if row.key == "9")
    assert (row.state, row.points) == ("graded", 7)


def test_who_was_added_stays_when_the_class_is_graded_once_more(tmp_path: Path) -> None:
    _run(tmp_path, _class("1", "2", "3"))
    _run(tmp_path, _class("9"), add=True)
    _run(tmp_path, _class("1", "2", "3"))
    assert _keys(tmp_path) == ["1", "2", "3", "9"]
    _run(tmp_path, _class("1", "2", "9"))  # who left goes; who was added is of the class now
    assert _keys(tmp_path) == ["1", "2", "9"]
    assert read_known(tmp_path).added == ()
    _run(tmp_path, _class("1", "2"))
    assert _keys(tmp_path) == ["1", "2"]


def test_a_second_file_of_one_who_is_there_takes_the_first_one_s_place(tmp_path: Path) -> None:
    _run(tmp_path, _class("1", "2"))
    again = replace(_class("1"), handed=(replace(_handed("1", "b.py"), data=b"2"),))
    plan = _run(tmp_path, again, add=True)
    assert [one.file for one in plan.to_go] == ["b.py"]
    assert sorted(plan.kept) == ["2"]


def test_whose_work_is_not_here_cannot_be_graded_anew_and_that_is_told(tmp_path: Path) -> None:
    _run(tmp_path, _class("1", "2"))
    plan = _run(tmp_path, _class("9"), add=True, grader="another")
    assert plan.outdated == ("1", "2")
    assert [row.points for row in finish(plan)] == [7, 7, 7]


def test_there_must_be_a_class_of_the_same_kind_to_be_added_to(tmp_path: Path) -> None:
    with pytest.raises(NothingToAddToError, match="--out holds none"):
        joint(_class("9"), read_known(tmp_path), add=True)
    known = Known().with_class(_class("1"))
    with pytest.raises(NothingToAddToError, match=r"moodle's.*read as folder"):
        joint(replace(_class("9"), kind="folder"), known, add=True)


def test_it_is_known_without_anybody_s_work_and_a_damaged_note_says_nothing(tmp_path: Path) -> None:
    known = Known("", True, "best", (), ("9",)).with_class(_class("1", "2"))
    put_known(tmp_path, known)
    assert read_known(tmp_path) == known
    assert {one.data for one in known.handed} == {None}
    (tmp_path / ".class.json").write_text('{"roster": "canvas"}')  # of a version before
    assert read_known(tmp_path) == Known("canvas")
    for damaged in ("[" * 100_000, "{", "[]", '{"part1": 3, "x": 1}', '{"handed": [{"key": 5}]}'):
        (tmp_path / ".class.json").write_text(damaged)
        assert read_known(tmp_path) == Known()


MONDAY = Roster("moodle", (_handed("1"), _handed("2"), _handed("3", sheet=b"x")))
FRIDAY = Roster("moodle", (*MONDAY.handed, _handed("4", sheet=b"x")))


def test_which_parts_count_is_decided_once() -> None:
    assert not part1_counts(MONDAY, "auto")
    assert part1_counts(FRIDAY, "auto")
    assert not part1_counts(FRIDAY, "auto", decided=False)
    assert part1_counts(MONDAY, "auto", decided=True)
    assert part1_counts(FRIDAY, "yes", decided=False)
    assert not part1_counts(FRIDAY, "no", decided=True)


def test_what_is_decided_otherwise_is_told_and_nothing_else() -> None:
    known = Known(part1=False, attempt="latest").with_class(MONDAY)
    assert decided_otherwise(known, FRIDAY, False, "latest") == ()
    assert decided_otherwise(Known(), FRIDAY, True, "best") == ()
    now = replace(FRIDAY, handed=(_handed("1", "b.py"), *FRIDAY.handed[1:]))
    assert decided_otherwise(known, now, True, "best") == (
        "Part 1 was left out in this folder, and counts now.",
        "Of several attempts the latest counted, and now the best does.",
        "Name 1: b.py is graded, and before it was a.py.",
    )


@pytest.mark.processes
def test_the_command_takes_one_in_and_keeps_the_rest(tmp_path: Path) -> None:
    def batch(folder: Path, *words: object) -> tuple[int, str]:
        return run(folder, "--out", tmp_path / "out", "--jobs", 1, *words, log=tmp_path / "log")

    everybody = write_class(tmp_path / "all", {f"s{n}": "sleep 0" for n in range(4)})
    assert batch(everybody)[0] == 0
    late = write_class(tmp_path / "late", {"zoe": "sleep 0"})
    judgement = tmp_path / "out" / "judgement.toml"
    judgement.write_text(
        "[[judged]]\nwho = 'zoe'\npoints = 1\n[[judged]]\nwho = 's1'\npoints = 2\n"
    )
    status, said = batch(late, "--add")
    assert status == 0, said
    assert "4 more were graded before and are not in this download; they stay." in said
    assert "5 handed in: 5 graded" in said
    table = (tmp_path / "out" / "grades.csv").read_text("utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in table] == ["id", "s0", "s1", "s2", "s3", "zoe"]
    assert [line.split(",")[2] for line in table[1:] if line[:2] in ("s1", "zo")] == ["2", "1"]
    judgement.write_text("[[judged]]\nwho = 'Nobody'\npoints = 1\n")
    status, said = batch(everybody)
    assert (status, "judgement.toml, entry 1 (Nobody)" in said) == (2, True)
    assert (tmp_path / "log").read_text().split() == ["s0", "s1", "s2", "s3", "zoe"]

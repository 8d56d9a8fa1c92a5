"""Written answers: out as a table, marked in a spreadsheet, and back as judgement."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.judgement.apply import Rules
from grader.batch.judgement.gathered import Gathered, Given, gather, keep, put_written
from grader.batch.judgement.judgements import Judgement, JudgementError
from grader.batch.judgement.written import (
    ANSWERS,
    Answers,
    answers_of,
    answers_record,
    from_written,
    merged,
    written_csv,
)
from grader.batch.nouns import Handed, Roster
from tests.batch.judgement.graded import row, written_lab

LAB = written_lab(q1=2, q7_b=1)
ROWS = [row("1", name="Ann"), row("2", name="Bob"), row("3", name="Cy"), row("4", name="Di"),
        row("5", name="Ed"), row("6", name="No", state="no mark", points=None)]  # fmt: skip
ANSWERED = {
    "1": Answers({"q1": "Learning with\nmany layers"}),
    "2": Answers({"q1": "=HYPERLINK(1)"}),
    "3": Answers({"q1": "learning  with many LAYERS", "q7_b": "sums"}),
    "4": Answers(trouble="the answer sheet cannot be read: line 3"),
}
Line = dict[str, str]


def _table(data: bytes) -> list[Line]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _made(judgements: dict[str, list[Judgement]] | None = None) -> list[Line]:
    data = written_csv(ROWS, ANSWERED, {"q1": "features"}, LAB.written, judgements or {})
    return _table(data)


def _filled(lines: list[Line], **points: str) -> bytes:
    """The table with points for whose key stands in it: _1="2" fills in Q1 of 1."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(lines[0]), delimiter=";")
    writer.writeheader()
    for line in lines:
        given = points.get(f"_{line['who']}") if line["question"] == "Q1" else None
        writer.writerow({**line, **({"points": given} if given is not None else {})})
    return text.getvalue().encode("utf-8-sig")


def _marks(data: bytes) -> dict[tuple[str, str], float | None]:
    return {(one.who, one.part): one.points for one in from_written(data, "w.csv", LAB, "today")}


def test_one_row_a_person_and_question_identical_answers_together_and_nothing_is_run() -> None:
    lines = _made()
    assert [(line["who"], line["question"]) for line in lines[:5]] == [
        ("1", "Q1"), ("3", "Q1"), ("2", "Q1"), ("4", "Q1"), ("5", "Q1"),
    ]  # fmt: skip
    assert len(lines) == 10  # who has no mark is not asked about
    assert [line["alike"] for line in lines[:3]] == ["Q1, group 1: 2", "Q1, group 1: 2", ""]
    assert lines[2]["answer"] == "'=HYPERLINK(1)"
    assert lines[3]["answer"] == "(the answer sheet cannot be read: line 3)"
    assert (lines[0]["a good one mentions"], lines[0]["out of"]) == ("features", "2")


def test_what_was_left_blank_has_a_nought_for_a_tutor_to_hand_back_and_nobody_else_has() -> None:
    given = {(line["who"], line["question"]): line["points"] for line in _made()}
    assert {who for who, points in given.items() if points == "0"} == {
        ("5", "Q1"), ("1", "Q7 b"), ("2", "Q7 b"), ("5", "Q7 b"),
    }  # fmt: skip
    assert given["4", "Q1"] == given["4", "Q7 b"] == ""


def test_points_of_a_group_count_for_all_of_it_and_nobody_else() -> None:
    marks = _marks(_filled(_made(), _1="1,5"))
    assert marks["1", "q1"] == marks["3", "q1"] == 1.5
    assert ("2", "q1") not in marks
    assert marks["5", "q7_b"] == 0
    assert ("4", "q7_b") not in marks


def test_of_a_group_with_two_marks_nothing_is_guessed() -> None:
    three = {**ANSWERED, "2": ANSWERED["1"]}
    lines = _table(written_csv(ROWS, three, {}, LAB.written, {}))
    marks = _marks(_filled(lines, _1="1", _3="2"))
    assert (marks["1", "q1"], marks["3", "q1"]) == (1, 2)
    assert ("2", "q1") not in marks


def test_what_is_marked_stands_in_the_next_table() -> None:
    mine = {"2": [Judgement("", "2", "q1", 1.5, comment="=no", by="SR")]}
    line = next(one for one in _made(mine) if (one["who"], one["question"]) == ("2", "Q1"))
    assert (line["points"], line["comment"], line["by"]) == ("1.5", "'=no", "SR")
    again = from_written(_filled(_made(mine)), "w.csv", LAB, "today")
    assert next(one for one in again if one.who == "2").comment == "=no"


def test_too_many_points_are_refused_by_line() -> None:
    with pytest.raises(JudgementError, match=r"w.csv, line \d+ \(2\): 3 points, and q1 is worth 2"):
        _marks(_filled(_made(), _2="3"))


def test_a_new_table_takes_the_place_of_what_it_speaks_of_alone() -> None:
    old = (
        Judgement("a", "1", "q1", 1),
        Judgement("a", "1", "q8", 1),
        Judgement("a", "1", points=9),
    )
    new = (Judgement("b", "1", "q1", 2),)
    assert merged(old, new) == (old[1], old[2], new[0])


def test_answers_are_kept_beside_a_result_whatever_they_are() -> None:
    kept = answers_of(answers_record({"written": {"q1": "é" * 40_000, "q2": "\ud800"}}, ""))
    assert (len(kept.texts["q1"]), kept.texts.get("q8", "")) == (30_000, "")
    assert answers_of(answers_record(None, "broken")).trouble == "broken"
    for damaged in (b"", b"[]", b'{"texts": 3}', b"[" * 100_000):
        assert answers_of(damaged).trouble


ROSTER = Roster("folder", tuple(Handed(one.key, one.key, one.name) for one in ROWS))
RULES = Rules(LAB, part1=True)


def _gather(out: Path, written: Path | None = None, rules: Rules = RULES) -> Gathered:
    gathered = gather(out, rules, ROSTER, {}, Given(written), "today")
    keep(out, gathered)
    put_written(out, gathered.judged.of(ROWS), gathered)
    return gathered


def test_a_class_s_table_goes_out_comes_back_and_stays(tmp_path: Path) -> None:
    for key in ("1", "2", "3"):
        (tmp_path / "students" / key).mkdir(parents=True)
        record = answers_record({"written": ANSWERED[key].texts}, "")
        (tmp_path / "students" / key / ANSWERS).write_bytes(record)
    _gather(tmp_path)
    table = tmp_path / "written.csv"
    filled = tmp_path / "back.csv"
    filled.write_bytes(_filled(_table(table.read_bytes()), _1="2", _2="1"))
    told = _gather(tmp_path, filled)
    assert "back.csv: " in told.notes[0]
    points = [one.points for one in told.judged.judgements["3"] if one.part == "q1"]
    assert points == [2]
    assert _gather(tmp_path).judged.of(ROWS) == told.judged.of(ROWS)
    before = table.read_bytes()
    table.write_bytes(before + b"7,Ann,Q1,,,,2,2,,\r\n")
    with pytest.raises(JudgementError, match="hand it back with --written"):
        _gather(tmp_path)
    assert table.read_bytes() != before  # nothing was written over it


def test_what_judgement_toml_says_may_stand_in_the_table_as_well(tmp_path: Path) -> None:
    (tmp_path / "judgement.toml").write_text("[[judged]]\nwho = 'Ann'\npart = 'q1'\npoints = 2\n")
    _gather(tmp_path)
    back = tmp_path / "back.csv"
    back.write_bytes((tmp_path / "written.csv").read_bytes())
    told = _gather(tmp_path, back)
    (line,) = [one for one in told.judged.judgements["1"] if one.part == "q1"]
    assert line.where.startswith("judgement.toml")
    back.write_bytes(_filled(_table(back.read_bytes()), _1="1"))
    with pytest.raises(JudgementError, match="both say what q1 is worth"):
        _gather(tmp_path, back)


def test_a_table_is_not_read_where_no_written_question_counts(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("who,question,points\n1,Q1,1\n")
    with pytest.raises(JudgementError, match="no written question counts"):
        _gather(tmp_path, tmp_path / "w.csv", replace(RULES, part1=False))
    (said,) = _gather(tmp_path, rules=replace(RULES, part1=False)).notes
    assert said.startswith("Written questions do not count")
    assert not (tmp_path / "written.csv").exists()

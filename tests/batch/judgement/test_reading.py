"""What a tutor writes down: taken as it stands, or refused by the place where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.batch.judgement.files import (
    BEGINS,
    begin_judgement,
    from_csv,
    from_toml,
    to_csv,
)
from grader.batch.judgement.judgements import Judgement, JudgementError
from grader.batch.judgement.people import People
from grader.batch.judgement.people import assigned as assigned_to
from grader.batch.nouns import Handed, Person
from tests.batch.judgement.graded import LAB, written_lab

TOML = """
[[judged]]
who = 7
part = "two-convolutions"
points = 1.5
comment = "=2+2 \\u00e9"
note = "asked"
by = "SR"
when = 2026-11-29
[[judged]]
who = "Doe,  JANE"
minus = 1
days_late = 2
"""
READ = (
    Judgement("judgement.toml, entry 1 (7)", "7", "two-convolutions", 1.5, comment="=2+2 é",
              note="asked", by="SR", when="2026-11-29"),
    Judgement("judgement.toml, entry 2 (Doe,  JANE)", "Doe,  JANE", plus=-1.0, days_late=2.0),
)  # fmt: skip
CLASS = (
    Handed("7", "7", "Ann", people=(Person("Ann", "u7", "ann@x.edu"),)),
    Handed("8", "8", "Doe, Jane"),
    Handed("9", "9", "Lee"),
    Handed("10", "10", "lee"),
)


def assigned(lines: Sequence[Judgement], handed: Sequence[Handed]) -> object:
    return assigned_to(lines, People(handed))


def _toml(text: str) -> tuple[Judgement, ...]:
    return from_toml(f"[[judged]]\nwho = 'Ann'\n{text}".encode(), LAB)


def test_an_entry_says_what_it_says() -> None:
    assert from_toml(TOML.encode(), LAB) == READ


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_table_says_the_same_however_a_spreadsheet_saves_it(
    encoding: str, delimiter: str
) -> None:
    text = to_csv(READ).decode("utf-8-sig")
    assert "'=2+2" in text  # a spreadsheet runs nothing of it
    text = text.replace('"Doe,  JANE"', "8")
    saved = text.replace(",", delimiter).replace("1.5", '"1,5"').encode(encoding)
    first, second = from_csv(saved, LAB)
    assert (first.points, first.comment, first.by, first.where) == (
        1.5, "=2+2 é", "SR", "judgement.csv, line 2 (7)",
    )  # fmt: skip
    assert (second.who, second.plus, second.days_late) == ("8", -1, 2)


def test_a_column_without_a_heading_says_nothing() -> None:
    (one,) = from_csv(b"who,points,,\n7,3,,x\n,,,\n", LAB)
    assert (one.who, one.points) == ("7", 3)


def test_the_file_that_is_put_there_judges_nobody_and_its_example_can_be_read(
    tmp_path: Path,
) -> None:
    begin_judgement(tmp_path)
    assert from_toml((tmp_path / "judgement.toml").read_bytes(), LAB) == ()
    example = BEGINS.partition("#\n")[2].replace("\n# ", "\n").replace("\n#\n", "\n")[2:]
    assert len(from_toml(example.encode(), LAB)) == 2
    (tmp_path / "judgement.toml").write_text(TOML)
    begin_judgement(tmp_path)
    assert (tmp_path / "judgement.toml").read_text() == TOML


REFUSED = {
    "a part that there is none": ("part = 'two-convolution'\npoints = 1", "'two-convolutions'"),
    "a name that there is none": ("coment = 'x'", "there is no 'coment'; did you mean 'comment'"),
    "more than it is worth": ("part = 'two-convolutions'\npoints = 3", "is worth 2"),
    "points and plus": ("points = 1\nplus = 1", "more than one of"),
    "nothing": ("by = 'SR'", "says nothing"),
    "days for a part": ("part = 'q7-counts'\ndays_late = 1", "not for q7-counts"),
    "below zero": ("points = -1", "not below 0"),
    "no number": ("points = 'many'", "points is 'many', no number"),
    "no number at all": ("points = nan", "a number up to 1000"),
    "neither yes nor no": ("exempt = 'perhaps'", "it is true or false"),
    "a question that is worth nothing": ("part = 'Q7 b'\npoints = 1", "under [written]"),
    "another table": ("[x]\ny = 1", "begins with [[judged]], and not with 'x'"),
    "no TOML": ("points = ", "is not valid TOML"),
}


@pytest.mark.parametrize(("text", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(JudgementError) as refused:
        _toml(text)
    assert says in str(refused.value)
    assert "judgement.toml" in str(refused.value)


def test_a_line_of_nobody_s_is_refused_and_so_is_a_table_without_its_heading() -> None:
    with pytest.raises(JudgementError, match="entry 1 does not say whose"):
        from_toml(b"[[judged]]\npoints = 1", LAB)
    with pytest.raises(JudgementError, match="has no column 'who'"):
        from_csv(b"name,points\nAnn,1\n", LAB)
    with pytest.raises(JudgementError, match="save it as CSV"):
        from_csv(b"PK\x03\x04", LAB)


WHOSE = {"7": "7", "U7": "7", "ann@X.edu": "7", "  doe,   jane ": "8", "9": "9"}


@pytest.mark.parametrize(("who", "key"), WHOSE.items(), ids=WHOSE)
def test_people_are_found_as_a_tutor_calls_them(who: str, key: str) -> None:
    one = Judgement("entry 1", who, points=1)
    assert assigned([one], CLASS) == {key: (one,)}


def _both(*lines: Judgement) -> str:
    with pytest.raises(JudgementError) as refused:
        assigned(lines, CLASS)
    return str(refused.value)


def test_nobody_two_people_and_two_marks_for_one_thing_are_errors_by_name() -> None:
    said = _both(Judgement("entry 1 (Zoe)", "Zoe", points=1), Judgement("entry 2 (X)", "X"))
    assert "entry 1 (Zoe); entry 2 (X)" in said
    assert "could be any of 10, 9" in _both(Judgement("entry 1", "LEE", points=1))
    twice = _both(
        Judgement("entry 1", "7", "q1", points=1), Judgement("entry 2", "Ann", "q1", exempt=True)
    )
    assert twice == "entry 2 and entry 1 both say what q1 is worth"
    added = [Judgement("entry 1", "7", plus=1), Judgement("entry 2", "7", plus=1)]
    assert assigned(added, CLASS) == {"7": tuple(added)}


def test_a_written_question_may_be_spelled_as_on_the_sheet() -> None:
    entry = b"[[judged]]\nwho = 'Ann'\npart = 'Q7 b'\npoints = 1"
    assert from_toml(entry, written_lab())[0].part == "q7_b"

"""Who handed in how late: from the worksheet, from a table, from a run before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.judgement.apply import Rules
from grader.batch.judgement.gathered import Gathered, Given, gather, keep
from grader.batch.judgement.judgements import JudgementError
from grader.batch.judgement.late_table import from_table
from grader.batch.judgement.people import People
from grader.batch.nouns import Handed, Person, Roster
from grader.batch.sheets import Place
from grader.lab import Late
from tests.batch.judgement.graded import LAB

CLASS = (
    Handed("7", "7", "Ann", people=(Person("Ann", "u7", "ann@x.edu"),)),
    Handed("8", "8", "Doe, Jane", late=True),
)
DUE = "2026-11-20T17:00:00+11:00"
RULES = Rules(replace(LAB, late=Late(DUE, 0, 5, 0, None)), part1=False)

TABLES = {
    "our own": ("who,hours\n7,51\n", 51),
    "days": ("student number;days\nu7;2,5\n", 60),
    "in words": ("name,late\nANN,2 days 3 hours\n", 51),
    "Gradescope's": ("Name,SID,Email,Lateness (H:M:S)\nX,,ann@x.edu,51:00:00\n", 51),
    "a time of the same zone": ("who,submitted\n7,2026-11-20 18:30\n", 1.5),
    "a time of another": ("who,submission time\n7,2026-11-20 07:00:00 UTC\n", 1),
    "before the due time": ("who,submitted\n7,2026-11-19 18:30\n", 0),
}


@pytest.mark.parametrize(("text", "hours"), TABLES.values(), ids=TABLES)
def test_a_table_says_how_late(text: str, hours: float) -> None:
    delays, strangers = from_table(text.encode(), "x.csv", People(CLASS), DUE)
    assert delays["7"].hours == pytest.approx(hours)
    assert strangers == ()


REFUSED = {
    "nobody's": ("who,hours\n,3\n", "line 2 does not say whose"),
    "no number": ("who,hours\n7,many\n", "hours is 'many'"),
    "no amount": ("who,late\n7,very\n", "2 days 3 hours"),
    "no time": ("who,submitted\n7,20/11/2026\n", "is no time such as"),
    "nothing of the kind": ("who,points\n7,3\n", "has no column"),
}


@pytest.mark.parametrize(("text", "says"), REFUSED.values(), ids=REFUSED)
def test_what_says_nothing_is_refused_by_line(text: str, says: str) -> None:
    with pytest.raises(JudgementError, match=says):
        from_table(text.encode(), "x.csv", People(CLASS), DUE)


def test_a_time_needs_one_that_it_is_held_to() -> None:
    with pytest.raises(JudgementError, match="set due under"):
        from_table(b"who,submitted\n7,2026-11-20 18:30\n", "x.csv", People(CLASS), "")


Places = Mapping[str, tuple[Place, ...]]


def _gather(
    out: Path, places: Places | None = None, table: str = "", rules: Rules = RULES
) -> Gathered:
    path = out / "from.csv"
    path.write_text(table or "who,hours\n")
    given = Given(late_from=path if table else None)
    gathered = gather(out, rules, Roster("moodle", CLASS), places or {}, given, "today")
    keep(out, gathered)
    return gathered


def _hours(gathered: Gathered) -> dict[str, float | None]:
    return {key: one.hours for key, one in gathered.judged.delays.items()}


def _sheet(late: str) -> Places:
    return {"7": (Place("7", "Ann", late=late),)}


def test_what_the_worksheet_says_is_kept_until_it_says_otherwise(tmp_path: Path) -> None:
    assert _hours(_gather(tmp_path)) == {"8": None}  # the download says that, and not how much
    assert not (tmp_path / "late.csv").exists()
    assert _hours(_gather(tmp_path, _sheet("2 days"))) == {"7": 48, "8": None}
    assert _hours(_gather(tmp_path)) == {"7": 48, "8": None}
    assert _hours(_gather(tmp_path, _sheet("3 days"))) == {"7": 72, "8": None}
    assert _hours(_gather(tmp_path, _sheet("drei Tage"))) == {"7": None, "8": None}
    assert _hours(_gather(tmp_path, _sheet(""))) == {"8": None}


def test_a_tutor_s_table_is_kept_and_knows_better(tmp_path: Path) -> None:
    told = _gather(tmp_path, _sheet("2 days"), "who,hours\n7,0\n8,5\nZoe,3\n")
    assert _hours(told) == {"7": 0, "8": 5}
    assert told.notes == (
        "from.csv says of 2 people how late they were; 1 line of it is of nobody in this class.",
    )
    assert _hours(_gather(tmp_path, _sheet("2 days"))) == {"7": 0, "8": 5}


def test_that_nothing_is_taken_off_is_said(tmp_path: Path) -> None:
    rules = replace(RULES, lab=LAB)
    assert _gather(tmp_path, rules=rules).notes == (
        "1 person handed in late; nothing is taken off: the lab has no [late].",
    )


def test_a_name_of_the_worksheet_s_will_do(tmp_path: Path) -> None:
    (tmp_path / "judgement.toml").write_text('[[judged]]\nwho = "Jane Doe"\nplus = 1\n')
    places = {"7": (Place("7", "Nguyễn, Ann"),)}
    assert set(_gather(tmp_path, places).judged.judgements) == {"8"}
    (tmp_path / "judgement.toml").write_text('[[judged]]\nwho = "Ann Nguyễn"\nplus = 1\n')
    assert set(_gather(tmp_path, places).judged.judgements) == {"7"}

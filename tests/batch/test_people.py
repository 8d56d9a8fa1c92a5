"""Names as the worksheet has them, and by family; never those of somebody else."""

from __future__ import annotations

import pytest

from grader.batch.people import as_on_the_sheet, family_of
from grader.batch.sheets import Place, fill
from grader.batch.sheets.nouns import Filled
from tests.batch.rows import nothing, row


def _sheet(*places: Place) -> Filled:
    return Filled("canvas", b"", (), (), (), (), {"1": places})


@pytest.mark.parametrize(
    ("download", "sheet", "family", "shown", "by"),
    [
        ("nguyenan", "Nguyễn, Văn An", "Nguyễn", "nguyenan", ""),  # not all of it: another's?
        ("nguyenvanan", "Nguyễn, Văn An", "Nguyễn", "Văn An Nguyễn", "Nguyễn"),
        ("", "Doe, Jane", "Doe", "Jane Doe", "Doe"),
        ("Ben Roe", "Doe, Jane", "Doe", "Ben Roe", ""),
        ("Jane Doe", "", "", "Jane Doe", ""),
    ],
)
def test_a_real_name(download: str, sheet: str, family: str, shown: str, by: str) -> None:
    place = Place("1", sheet, family, "Tue", "2 days")
    (told,) = as_on_the_sheet([row("1", name=download)], _sheet(place))
    assert (told.name, told.family) == (shown, by)
    assert (told.section, told.late, told.lateness) == ("Tue", True, "2 days")


def test_a_teams_members_stand_behind_its_name() -> None:
    team = (Place("5", "Poe, Ann", "Poe", "A"), Place("6", "Ben Roe", section="B"))
    (told,) = as_on_the_sheet([row("1", name="Team 3")], _sheet(*team))
    assert (told.name, told.section) == ("Team 3 (Ann Poe, Ben Roe)", "A, B")
    (known,) = as_on_the_sheet([row("1", name="Ann Poe, Ben Roe")], _sheet(*team))
    assert known.name == "Ann Poe, Ben Roe"


def test_without_a_sheet_nothing_changes() -> None:
    rows = [row("1", late=True)]
    assert as_on_the_sheet(rows, None) == rows
    assert as_on_the_sheet(rows, _sheet()) == rows


@pytest.mark.parametrize(
    ("name", "family"),
    [("Jane Doe", "Doe"), ("Ludwig van der Berg", "van der Berg"), ("李明", "李明"), ("", ""),
     ("de Vries", "Vries")],
)  # fmt: skip
def test_the_family_name_where_no_sheet_tells_it(name: str, family: str) -> None:
    assert family_of(row("1", name=name)) == family


def test_canvas_tells_family_and_section() -> None:
    sheet = (
        b'Student,ID,SIS Login ID,Section,"Lab 4 (98765)"\n    Points Possible,,,,17\n'
        b'"Doe, Jane",1,u1,Tue 10,\n'
    )
    (place,) = fill(sheet, [row("1")], nothing).places["1"]
    assert (place.family, place.section, place.late) == ("Doe", "Tue 10", "")

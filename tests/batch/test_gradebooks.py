"""Blackboard's and Brightspace's gradebooks, and people joined by their names."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from grader.batch.nouns import Handed, Person, Roster, Row
from grader.batch.sheets import SheetError, check_sheet, fill
from tests.batch.rows import row
from tests.batch.test_sheets import CANVAS, MOODLE


def _says(row: Row) -> str:
    return "well done"


def _roster(kind: str, *handed: Handed) -> Roster:
    return Roster(kind, handed)


# ---- Blackboard

BLACKBOARD = (
    '\ufeff"Last Name","First Name","Username","Student ID","Last Access","Availability",'
    '"Quiz [Total Pts: 10 Score] |97","Lab 4 [CNN] [Total Pts: 17 Score] |98",'
    '"Total [Total Pts: up to 27 Score] |99"\n'
    '"Doe","Jane","jdoe","0012","2026-11-05","Yes","9","","9"\n'
    '"Roe","Jim","jroe","0013","2026-11-05","Yes","8","Needs Grading","8"\n'
    '"Poe","Ann ""A""","apoe","0014","2026-11-05","No","7","12.00","19"\n'
)


def test_blackboards_table_goes_back_with_the_people_and_this_column_alone() -> None:
    rows = [row("jdoe"), row("JROE", 16), row("apoe", 3), row("eve")]
    rows = [replace(one, name="") for one in rows]
    filled = fill(BLACKBOARD.encode(), rows, _says, _roster("blackboard"), column="98")
    assert filled.data.decode() == (
        '\ufeff"Last Name","First Name","Username","Student ID",'
        '"Lab 4 [CNN] [Total Pts: 17 Score] |98"\n'
        '"Doe","Jane","jdoe","0012","16.5"\n'
        '"Roe","Jim","jroe","0013","16"\n'
        '"Poe","Ann ""A""","apoe","0014","3"\n'
    )
    assert filled.on_no_sheet == ("eve",)
    assert filled.notes == ('Ann "A" Poe (apoe) had 12.00 and now has 3.',)


@pytest.mark.parametrize(
    ("column", "title", "out_of", "taken"),
    [
        ("97", "", 10, "Quiz"),
        ("quiz", "", 10, "Quiz"),
        ("", "COMP4660 Lab 4 [CNN]", 17, "Lab 4"),
    ],
)
def test_which_column_of_blackboard_is_meant(
    column: str, title: str, out_of: float, taken: str
) -> None:
    assert check_sheet(BLACKBOARD.encode(), out_of, column, title).title.startswith(taken)
    with pytest.raises(SheetError, match="counts to"):
        check_sheet(BLACKBOARD.encode(), 5, column, title)


def test_blackboards_xls_is_text_of_two_bytes_with_tabs() -> None:
    text = (
        '\ufeff"Last Name"\t"First Name"\t"Username"\t"Lab 4 [Total Pts: 17 Score] |98"\t'
        '"Grading Notes"\t"Notes Format"\t"Feedback to Learner"\t"Feedback Format"\n'
        '"Ünal"\t"Zoë"\t"zu"\t""\t""\t"HTML"\t"<p>mine</p>"\t"HTML"\n'
        '"Roe"\t"Jim"\t"jr"\t""\t""\t""\t"plain"\t"PLAIN_TEXT"\n'
    )
    filled = fill(text.encode("utf-16-le"), [row("zu"), row("jr")], _says)
    said = '"<p>mine</p><div class=""cnngrade"">well done</div>"'
    want = text.replace('"zu"\t""', '"zu"\t"16.5"').replace('"jr"\t""', '"jr"\t"16.5"')
    assert filled.data.decode("utf-16-le") == want.replace('"<p>mine</p>"', said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("17 Score", "17 Percentage", "as Percentage"),
        (" |98", "", "which one is this lab's is not clear"),
    ],
)
def test_a_column_of_blackboard_that_takes_no_mark(old: str, new: str, said: str) -> None:
    text = BLACKBOARD.replace(old, new).replace("Quiz", "Quiz 1")
    text = text if "|98" in text else text.replace(" |97", " |96").replace("up to 27", "5")
    with pytest.raises(SheetError, match=re.escape(said)):
        check_sheet(text.encode(), 17, "98" if "|98" in text else "")


@pytest.mark.parametrize(
    "text",
    [
        "Last Name,First Name,Username,Child Course ID,Lab 4 [Total Pts: 17 Score] |98\n"
        "Doe,Jane,jd,LAB-TUE,\nRoe,Jim,jr,LAB-WED,\n",
        "Username,Last Name,First Name,Section Membership,"
        "Lab 4 Points Grade <Numeric MaxPoints:17>,End-of-Line Indicator\n"
        "#jd,Doe,Jane,LAB-TUE,,#\n#jr,Roe,Jim,LAB-WED,,#\n",
    ],
)
def test_a_gradebook_that_says_it_gives_everybodys_section(text: str) -> None:
    filled = fill(text.encode(), [row("jd"), row("jr")], _says)
    sections = {key: [place.section for place in those] for key, those in filled.places.items()}
    assert sections == {"jd": ["LAB-TUE"], "jr": ["LAB-WED"]}
    assert b"LAB-TUE" not in filled.data  # an upload holds the people and the mark alone


# ---- Brightspace

BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Quiz Points Grade <Numeric MaxPoints:10>,"
    "Lab 4 Points Grade <Numeric MaxPoints:17 Weight:10 Category:Labs>,End-of-Line Indicator\r\n"
    "#0017,#jdoe,Doe,Jane,9,,#\r\n"
    "#0018,#zunal,Ünal,Zoë,8,12,#\r\n"
    "#19,#jr1,Roe,Jim,7,,#\r\n"
    "#20,#jr2,Roe,Jim,6,,#\r\n"
    "#21,#apoe,Poe,Ann,5,,#\r\n"
)


def test_brightspaces_export_is_joined_by_names_that_one_person_has() -> None:
    rows = [
        row("501", name="Jane Doe"),
        row("502", 16, name="ünal  zoë"),
        row("19", 3, name="Jim Roe"),
        row("20", 4, name="Jim Roe"),
        row("21", 5, name="Somebody Else"),  # the number of Ann Poe
    ]
    filled = fill(BRIGHTSPACE.encode(), rows, _says, _roster("brightspace"), column="Lab 4")
    assert filled.data.decode() == (
        "OrgDefinedId,Username,Last Name,First Name,"
        "Lab 4 Points Grade <Numeric MaxPoints:17 Weight:10 Category:Labs>,"
        "End-of-Line Indicator\r\n"
        "#0017,#jdoe,Doe,Jane,16.5,#\r\n"
        "#0018,#zunal,Ünal,Zoë,16,#\r\n"
        "#19,#jr1,Roe,Jim,3,#\r\n"
        "#20,#jr2,Roe,Jim,4,#\r\n"
        "#21,#apoe,Poe,Ann,,#\r\n"
    )
    assert filled.on_no_sheet == ("21",)
    assert filled.without_file == ("Ann Poe (21)",)
    assert any(note.startswith("4 were joined by their names") for note in filled.notes)


@pytest.mark.parametrize(
    ("ids", "written"),
    [(("501", "502"), ()), (("19", "502"), ("19",)), (("19", "20"), ("19", "20"))],
)
def test_of_two_with_one_name_a_number_on_the_sheet_decides(
    ids: tuple[str, ...], written: tuple[str, ...]
) -> None:
    rows = [row(id, name="Jim Roe") for id in ids]
    filled = fill(BRIGHTSPACE.encode(), rows, _says, _roster("brightspace"), column="Lab 4")
    assert filled.written == written
    assert not filled.on_no_sheet
    assert any("have one name" in note for note in filled.notes) == (not written)


def test_a_name_that_two_handed_in_under_is_nobodys_without_a_number() -> None:
    rows = [row("501", name="Jane Doe"), row("502", 16, name="Jane Doe")]
    filled = fill(BRIGHTSPACE.encode(), rows, _says, _roster("brightspace"), column="Lab 4")
    assert not filled.written
    assert any("501, 502 and Jane Doe (0017) have one name" in note for note in filled.notes)


def test_a_number_that_two_of_the_name_have_decides_nothing() -> None:
    sheet = BRIGHTSPACE.replace("#jr2", "#19").encode()
    filled = fill(sheet, [row("19", name="Jim Roe")], _says, _roster("brightspace"), column="Lab 4")
    assert not filled.written


def test_one_submission_is_never_given_to_two_of_its_name() -> None:
    rows = [row("501", name="Jim Roe")]
    filled = fill(BRIGHTSPACE.encode(), rows, _says, _roster("brightspace"), column="Lab 4")
    assert not filled.written
    assert not [name for name in filled.without_file if "Roe" in name]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Last Name,First Name", "Section,Role", "has no names"),
        (" Points Grade", " Grade", "no assignment's column"),
    ],
)
def test_an_export_that_cannot_be_filled_in(old: str, new: str, said: str) -> None:
    with pytest.raises(SheetError, match=said):
        check_sheet(BRIGHTSPACE.replace(old, new).encode(), 17, "Lab 4")


# ---- one LMS's download and another's table


def test_google_classrooms_names_find_canvas_people_where_one_has_the_name() -> None:
    handed = (Handed("Jane-Doe", "Jane Doe", "Jane Doe"),)
    rows = [Row(**{**vars(row("Jane-Doe")), "id": "Jane Doe", "name": "Jane Doe"})]
    filled = fill(CANVAS, rows, _says, _roster("google", *handed), column="98765")
    assert filled.written == ("Jane-Doe",)
    assert b'"Doe, Jane",11,u11,jd,"A and ""B""",16.5\r\n' in filled.data


def test_githubs_roster_and_ilias_logins_find_moodles_people() -> None:
    sheet = MOODLE.replace(b"Email address", b"ID number").replace(b"jd@x.edu", b"u1")
    handed = (Handed("janedoe", "janedoe", "Jane", people=(Person("Jane", "U1"),)),)
    filled = fill(sheet, [row("janedoe")], _says, _roster("github", *handed))
    assert filled.written == ("janedoe",)


@pytest.mark.parametrize(
    ("sheet", "kind", "column"),
    [
        (MOODLE, "canvas", ""),
        (CANVAS, "moodle", "98765"),
        (BLACKBOARD.encode(), "canvas", "98"),
        (BRIGHTSPACE.encode(), "blackboard", "Lab 4"),
        (CANVAS, "brightspace", "98765"),
    ],
)
def test_another_lmss_table_is_refused_before_anything_is_graded(
    sheet: bytes, kind: str, column: str
) -> None:
    with pytest.raises(SheetError, match="their numbers mean different people"):
        check_sheet(sheet, 17, column, roster=_roster(kind))
    assert check_sheet(sheet, 17, column, roster=_roster("folder")).title


def test_githubs_roster_is_no_worksheet_and_that_is_said() -> None:
    with pytest.raises(SheetError, match="give it with --map"):
        check_sheet(b'"identifier","github_username","github_id","name"\n', 17)

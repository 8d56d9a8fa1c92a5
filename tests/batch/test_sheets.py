"""Worksheets filled in: the LMS would change exactly our marks, and every other byte stays."""

from __future__ import annotations

import pytest

from grader.batch.nouns import Handed, Person, Roster, Row
from grader.batch.sheets import SheetError, check_sheet, fill
from tests.batch.lms_readers import canvas_import, moodle_import
from tests.batch.rows import nothing, row


def _says(row: Row) -> str:
    return 'Well done:\n“2 < 3” \\ "yes"'


# ---- Canvas

CANVAS = (
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,"Lab 3 (55)","Lab 4, CNN (98765)",'
    "Final Score\r\n"
    ",,,,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,,10,17,(read only)\r\n"
    '"Doe, Jane",11,u11,jd,"A and ""B""",note,9,,90\r\n'
    '"O\'Neil, Zoë",12,u12,zo,A,,8,12.50,80\r\n'
    '"Roe, Rae",13,u13,rr,A,"two\nlines",7,14,70\r\n'
    '"Excused, Eve",14,u14,ee,A,,,EX,\r\n'
    '"Away, Al",15,u15,aa,A,,,N/A,\r\n'
    '"Same, Sam",16,u16,ss,A,,5,16.50,\r\n'
    '"Student, Test",99,,tt,A,,,,\r\n'
).encode()
STUDENTS = {"11", "12", "13", "14", "15", "16", "99"}
SCORES = {("12", "98765"): "12.5", ("13", "98765"): "14.0", ("16", "98765"): "16.5"} | {
    ("14", "98765"): "EX",
    ("11", "55"): "10",  # changed since the sheet was downloaded: not ours to set back
}


def test_canvas_would_change_our_marks_and_nothing_else() -> None:
    rows = [
        row("11"),
        row("12", 16.0),
        row("13", None, "no mark", trouble="the trainer died."),
        row("14"),
        row("15"),
        row("16"),
        row("77"),
    ]
    filled = fill(CANVAS, rows, _says, column="Lab 4, CNN")
    changes = canvas_import(filled.data, SCORES, STUDENTS, {"55", "98765"})
    assert changes.marks == {"11:98765": "16.5", "12:98765": "16"}
    assert not changes.new_assignments
    assert not changes.new_students
    assert filled.written == ("11", "12", "16")
    assert filled.on_no_sheet == ("77",)
    assert filled.without_file == ("Student, Test (99)",)
    said = " ".join(filled.notes)
    for part in (
        "had 12.50 and now has 16",
        "left as they were (1): Roe, Rae (13)",
        "is excused",
        "is not assigned",
    ):
        assert part in said


def test_canvas_cells_that_stay_are_the_same_bytes() -> None:
    filled = fill(CANVAS, [row("11")], nothing, column="98765")
    want = (
        '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,"Lab 4, CNN (98765)"\r\n'
        ",,,,,Manual Posting\r\n"
        "    Points Possible,,,,,17\r\n"
        '"Doe, Jane",11,u11,jd,"A and ""B""",16.5\r\n'
        '"O\'Neil, Zoë",12,u12,zo,A,12.50\r\n'
        '"Roe, Rae",13,u13,rr,A,14\r\n'
        '"Excused, Eve",14,u14,ee,A,EX\r\n'
        '"Away, Al",15,u15,aa,A,N/A\r\n'
        '"Same, Sam",16,u16,ss,A,16.50\r\n'
        '"Student, Test",99,,tt,A,\r\n'
    )
    assert filled.data.decode() == want


@pytest.mark.parametrize(
    ("column", "title", "taken"),
    [
        *[("Lab 3", "", "Lab 3 (55)"), ("lab 3 (55)", "", "Lab 3 (55)"), ("55", "", "Lab 3 (55)")],
        *[("", "COMP4660 Lab 3", "Lab 3 (55)"), ("", "Lab 3", "Lab 3 (55)")],
    ],
)
def test_which_assignment_is_meant(column: str, title: str, taken: str) -> None:
    assert check_sheet(CANVAS, 10, column, title).title == taken


@pytest.mark.parametrize(("column", "title"), [("", ""), ("Lab", ""), ("", "Essay"), ("9", "")])
def test_an_unclear_assignment_is_asked_for_by_name(column: str, title: str) -> None:
    with pytest.raises(SheetError, match=r"--column.*“Lab 3 \(55\)”, “Lab 4, CNN \(98765\)”$"):
        fill(CANVAS, [row("11")], nothing, column=column, title=title)


def test_a_sheet_of_semicolons_and_decimal_commas() -> None:
    data = (
        b"LastName;FirstName;ID;SIS Login ID;Section;Lab (5)\n"
        b" Points Possible;;;;;17,00\nDoe;Jane;11;jd;A;\n"
    )
    filled = fill(data, [row("11")], nothing)
    assert filled.data == data.replace(b"jd;A;", b"jd;A;16,5")
    assert canvas_import(filled.data, {}, {"11"}, {"5"}).marks == {"11:5": "16.5"}


# ---- Moodle

HEAD = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (submission),Online text,Last modified (grade),Feedback comments"
)
MOODLE = (
    f"{HEAD}\n"
    '"Participant 21","Doe, Jane",jd@x.edu,"Submitted for grading",,17.00,Yes,'
    '"Monday, 1 May 2024, 9:00 AM","a ""text"",\nof two lines",-,\n'
    "Participant 22,Zoë O'Neil,zo@x.edu,Submitted,12.00,17.00,Yes,-,,"
    '"Tuesday, 2 May 2024, 9:00 AM","<p>by hand</p>"\n'
    "Participant 23,Rae,r@x.edu,Submitted,11.00,17.00,Yes,-,,-,kept\n"
    "Participant 24,Lou,l@x.edu,Submitted,10.00,17.00,No,-,,-,kept\n"
    "Participant 25,Al,a@x.edu,No submission,,17.00,Yes,-,,-,"
).encode()
GRADES = {"22": (12.0, "Tuesday, 2 May 2024, 9:00 AM"), "23": (11.0, "-"), "24": (10.0, "-")}
COMMENTS = {"22": "<p>by hand</p>", "23": "kept", "24": "kept"}
PEOPLE = {"21", "22", "23", "24", "25"}
OURS = '<div class="cnngrade">Well done:<br>“2 &lt; 3” &#92; &quot;yes&quot;</div>'.replace(
    "“", "&#8220;"
).replace("”", "&#8221;")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("maximum", [b"Maximum grade", b"Maximum Grade"])
def test_moodle_would_change_our_marks_and_comments_and_nothing_else(
    mark: bytes, line_end: bytes, maximum: bytes
) -> None:
    sheet = mark + MOODLE.replace(b"\n", line_end).replace(b"Maximum grade", maximum)
    rows = [row("21"), row("22", 16), row("23", None, "no mark"), row("24"), row("99")]
    filled = fill(sheet, rows, _says)
    changes = moodle_import(filled.data, GRADES, COMMENTS, PEOPLE, 17, frozenset({"24"}))
    assert changes.marks == {"21": 16.5, "22": 16.0}
    assert changes.comments == {"21": OURS, "22": f"<p>by hand</p>{OURS}"}
    assert filled.written == ("21", "22")
    assert filled.on_no_sheet == ("99",)
    assert filled.without_file == ("Al (25)",)
    assert [place.id for place in filled.places["21"]] == ["21"]
    assert any("locked" in note for note in filled.notes)


def test_moodle_cells_that_stay_are_the_same_bytes() -> None:
    filled = fill(MOODLE, [row("21")], nothing)
    assert filled.data == MOODLE.replace(b'for grading",,17', b'for grading",16.5,17')
    assert fill(MOODLE, [], _says).data == MOODLE
    assert fill(MOODLE, [row("21", None, "nothing to grade")], _says).data == MOODLE


def test_filled_in_twice_the_comment_stands_once() -> None:
    once = fill(MOODLE, [row("22", 16)], _says)
    assert fill(once.data, [row("22", 16)], _says).data == once.data


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        *[("16", 16.4, "16.4"), ("16.00", 16.25, "16.25"), ("16.50", 16.49, "16.49")],
        *[("16.4", 16.4, "16.4"), ("16.40", 16.4, "16.40"), ("16.33", 16.333, "16.33")],
    ],
)
def test_a_cell_changes_where_its_mark_does_however_little(
    before: str, mark: float, after: str
) -> None:
    sheet = MOODLE.replace(b"12.00", before.encode())
    assert fill(sheet, [row("22", mark)], nothing).data == MOODLE.replace(b"12.00", after.encode())


def test_moodle_with_decimal_commas() -> None:
    sheet = MOODLE.replace(b"17.00", b'"17,00"').replace(b"12.00", b'"12,00"')
    filled = fill(sheet, [row("21"), row("22", 15.25)], nothing)
    assert b'for grading","16,5","17,00"' in filled.data
    assert b'Submitted,"15,25","17,00"' in filled.data


def test_another_maximum_is_refused_or_scaled_when_asked() -> None:
    sheet = MOODLE.replace(b"17.00", b"100.00")
    with pytest.raises(SheetError, match=r"counts to 100 and the lab to 17.*--scale"):
        fill(sheet, [row("21")], nothing)
    with pytest.raises(SheetError, match="counts to 100"):
        check_sheet(sheet, 17)
    assert b'grading",97.06,100.00' in fill(sheet, [row("21")], nothing, scale=True).data


TEAMS = (
    "Identifier,Full name,Status,Group,Grade,Maximum grade,Grade can be changed,"
    "Last modified (grade),Feedback comments\n"
    "Participant 5,Jane,-,Team_A,,17.00,Yes,-,\n"
    "Participant 6,Zoë,-,Team_A,,17.00,Yes,-,\n"
    "Participant 7,Rae,-,Default group,,17.00,Yes,-,\n"
).encode()


def test_a_team_of_moodle_is_told_by_its_name_and_never_by_its_number() -> None:
    handed = (
        Handed("7", "7", "Team A"),  # group 7, not participant 7
        Handed("Default-group", "", "Default group", group=True),
    )
    rows = [row("7", name="Team A"), Row(**{**vars(row("")), "name": "Default group"})]
    rows[1] = Row(**{**vars(rows[1]), "key": "Default-group", "points": 3.0})
    filled = fill(TEAMS, rows, nothing, Roster("moodle", handed))
    changes = moodle_import(filled.data, {}, {}, {"5", "6", "7"}, 17)
    assert changes.marks == {"5": 16.5, "6": 16.5, "7": 3.0}
    assert [place.id for place in filled.places["7"]] == ["5", "6"]


@pytest.mark.parametrize(("name", "written"), [("Lou", ("24",)), ("Group 24", ())])
def test_whoever_is_only_called_like_a_team_is_a_person(name: str, written: tuple[str]) -> None:
    sheet = MOODLE.replace(b"17.00,No", b"17.00,Yes").replace(b"Lou", name.encode())
    handed = (Handed("24", "24", "Lou", group=True),)
    assert (
        fill(sheet, [row("24", name="Lou")], nothing, Roster("moodle", handed)).written == written
    )


# ---- from another place than the sheet's


@pytest.mark.parametrize("sid", ["u11", "U11", "jd"])
def test_gradescope_marks_go_into_canvas_by_student_number(sid: str) -> None:
    handed = (Handed("12", "12", "Jane", people=(Person("Jane", sid),)),)
    filled = fill(CANVAS, [row("12")], nothing, Roster("gradescope", handed), column="98765")
    changes = canvas_import(filled.data, SCORES, STUDENTS, {"98765"})
    assert changes.marks == {"11:98765": "16.5"}  # not 12, which is the submission's own number


def test_folders_called_by_login_go_into_canvas() -> None:
    roster = Roster("folder", (Handed("jd", "jd", "jd"),))
    filled = fill(CANVAS, [row("jd")], nothing, roster, column="98765")
    assert canvas_import(filled.data, SCORES, STUDENTS, {"98765"}).marks == {"11:98765": "16.5"}


def test_a_sheet_of_the_other_lms_is_refused() -> None:
    with pytest.raises(SheetError, match="Moodle's and the submissions are Canvas's"):
        fill(MOODLE, [row("21")], nothing, Roster("canvas", ()))


@pytest.mark.parametrize(
    "sheet",
    [
        MOODLE.replace(b"17.00", b""),
        MOODLE.replace(b"17.00", b"0.00"),
        b'Student,ID,SIS Login ID,Section,L (1)\n"Poe, Ann",21,a,A,\n',
    ],
)
def test_nothing_is_scaled_to_no_maximum(sheet: bytes) -> None:
    with pytest.raises(SheetError, match="--scale has nothing to scale to"):
        check_sheet(sheet, 17, scale=True)
    assert fill(sheet, [row("21", 16)], nothing).written == ("21",)  # as it is, unscaled


def test_a_sheet_of_the_other_lms_is_refused_before_anything_is_graded() -> None:
    with pytest.raises(SheetError, match="their numbers mean different people"):
        check_sheet(MOODLE, 17, roster=Roster("canvas", ()))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "neither"),
        (b"name,mark\n", "neither"),
        (b"PK\x03\x04abc", "Excel"),
        ("Student".encode("utf-16"), "UTF-16"),
        (b"Identifier,Grade\n", "Last modified"),
        (b"Identifier,Grade,Scale,Last modified (grade)\n", "scale"),
        (b"Student,ID,SIS Login ID,Section,Final Score\n", "no assignment's column"),
        (b"Student,ID,SIS Login ID,Section,L (1)\n Points Possible,,,,(read only)\n", "read only"),
    ],
)
def test_what_is_no_worksheet_is_told_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(SheetError, match=r"^[^\n]+$") as error:
        fill(data, [], nothing)
    assert said in str(error.value)


def test_where_there_is_nothing_to_say_a_comment_stays() -> None:
    changes = moodle_import(
        fill(MOODLE, [row("22", 16)], nothing).data, GRADES, COMMENTS, PEOPLE, 17
    )
    assert changes.marks == {"22": 16.0}
    assert not changes.comments


@pytest.mark.parametrize("state", ["no mark", "nothing to grade"])
def test_points_without_a_grading_are_no_mark(state: str) -> None:
    assert fill(MOODLE, [row("21", 0.0, state)], _says).data == MOODLE

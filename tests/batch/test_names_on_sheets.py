"""Number and name: where sheet and download call somebody otherwise, nobody gets another's mark."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from grader.batch.nouns import Handed, Roster, Row
from grader.batch.sheets import SheetError, check_sheet, fill
from tests.batch.rows import nothing, row

NAMES = ("Ann Poe", "Bob Roe", "Cid Doe", "Dan Low", "Eve Kay", "Fay Orr", "Gus Ott", "Hal Ives",
         "Ida Nye", "Jo Ash", "Kim Lee", "Lou Fox")  # fmt: skip


def _named(names: Sequence[str]) -> bytes:
    head = "Identifier,Full name,Grade,Maximum grade,Last modified (grade)\n"
    lines = [f"Participant {30 + n},{name},,17.00,-\n" for n, name in enumerate(names)]
    return (head + "".join(lines)).encode()


def _class(names: Sequence[str], kind: str = "moodle") -> tuple[Roster, list[Row]]:
    ids = [str(30 + n) for n in range(len(names))]
    handed = tuple(Handed(id, id, name) for id, name in zip(ids, names, strict=True))
    return Roster(kind, handed), [row(h.id, name=h.name) for h in handed]


def test_a_column_that_was_sorted_alone_gives_nobody_another_s_mark() -> None:
    roster, rows = _class(NAMES)
    sheet = _named(sorted(NAMES, reverse=True))
    for act in (
        lambda: check_sheet(sheet, 17, roster=roster),
        lambda: fill(sheet, rows, nothing, roster),
    ):
        with pytest.raises(
            SheetError, match=r"other names than .* 12 of 12 .*--trust-ids"
        ) as error:
            act()
        assert "30 is Lou Fox on the worksheet and Ann Poe in the download" in str(error.value)
    check_sheet(sheet, 17, roster=roster, trust_ids=True)
    filled = fill(sheet, rows, nothing, roster, trust_ids=True)
    assert len(filled.written) == 12
    assert len([note for note in filled.notes if "filled in by the number" in note]) == 12


def test_a_few_who_are_called_otherwise_are_named_and_filled_in() -> None:
    roster, rows = _class(NAMES)
    filled = fill(_named(["Ann Poe-Smith", "Robert Row", *NAMES[2:]]), rows, nothing, roster)
    assert len(filled.written) == 12
    assert filled.notes == (
        "31 is Robert Row on the worksheet and Bob Roe in the download, and was filled in by the "
        "number.",
    )


def test_two_who_are_crossed_among_many_are_left_as_they_were() -> None:
    names = [f"Student {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)]
    roster, rows = _class(names)
    filled = fill(_named([names[1], names[0], *names[2:]]), rows, nothing, roster)
    assert filled.written == tuple(one.key for one in rows[2:])
    assert all("--trust-ids fills it in" in note for note in filled.notes)


@pytest.mark.parametrize(
    ("sheets", "downloads"),
    [
        ("Doe, Jane", "doejane"),
        ("Jane Doe", "Doe Jane"),
        ("O'Brien, Siobhán", "obriensiobhan"),
        ("Jane Doe", "Group 1-Jane Doe"),
        ("علی\u200cرضا", "علیرضا"),
        ("\u202bعمر\u202c", "عمر"),
        ("Sto\u00adke", "Stoke"),
        ("ÜNAL IŞIK", "Ünal Işık".upper()),
        ("ﬁona", "Fiona"),
        ("ＦＵＬＬ", "full"),
        ("", "Jane Doe"),
        ("Jane Doe", ""),
        ("😀", "🙃"),
    ],
)
def test_one_person_in_two_spellings(sheets: str, downloads: str) -> None:
    roster, _ = _class([downloads, downloads])
    check_sheet(_named([f'"{sheets}"'] * 2), 17, roster=roster)


def test_who_is_called_like_a_team_is_told_by_number_and_name() -> None:
    called = (("30", "Team Rocket"), ("31", "Group 7"))
    handed = tuple(Handed(id, id, name, group=True) for id, name in called)
    rows = [row(one.id, name=one.name) for one in handed]
    filled = fill(_named(["Team Rocket", "Bob Roe"]), rows, nothing, Roster("moodle", handed))
    assert (filled.written, filled.on_no_sheet) == (("30",), ("31",))


def test_a_blank_at_the_end_of_a_folder_is_no_other_name() -> None:
    sheet = _named(["E."]).replace(b"Full name", b"Full name,ID number").replace(b"E.", b"E.,E.")
    roster = Roster("folder", (Handed("E. ", "E. ", "E. "),))
    assert fill(sheet, [row("E. ", name="E. ")], nothing, roster).written == ("E. ",)


def test_folders_called_by_number_say_no_name() -> None:
    roster, rows = _class(["30", "31"], "folder")
    sheet = _named(NAMES[:2]).replace(b"Full name", b"Full name,ID number")
    sheet = sheet.replace(b"Ann Poe", b"Ann Poe,30").replace(b"Bob Roe", b"Bob Roe,31")
    assert len(fill(sheet, rows, nothing, roster).written) == 2

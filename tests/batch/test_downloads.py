"""What each learning platform's download says of a hand-in: who, when, which file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.batch.rosters import blackboard, brightspace, ilias
from grader.batch.rosters.nouns import RosterError
from grader.lab import exercises_folder
from tests.batch.downloads import (
    LAB,
    NET,
    OTHER,
    PLAIN,
    as_folder,
    as_zip,
    by_key,
    read_download,
    zip_of,
)
from tests.batch.layouts import BLACKBOARD, GITHUB, GOOGLE, NBGRADER, ROSTER, text_of

STARTER = (exercises_folder() / LAB.file_name).read_bytes()


# ---- Blackboard


@pytest.mark.parametrize(
    ("name", "who", "file"),
    [
        ("Lab 4_jdoe_attempt_2026-11-03-11-00-00.txt", "Lab 4_jdoe", ""),
        ("Lab 4_jdoe_attempt_2026-11-03-11-00-00_notes.txt", "Lab 4_jdoe", "notes.txt"),
        ("L_4_j_d_attempt_2026-11-03-11-00-00_a_attempt_b.py", "L_4_j_d", "a_attempt_b.py"),
    ],
)
def test_blackboard_names(name: str, who: str, file: str) -> None:
    read = blackboard.read_name(name)
    assert read is not None
    assert (read.who, read.file) == (who, file)


def test_blackboard_takes_the_newest_attempt_and_says_so(tmp_path: Path) -> None:
    jane = by_key(read_download(as_zip(tmp_path, BLACKBOARD)))["jdoe"]
    assert (jane.name, jane.sheet) == ("Jane Doe", b"[a]\n")
    assert jane.file == "Lab 4_jdoe_attempt_2026-11-04-09-30-00_task1_cnn.py"
    assert "Handed in 2 times; that of 2026-11-04 09.30 was taken." in jane.notes
    assert not jane.doubts


@pytest.mark.parametrize(
    ("last", "file", "doubt"),
    [
        # what was handed in last counts, whatever it is called
        ({"net.py": NET + b"#"}, "_net.py", ""),
        ({"lab.zip": zip_of({"net.py": NET + b"#"})}, "_lab.zip/net.py", ""),
        (
            {"lab.zip": zip_of({"a/net.py": NET, "b/net.py": NET.replace(b"x\n", b"-x\n")})},
            "/net.py",
            "could be meant as well",
        ),
        # unless there is nothing to grade in it
        ({"notes.py": PLAIN}, "09-30-00_task1_cnn.py", "The last hand-in (2026-11-05 10.00) does"),
        ({"task1_cnn.py": STARTER}, "09-30-00_task1_cnn.py", "does not define Net; that of 2026"),
        ({"a.pdf": b"%PDF"}, "09-30-00_task1_cnn.py", "The last hand-in (2026-11-05 10.00) does"),
    ],
)
def test_which_attempt_is_taken(
    tmp_path: Path, last: dict[str, bytes], file: str, doubt: str
) -> None:
    start = "Lab 4_jdoe_attempt_2026-11-05-10-00-00"
    files = {f"{start}_{name}": data for name, data in last.items()}
    jane = by_key(read_download(as_zip(tmp_path, {**BLACKBOARD, **files})))["jdoe"]
    assert jane.file.endswith(file)
    assert doubt in " ".join(jane.doubts)
    assert len(jane.doubts) == bool(doubt)


@pytest.mark.parametrize(
    ("files", "ids"),
    [
        ({"L_4_ann": b"", "L_4_bob": b""}, ["ann", "bob"]),
        ({"L_4_s_1": text_of("Ann", "s_1"), "L_4_s_2": text_of("Bob", "s_2")}, ["s_1", "s_2"]),
        ({"L_4_s_1": text_of("Ann", "bob"), "L_4_s_2": b"Name: Eve"}, ["1", "2"]),
        ({"L_4_ann": b""}, ["ann"]),
        ({"Lab": b"", "Lob": b""}, ["Lab", "Lob"]),
    ],
)
def test_where_blackboards_username_begins(
    tmp_path: Path, files: dict[str, bytes], ids: list[str]
) -> None:
    """By the text beside it where that has the same name as the file, else by what all share."""
    when = "_attempt_2026-11-03-11-00-00"
    both = {f"{who}{when}.txt": text for who, text in files.items()}
    both.update({f"{who}{when}_net.py": NET for who in files})
    assert [one.id for one in read_download(as_zip(tmp_path, both)).handed] == ids


def test_what_was_typed_into_blackboard_is_said_to_be_typed(tmp_path: Path) -> None:
    when = "attempt_2026-11-03-11-00-00.txt"
    files = {
        f"L_ann_{when}": text_of("Ann", "ann"),
        f"L_bob_{when}": text_of("Bob", "bob").replace(b"There is no student", b"See my"),
    }
    found = by_key(read_download(as_zip(tmp_path, files)))
    assert found["ann"].trouble == "nothing was handed in"
    assert "typed" in found["bob"].trouble


# ---- Brightspace


@pytest.mark.parametrize(
    ("name", "who", "when", "file"),
    [
        ("840137-90210 - Johnny Cache - Sep 12, 2015 6:31 PM", "Johnny Cache", "2015-09-12 18", ""),
        ("17-31 - J - D - Nov 3, 2026 1201 AM", "J - D", "2026-11-03 00", ""),
        ("17-31 - Zoë Ünal - Jan 9, 2026 11_55 AM - a - b.py", "Zoë Ünal", "2026-01-09 11",
         "a - b.py"),
        ("17-31 - Jane Doe - 3 novembre 2026 11h02", "Jane Doe", "2026-11-03 11", ""),
        ("17-31 - A - B - 9. März 2026 1102 - a - 2025.py", "A - B", "2026-03-09 11",
         "a - 2025.py"),
        ("17-31 - Jane Doe - 3 de août de 2026 11_02 - a.py", "Jane Doe", "2026-08-03 11", "a.py"),
        ("17-31 - Jane Doe - juil. 3, 2026 1 h 02 p. m. - a.py", "Jane Doe", "2026-07-03 13",
         "a.py"),
        ("17-31 - Jane Doe - 2026年11月3日 1102 - a.py", "Jane Doe", "", "a.py"),
        ("17-31 - Jane Doe - 3 November, 2026 102 PM", "Jane Doe", "2026-11-03 13", ""),
        ("17-31 - Jane Doe - 3 November 2026 1302", "Jane Doe", "2026-11-03 13", ""),
        ("17-31 - Jane Doe - 3 November, 2026 102 PM - a.py", "Jane Doe", "2026-11-03 13", "a.py"),
    ],
)  # fmt: skip
def test_brightspace_names(name: str, who: str, when: str, file: str) -> None:
    read = brightspace.read_name(name)
    assert read is not None
    told = f"{datetime.fromtimestamp(read.seconds, UTC):%Y-%m-%d %H}" if read.seconds else ""
    assert (read.name, told, read.file) == (who, when, file)


def test_brightspace_takes_the_newest_hand_in(tmp_path: Path) -> None:
    """By the date in its name, whose letters are in no order."""
    first, second = "17-31 - J - Apr 4, 2026 930 AM/a.py", "17-31 - J - Dec 3, 2025 1102 PM/a.py"
    files = {first: NET, second: NET + b"#", "18-31 - K - Dec 3, 2025 1102 PM - a.py": NET}
    found = by_key(read_download(as_zip(tmp_path, files)))
    assert found["17"].file == first
    assert found["18"].data == NET


def test_hand_ins_that_nothing_tells_apart_are_for_a_person(tmp_path: Path) -> None:
    names = [f"17-31 - J - {day} Tachwedd 2026 11h02/a.py" for day in (3, 4)]
    (found,) = read_download(as_zip(tmp_path, dict.fromkeys(names, NET)), "brightspace").handed
    assert found.doubts == (
        "Handed in 2 times; that of 3 Tachwedd 2026 11h02 was taken. Nothing tells whether it is "
        "the last.",
    )


# ---- GitHub Classroom


def test_a_roster_in_the_folder_says_who_is_who(tmp_path: Path) -> None:
    files = {"x/cw-1-JaneDoe/net.py": NET, "x/cw-1-jim-roe-1/net.py": NET}
    roster = read_download(as_zip(tmp_path, {**files, "x/classroom_roster.csv": ROSTER}))
    assert roster.kind == "github"
    people = [[(one.name, one.sid) for one in handed.people] for handed in roster.handed]
    assert [one.id for one in roster.handed] == ["JaneDoe", "jim-roe-1"]
    assert people == [[("Jane Doe", "u1")], [("u2", "u2")]]
    assert roster.notes == (
        "On classroom_roster.csv, but without a repository here (1): u3.",
    )  # fmt: skip


@pytest.mark.parametrize("how", ["beside", "--map"])
def test_a_roster_beside_the_folder_or_given_as_a_map(tmp_path: Path, how: str) -> None:
    top = as_folder(tmp_path, {"cw-janedoe/net.py": NET, "cw-eve/net.py": NET})
    table = tmp_path / ("classroom_roster.csv" if how == "beside" else "people.csv")
    table.write_bytes(ROSTER.replace(b"jim-roe", b"eve"))
    roster = read_download(top, people=None if how == "beside" else table)
    assert (roster.kind, [one.id for one in roster.handed]) == ("github", ["eve", "janedoe"])


def test_a_roster_of_others_proves_nothing(tmp_path: Path) -> None:
    top = as_folder(tmp_path, {"cw-a/net.py": NET, "cw-b/net.py": NET})
    (tmp_path / "classroom_roster.csv").write_bytes(ROSTER)
    assert read_download(top).kind == "folder"
    forced = read_download(top, "github")
    assert [one.id for one in forced.handed] == ["a", "b"]
    assert "is on no line of classroom_roster.csv" in forced.handed[0].notes[0]


def test_the_clones_folder_itself_may_be_given(tmp_path: Path) -> None:
    files = {path.removeprefix("lab-4-submissions/"): data for path, data in GITHUB.items()}
    top = as_folder(tmp_path, files).rename(tmp_path / "lab-4-submissions")
    assert [one.id for one in read_download(top).handed] == ["janedoe", "jim-roe"]


# ---- Google Classroom, ILIAS, nbgrader


def test_drives_own_name_of_the_archive_is_proof_enough(tmp_path: Path) -> None:
    path = tmp_path / "Lab 4-20261105T100000Z-001.zip"
    path.write_bytes(zip_of({"Lab 4/Ann - mine.py": NET, "Lab 4/Bob - other.py": OTHER}))
    roster = read_download(path)
    assert (roster.kind, [one.name for one in roster.handed]) == ("google", ["Ann", "Bob"])
    assert "two students of one name" in roster.notes[0]


@pytest.mark.parametrize("copy", ["Copy of ", "Kopie von ", "Cópia de Copia di "])
def test_copies_and_notebooks_are_called_as_asked(tmp_path: Path, copy: str) -> None:
    names = [f"Lab 4/Ann - {copy}task1_cnn.ipynb", f"Lab 4/Bob - {copy}task1_cnn (1).ipynb"]
    files = {**dict.fromkeys(names, b"{}"), "Lab 4/Cid - mine.py": NET, "Lab 4/Dan - x.rar": b""}
    roster = read_download(as_zip(tmp_path, files))
    assert (roster.kind, [one.id for one in roster.handed]) == (
        "google", ["Ann", "Bob", "Cid", "Dan"],
    )  # fmt: skip


def test_of_several_files_of_google_classroom_the_network_is_taken(tmp_path: Path) -> None:
    found = by_key(read_download(as_zip(tmp_path, GOOGLE)))
    assert found["Jim-Roe"].file == "Lab 4/Jim Roe - task1_cnn(1).py"
    assert found["Jane-Doe"].sheet == b"[a]\n"


def test_ilias_names() -> None:
    read = ilias.read_name("von Roe_Jim_jim_roe_4712")
    assert read == ilias.Name("Jim von Roe", "jim_roe", "4712")
    assert ilias.read_name("__xiaolong_4713") == ilias.Name("", "xiaolong", "4713")
    assert ilias.read_name("Doe_Jane_4712") is None


def test_ilias_says_who_is_late_in_the_files_name(tmp_path: Path) -> None:
    files = {
        "Lab_4/Submissions/Doe_Jane_jdoe_1/Late Submission - task1_cnn.py": NET,
        "Lab_4/Submissions/Moe_Al_amoe_2/Verspaetete Abgabe - task1_cnn.py": NET,
        "Lab_4/Submissions/Roe_Jim_jroe_3/task1_cnn.py": NET,
    }
    roster = read_download(as_zip(tmp_path, files))
    assert [(one.id, one.late) for one in roster.handed] == [
        ("amoe", True), ("jdoe", True), ("jroe", False),
    ]  # fmt: skip


def test_a_team_of_ilias_is_one_submission_of_all_its_members(tmp_path: Path) -> None:
    files = {
        "Abgaben/Team 7/Doe_Jane_jdoe_11/task1_cnn.py": NET,
        "Abgaben/Team 7/Roe_Jim_jroe_12/part1.toml": b"[a]\n",
        "Abgaben/Team 8/Poe_Ann_apoe_13/task1_cnn.py": NET,
    }
    roster = read_download(as_zip(tmp_path, files))
    team = roster.handed[0]
    assert (roster.kind, team.id, team.name) == ("ilias", "Team 7", "Jane Doe, Jim Roe")
    assert [person.sid for person in team.people] == ["jdoe", "jroe"]
    assert (team.group, team.data, team.sheet) == (True, NET, b"[a]\n")


def test_nbgraders_time_stamps_are_proof_wherever_its_folder_lies(tmp_path: Path) -> None:
    files = {path.removeprefix("submitted/"): data for path, data in NBGRADER.items()}
    roster = read_download(as_zip(tmp_path, files))
    assert (roster.kind, [one.id for one in roster.handed]) == ("nbgrader", ["jdoe", "jroe"])


def test_of_several_assignments_of_nbgrader_the_labs_is_taken(tmp_path: Path) -> None:
    other = {f"submitted/{who}/lab3/ps.ipynb": b"{}" for who in ("jdoe", "jroe")}
    roster = read_download(as_zip(tmp_path, {**NBGRADER, **other}))
    assert (roster.kind, [one.data for one in roster.handed]) == ("nbgrader", [NET, NET])
    assert "Of the assignments lab3, lab4, lab4 was graded." in roster.notes
    both = {f"submitted/{who}/lab5/task1_cnn.ipynb": b"{}" for who in ("jdoe", "jroe")}
    with pytest.raises(RosterError, match=r"2 assignments.*lab4, lab5.*--map"):
        read_download(as_zip(tmp_path, {**NBGRADER, **both}))


def test_what_nbgraders_exchange_collected(tmp_path: Path) -> None:
    files = {
        "a+b+lab4+2026-11-03 11:00:00.5 UTC+dGVz/task1_cnn.py": NET + b"#",
        "a+b+lab4+2026-11-04 11:00:00.5 UTC+dGVz/task1_cnn.py": NET,
        "jroe+lab4+2026-11-03 11:00:00.5 UTC/task1_cnn.py": NET,
        "jroe+lab4+2026-11-03 11:00:00.5 UTC/timestamp.txt": b"x",
    }
    roster = read_download(as_folder(tmp_path, files))
    assert (roster.kind, [one.id for one in roster.handed]) == ("nbgrader", ["a+b", "jroe"])
    assert all(one.data == NET for one in roster.handed)

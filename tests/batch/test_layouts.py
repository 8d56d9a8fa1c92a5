"""Whose download it is: each class is read as its own kind, and never as another's."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.batch.rosters import blackboard, brightspace, ilias
from grader.batch.rosters.kinds import KINDS
from grader.batch.rosters.layouts import LAYOUTS
from grader.batch.rosters.level import NEARLY_ALL
from grader.batch.rosters.nouns import Given, Part, RosterError
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
from tests.batch.layouts import BLACKBOARD, CLASSES, GITHUB, GOOGLE, NBGRADER, ROSTER, text_of

STARTER = (exercises_folder() / LAB.file_name).read_bytes()


def test_every_kind_has_a_layout_and_a_class_to_try() -> None:
    assert set(LAYOUTS) == set(KINDS) - {"auto"}
    assert set(CLASSES) == set(LAYOUTS) - {"map"}


@pytest.mark.parametrize("make", [as_zip, as_folder])
@pytest.mark.parametrize("kind", CLASSES)
def test_a_class_is_read_as_its_own_kind(tmp_path: Path, kind: str, make: object) -> None:
    files, keys = CLASSES[kind]
    roster = read_download(make(tmp_path, files))  # type: ignore[operator]
    assert (roster.kind, [one.key for one in roster.handed]) == (kind, keys)
    assert all(one.data == NET for one in roster.handed)
    assert not any("no student" in note for note in roster.notes if "xlsx" not in note)


@pytest.mark.parametrize("kind", sorted({*CLASSES} - {"github"}))
def test_folders_around_all_of_it_change_nothing(tmp_path: Path, kind: str) -> None:
    files, keys = CLASSES[kind]
    roster = read_download(
        as_zip(tmp_path, {f"term 1/class A/{path}": files[path] for path in files})
    )
    assert (roster.kind, [one.key for one in roster.handed]) == (kind, keys)


@pytest.mark.parametrize("kind", CLASSES)
def test_every_layout_looks_at_every_class_and_only_its_own_claims_it(kind: str) -> None:
    parts = tuple(Part(path, data) for path, data in sorted(CLASSES[kind][0].items()))
    given = Given(parts, LAB, "submissions.zip")
    shares = {other: one.level(given).share for other, one in LAYOUTS.items() if one.level}
    assert {other for other, share in shares.items() if share >= NEARLY_ALL} == {kind} - {"folder"}


EVES = [
    "task1_cnn.py",
    "submission_metadata.yml",
    "submission_1/task1_cnn.py",
    "Jane Doe_21_assignsubmission_file/task1_cnn.py",
    "doejane_11_101_task1_cnn.py",
    "Lab 4_jdoe_attempt_2027-01-01-00-00-00_task1_cnn.py",
    "Lab 4_jdoe_attempt_2027-01-01-00-00-00.txt",
    "17-31 - Jane Doe - Nov 4, 2027 930 AM/task1_cnn.py",
    "classroom_roster.csv",
    "lab-4-submissions/lab-4-janedoe/task1_cnn.py",
    "Jane Doe - task1_cnn.py",
    "Submissions/Doe_Jane_jdoe_4711/task1_cnn.py",
    "submitted/jdoe/lab4/timestamp.txt",
    "submitted/jdoe/lab4/task1_cnn.py",
]
# where Eve's own folder is in each of them
FOLDERS_OF_EVE = {
    "canvas": "eve_13_103_lab",
    "moodle": "Eve_23_assignsubmission_file",
    "gradescope": "submission_23",
    "blackboard": "Lab 4_eve_attempt_2026-11-03-11-00-00_lab",
    "brightspace": "19-31 - Eve - Nov 3, 2026 1102 PM",
    "github": "lab-4-submissions/lab-4-eve",
    "google": "Lab 4/Eve - lab.zip",
    "codegrade": "Eve - Lab 4 - CNN",
    "ilias": "Lab_4/Submissions/Moe_Eve_eve_4713",
    "nbgrader": "submitted/eve/lab4",
    "folder": "eve",
}


@pytest.mark.parametrize("kind", CLASSES)
def test_what_one_hands_in_decides_nothing_for_the_others(tmp_path: Path, kind: str) -> None:
    honest, _ = CLASSES[kind]
    alone = read_download(as_zip(tmp_path, honest))
    hers = {f"{FOLDERS_OF_EVE[kind]}/{path}": PLAIN for path in EVES}
    if kind == "nbgrader":
        hers["submitted/eve/lab4/timestamp.txt"] = b"x"
    roster = read_download(as_zip(tmp_path, {**honest, **hers}))
    assert roster.kind == kind
    found = by_key(roster)
    assert [found[one.key] for one in alone.handed] == list(alone.handed)
    assert len(found) == len(alone.handed) + 1


@pytest.mark.parametrize(
    ("paths", "students"),
    [
        (["student-1/net.py", "student-2/net.py"], "student-1 student-2"),
        (["lab-4-ann/net.py", "lab-4-bob/net.py"], "lab-4-ann lab-4-bob"),
        (["Doe_Jane_lab_4/net.py", "Roe_Jim_lab_4/net.py"], "Doe_Jane_lab_4 Roe_Jim_lab_4"),
        (["Lab 4 - ann.py", "Lab 4 - bob.py"], "Lab 4 - ann|Lab 4 - bob"),
        (["Ann - mine.py", "Ann - other.py", "Bob - x.py"], "Ann - mine|Ann - other|Bob - x"),
        (["ann/lab4/net.py", "bob/lab4/net.py"], "ann bob"),
        (["ann_attempt_2.py", "bob_attempt_1.py"], "ann_attempt_2 bob_attempt_1"),
        (["1-2 - Ann.py", "1-2 - Bob.py"], "1-2 - Ann|1-2 - Bob"),
    ],
)
def test_names_that_only_look_so_stay_a_plain_folder(
    tmp_path: Path, paths: list[str], students: str
) -> None:
    roster = read_download(as_zip(tmp_path, dict.fromkeys(paths, NET)))
    assert roster.kind == "folder"
    split = "|" if "|" in students else " "
    assert [one.id for one in roster.handed] == students.split(split)


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
        ("17-31 - Jane Doe - 3 novembre 2026 11h02", "Jane Doe", "", ""),
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


# ---- a map


def _map(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


FILES = {
    "class/Jane Doe - Lab 4/src/task1_cnn.py": NET,
    "class/jroe_final.py": NET,
    "class/jroe_helper.py": PLAIN,
    "class/zoë.py": NET,
    "class/x [1].py": NET,
    "class/else.py": NET,
}
MAP = "Jane Doe*,u1,Jane Doe\njroe_*,u2\nzoë.py,u3\nx [1].py,u4\nnobody*,u5\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (MAP, "utf-8"),
        ("# mine\n\n" .replace("# mine\n", "") + MAP, "utf-8-sig"),
        ("pattern,id,name\n" + MAP, "utf-8"),
        ("id;name;pattern\nu1;Jane Doe;Jane Doe*\nu2;;jroe_*\nu3;;zoë.py\nu4;;x [1].py\nu5;;n*\n",
         "cp1252"),
        (MAP.replace("Jane Doe*,", "class/Jane Doe - Lab 4,"), "utf-8"),
    ],
)  # fmt: skip
def test_a_map_says_whose_is_what(tmp_path: Path, text: str, encoding: str) -> None:
    roster = read_download(as_zip(tmp_path, FILES), people=_map(tmp_path, text, encoding))
    assert roster.kind == "map"
    assert [(one.id, one.name, one.data) for one in roster.handed] == [
        ("u1", "Jane Doe", NET),
        ("u2", "", NET),
        ("u3", "", NET),
        ("u4", "", NET),
    ]
    assert "On the map, but nothing in the download fits (1): u5." in roster.notes
    assert "class/else.py belongs to no student and was not graded." in roster.notes


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("jroe_*,u1\n*final*,u2\n", "auto", "fits two lines of the map, 'jroe_*' of u1"),
        ("jroe_*\n", "auto", "lacks an id"),
        (",u1\n", "auto", "lacks a pattern"),
        ("\n", "auto", "is empty"),
        ("nobody*,u1\n", "auto", "nothing in it fits a pattern"),
        ("jroe_*,u1\n", "canvas", "leave --roster canvas out"),
    ],
)
def test_a_map_that_does_not_do_is_told_in_one_sentence(
    tmp_path: Path, text: str, kind: str, said: str
) -> None:
    with pytest.raises(RosterError, match=r"^[^\n]+$") as error:
        read_download(as_zip(tmp_path, FILES), kind, _map(tmp_path, text))
    assert said in str(error.value)


def test_a_bomb_of_stars_in_a_map_is_harmless(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("a" * 200 + ".py", NET)
    with pytest.raises(RosterError, match="nothing in it fits"):
        read_download(tmp_path / "c.zip", people=_map(tmp_path, "*a" * 60 + "b,u1\n"))


def test_a_map_that_has_no_end_is_refused(tmp_path: Path) -> None:
    endless = tmp_path / "zero.csv"
    with endless.open("wb") as file:
        file.truncate(6 * 2**20)
    with pytest.raises(RosterError, match="more than 5 MB; it is no table"):
        read_download(as_zip(tmp_path, FILES), people=endless)


def test_a_map_that_would_be_tried_for_hours_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.batch.rosters.mapped._MOST_TRIED", 10)
    with pytest.raises(RosterError, match="3 lines for a download of"):
        read_download(as_zip(tmp_path, FILES), people=_map(tmp_path, "a*,1\nb*,2\nc*,3\n"))

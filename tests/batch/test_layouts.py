"""Whose download it is: each class is read as its own kind, and never as another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.rosters.kinds import KINDS
from grader.batch.rosters.layouts import LAYOUTS
from grader.batch.rosters.level import NEARLY_ALL
from grader.batch.rosters.nouns import Given, Part
from tests.batch.downloads import (
    LAB,
    NET,
    PLAIN,
    as_folder,
    as_zip,
    by_key,
    read_download,
)
from tests.batch.layouts import CLASSES


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

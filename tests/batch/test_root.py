"""Where a class begins, by what its folders hold; and names that are somebody's own, no LMS's."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.rosters.nouns import RosterError
from grader.batch.rosters.read import read_roster
from grader.lab import exercises_folder
from tests.batch.downloads import LAB, NET, OTHER, PLAIN, SHEET, as_folder, as_zip, zip_of

STARTER = (exercises_folder() / LAB.file_name).read_bytes()
FOUR = {f"{name}/task1_cnn.py": NET + name.encode() for name in ("ann", "bob", "cid", "dan")}
FLAT = {f"{name}.py": NET + name.encode() for name in ("ann", "bob", "cid", "dan")}
ZIPS = {f"{name}/lab.zip": zip_of({"task1_cnn.py": NET}) for name in ("ann", "bob")}
MOODLE = {f"Student {n}_{n}_assignsubmission_file/task1_cnn.py": NET for n in (21, 22)}
ONE_OF_MOODLE = {"Ann Poe_21_assignsubmission_file/task1_cnn.py": NET}
CANVAS = {f"student{n}_{n}_9{n}_task1_cnn.py": NET for n in (21, 22)}
GRADESCOPE = {
    "submission_metadata.yml": b"submission_21:\n  :submitters: []\n",
    "submission_21/task1_cnn.py": NET,
    "submission_22/task1_cnn.py": NET,
}


def _below(folder: str, files: dict[str, bytes], **beside: bytes) -> dict[str, bytes]:
    named = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in beside.items()}
    return {**{f"{folder}/{path}": data for path, data in files.items()}, **named}


# what lies there: (files, kind, ids)
CLASSES: dict[str, tuple[dict[str, bytes], str, str]] = {
    "a list beside it": (_below("all", FOUR, roster_DOT_csv=b"x"), "folder", "ann bob cid dan"),
    "the hand-out beside it": (
        _below("all", FOUR, task1_cnn_DOT_py=STARTER, part1_DOT_toml=SHEET),
        "folder",
        "ann bob cid dan",
    ),
    "a folder of the hand-out beside it": (
        _below("all", FOUR, handout__task1_cnn_DOT_py=STARTER, handout__a_DOT_pdf=b"%PDF"),
        "folder",
        "ann bob cid dan",
    ),
    "two folders around it": (
        _below("2026", _below("all", FOUR, a_DOT_csv=b"x"), b_DOT_txt=b"x"),
        "folder",
        "ann bob cid dan",
    ),
    "files and a list": (_below("all", FLAT, a_DOT_csv=b"x"), "folder", "ann bob cid dan"),
    "archives and a list": (_below("all", ZIPS, a_DOT_csv=b"x"), "folder", "ann bob"),
    "Moodle's with the worksheet": (_below("all", MOODLE, w_DOT_csv=b"x"), "moodle", "21 22"),
    "one of Moodle's": (_below("all", ONE_OF_MOODLE, w_DOT_csv=b"x"), "moodle", "21"),
    "Canvas' with the gradebook": (_below("all", CANVAS, g_DOT_csv=b"x"), "canvas", "21 22"),
    "Gradescope's with a list": (_below("all", GRADESCOPE, g_DOT_csv=b"x"), "gradescope", "21 22"),
    # nobody is taken apart, and nobody is left out
    "one with a list": ({"ann/task1_cnn.py": NET, "roster.csv": b"x"}, "folder", "ann"),
    "one who handed in two versions among PDFs": (
        {"ann/a/net.py": NET, "ann/b/net.py": NET + b"1", "bob/a.pdf": b"%PDF", "cid/b.pdf": b""},
        "folder",
        "ann bob cid",
    ),
    "one who handed in two versions among starters": (
        {"ann/a/net.py": NET, "ann/b/net.py": NET + b"1"}
        | {f"{name}/task1_cnn.py": STARTER for name in ("bob", "cid")},
        "folder",
        "ann bob cid",
    ),
    "the same folders in each": (
        {f"{name}/{step}/net.py": NET for name in ("ann", "bob") for step in ("one", "two", "six")},
        "folder",
        "ann bob",
    ),
    "one with many versions": (
        {**FOUR, **{f"eve/v{n}/task1_cnn.py": NET + b"%d" % n for n in range(5)}},
        "folder",
        "ann bob cid dan eve",
    ),
    "names of their own": (
        {f"{name}_2026_4_task1_cnn.py": NET for name in ("ann", "bob", "cid")},
        "folder",
        "ann_2026_4_task1_cnn bob_2026_4_task1_cnn cid_2026_4_task1_cnn",
    ),
    "student numbers of their own": (
        {f"{name}_{n}_4_net.py": NET for n, name in enumerate(("ann", "bob", "cid"))},
        "folder",
        "ann_0_4_net bob_1_4_net cid_2_4_net",
    ),
    "a number for a lab in Moodle's dress": (
        {f"{name}_4_assignsubmission_file/net.py": NET for name in ("ann", "bob")},
        "folder",
        "ann_4_assignsubmission_file bob_4_assignsubmission_file",
    ),
}


@pytest.mark.parametrize("name", CLASSES)
def test_the_class_is_found(tmp_path: Path, name: str) -> None:
    files, kind, ids = CLASSES[name]
    roster = read_roster(as_folder(tmp_path, files), "auto", LAB)
    assert (roster.kind, [one.id for one in roster.handed]) == (kind, ids.split())


def test_what_lies_beside_the_class_is_named(tmp_path: Path) -> None:
    files = _below("all", FOUR, roster_DOT_csv=b"x", task1_cnn_DOT_py=STARTER)
    notes = read_roster(as_zip(tmp_path, files), "auto", LAB).notes
    assert [note.split()[0] for note in notes] == ["roster.csv", "task1_cnn.py"]


# what lies there, and words of the sentence
REFUSED: dict[str, tuple[dict[str, bytes], str]] = {
    "a solution beside the class": (
        _below("all", FOUR, solution__task1_cnn_DOT_py=NET),
        "one student of all, which holds 4 works, such as ann/task1_cnn.py",
    ),
    "a solution beside a class of files": (
        _below("all", FLAT, solution_DOT_py=NET),
        "one student of all",
    ),
    "sections": (
        {**_below("A", FOUR), **{f"B/{name}/net.py": NET for name in ("eve", "fay", "gus")}},
        "one student of A, which holds 4 works",
    ),
    "many folders beside the class": (
        _below("all", FOUR | {f"x{n}/net.py": NET for n in range(20)})
        | {f"{name}/net.py": OTHER for name in ("old", "demo", "tests")},
        "one student of all, which holds 24 works",
    ),
}


@pytest.mark.parametrize("kind", ["auto", "folder"])
@pytest.mark.parametrize("name", REFUSED)
def test_a_class_is_no_student(tmp_path: Path, name: str, kind: str) -> None:
    files, said = REFUSED[name]
    with pytest.raises(RosterError, match=r"^[^\n]+$") as error:
        read_roster(as_folder(tmp_path, files), kind, LAB)
    assert said in str(error.value)
    assert "give that folder" in str(error.value)


CROSSED = {
    "canvas": ["ann_2026_4_net.py", "bob_2026_5_net.py"],
    "moodle": ["ann_4_assignsubmission_file/net.py", "bob_4_assignsubmission_file/net.py"],
}


@pytest.mark.parametrize("kind", CROSSED)
def test_numbers_of_several_people_are_not_the_lmss(tmp_path: Path, kind: str) -> None:
    files = dict.fromkeys(CROSSED[kind], NET)
    with pytest.raises(RosterError, match="would be ann, bob"):
        read_roster(as_folder(tmp_path, files), kind, LAB)
    (note,) = read_roster(as_folder(tmp_path, files), "auto", LAB).notes
    assert "would be ann" in note


def test_one_name_too_many_in_an_lmss_download_is_asked_about(tmp_path: Path) -> None:
    files = {f"student{n}_{n}_9{n}_task1_cnn.py": NET for n in range(20)}
    files["other_7_999_task1_cnn.py"] = PLAIN
    with pytest.raises(RosterError, match="looks like Canvas's, but user 7 would be other, stud"):
        read_roster(as_zip(tmp_path, files), "auto", LAB)

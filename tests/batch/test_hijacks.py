"""Whose download it is: what the LMS wrote decides, and nothing that somebody handed in."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.rosters.nouns import RosterError
from tests.batch.downloads import NET, PLAIN, as_zip, by_key, read_download

# what Eve hands in, beside what the LMS wrote: (files of the honest, hers, kind, keys)
MOODLES = {f"Student {n}_{n}_assignsubmission_file/task1_cnn.py": NET for n in (21, 22)}
CANVASES = {f"student{n}_{n}_9{n}_task1_cnn.py": NET for n in (21, 22)}
GRADESCOPES = {
    "submission_metadata.yml": b"submission_21:\n  :submitters: []\n",
    "submission_21/task1_cnn.py": NET,
    "submission_22/task1_cnn.py": NET,
}
FOLDERS = {f"{name}/task1_cnn.py": NET for name in ("ann", "bob", "cid", "dan", "ed")}
EVE_OF_MOODLE = "Eve M_23_assignsubmission_file"
HIJACKS: dict[str, tuple[dict[str, bytes], list[str], str]] = {
    "gradescope's metadata in Moodle": (
        MOODLES,
        [f"{EVE_OF_MOODLE}/submission_metadata.yml", f"{EVE_OF_MOODLE}/submission_1/task1_cnn.py"],
        "moodle",
    ),
    "Canvas' names in Moodle": (
        MOODLES,
        [f"{EVE_OF_MOODLE}/student21_21_99_task1_cnn.py", f"{EVE_OF_MOODLE}/a_22_99_x.py"],
        "moodle",
    ),
    "Moodle's name in Canvas": (CANVASES, ["eve_23_99_a_1_assignsubmission_file_x.py"], "canvas"),
    "the others' names in an unpacked archive in Canvas": (
        CANVASES,
        ["eve_23_99_lab/student21_21_999_task1_cnn.py", "eve_23_99_lab/submission_metadata.yml"],
        "canvas",
    ),
    "Moodle's name in Gradescope": (
        GRADESCOPES,
        ["submission_23/Student_21_assignsubmission_file/task1_cnn.py"],
        "gradescope",
    ),
    "a second metadata in Gradescope": (
        GRADESCOPES,
        ["submission_23/submission_metadata.yml", "submission_23/submission_21/task1_cnn.py"],
        "gradescope",
    ),
    "all of them in a folder": (
        FOLDERS,
        [
            "eve/submission_metadata.yml",
            "eve/submission_1/task1_cnn.py",
            "eve/ann_1_assignsubmission_file/task1_cnn.py",
            "eve/bob_1_2_task1_cnn.py",
        ],
        "folder",
    ),
    "an LMS's name for a folder": (FOLDERS, ["eve_1_assignsubmission_file/x.py"], "folder"),
}


@pytest.mark.parametrize("root", ["", "download/"])
@pytest.mark.parametrize("name", HIJACKS)
def test_what_one_hands_in_decides_nothing_for_the_others(
    tmp_path: Path, name: str, root: str
) -> None:
    honest, hers, kind = HIJACKS[name]
    alone = read_download(as_zip(tmp_path, {root + path: data for path, data in honest.items()}))
    both = {**honest, **dict.fromkeys(hers, PLAIN)}
    roster = read_download(as_zip(tmp_path, {root + path: data for path, data in both.items()}))
    assert roster.kind == alone.kind == kind
    found = by_key(roster)
    for one in alone.handed:
        assert found[one.key] == one
    assert len(found) == len(alone.handed) + 1


def test_a_download_sorted_once_more_is_still_the_lmss(tmp_path: Path) -> None:
    files = {f"class/section {n % 2}/{path}": NET for n, path in enumerate(MOODLES)}
    roster = read_download(as_zip(tmp_path, files))
    assert (roster.kind, [one.key for one in roster.handed]) == ("moodle", ["21", "22"])


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (["a_1_2_x.py", "b.py", "c.py"], "auto"),
        (["a_1_assignsubmission_file/x.py", "b/x.py", "c/x.py"], "auto"),
        (["a_1_2_x.py", "b.py", "c.py"], "canvas"),
        (["a_1_assignsubmission_file/x.py", "b/x.py", "c/x.py"], "moodle"),
        (["a_1_2_b_3_assignsubmission_file_x.py"], "auto"),
    ],
)
def test_where_the_names_disagree_the_tutor_is_asked(
    tmp_path: Path, files: list[str], kind: str
) -> None:
    with pytest.raises(RosterError, match=r"^[^\n]+ say what it is with --roster [^\n]+$"):
        read_download(as_zip(tmp_path, dict.fromkeys(files, NET)), kind)

"""Downloads of every LMS, in every variant: who handed in what, and what is said of the rest."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch.rosters import choose, gather, moodle, parts
from grader.batch.rosters.nouns import RosterError
from grader.batch.rosters.read import read_roster
from grader.submission.archive import Bounds
from tests.batch.downloads import (
    LAB,
    NET,
    SHEET,
    as_folder,
    as_zip,
    by_key,
    read_download,
    tar_of,
)


@pytest.mark.parametrize(
    ("name", "id", "who", "folder", "file"),
    [
        ("Jane Doe_12_assignsubmission_file", "12", "Jane Doe", "Jane Doe_12", ""),
        ("Jane Doe_12_assignsubmission_file_", "12", "Jane Doe", "Jane Doe_12", ""),
        ("Jane Doe_12_assignsubmission_file_t_1.py", "12", "Jane Doe", "Jane Doe_12", "t_1.py"),
        ("O'Neil, Zoë_12_assignsubmission_file", "12", "O'Neil, Zoë", "O'Neil, Zoë_12", ""),
        ("A_b_12_assignsubmission_file_", "12", "A_b", "A_b_12", ""),
        ("Participant_12_assignsubmission_file", "12", "", "Participant_12", ""),
        ("Default group_assignsubmission_file_", "", "Default group", "Default group", ""),
        ("Group 3_9_assignsubmission_file", "9", "Group 3", "Group 3_9", ""),
    ],
)
def test_moodle_names(name: str, id: str, who: str, folder: str, file: str) -> None:
    read = moodle.read_name(name)
    assert read is not None
    assert (read.id, read.name, read.file) == (id, who, file)
    assert read.folder == f"{folder}_assignsubmission_file"


MOODLE = {
    "Jane O'Neil_21_assignsubmission_file/task1_cnn.py": NET,
    "Jane O'Neil_21_assignsubmission_onlinetext/onlinetext.html": b"hi",
    "Zoë, Ünal_22_assignsubmission_file_/deep/task1_cnn.py": NET,
    "Participant_23_assignsubmission_file_task1_cnn.py": NET,
    "Ann Poe_24_assignsubmission_onlinetext/onlinetext.html": b"hi",
    "Default group_assignsubmission_file/task1_cnn.py": NET,
}


@pytest.mark.parametrize("make", [as_zip, as_folder])
def test_a_moodle_download(tmp_path: Path, make: object) -> None:
    roster = read_download(make(tmp_path, MOODLE))  # type: ignore[operator]
    found = by_key(roster)
    assert roster.kind == "moodle"
    assert list(found) == ["21", "22", "23", "24", "Default-group"]
    assert found["21"].name == "Jane O'Neil"
    assert found["21"].folder == "Jane O'Neil_21_assignsubmission_file"
    assert found["23"].name == ""
    assert found["24"].data is None
    assert "typed" in found["24"].trouble
    assert found["Default-group"].group
    assert all(one.data == NET for key, one in found.items() if key != "24")


def test_moodle_takes_the_newest_by_its_time(tmp_path: Path) -> None:
    folder = "A_1_assignsubmission_file/"
    files = {folder + "b.py": NET + b"\n", folder + "a.py": NET, folder + "c.py": NET}
    path = as_zip(tmp_path, files, {folder + "a.py": 40, folder + "c.py": 20})
    assert read_download(path).handed[0].file == folder + "a.py"


METADATA = """---
submission_301:
  :submitters:
  - :name: Jane Doe
    :sid: '0012'
    :email: jane@x.edu
  :created_at: 2024-05-01 12:00:00 Z
  :history: &1 []
submission_302:
  :submitters:
  - &2
    :name: "Zoë Ünal"
    :sid: 0034
    :email: zoe@x.edu
  - :name: Roe
    :sid: ~
  :history: *1
submission_303:
  :submitters: !ruby/object:Odd
  - *2
"""


def test_a_gradescope_export(tmp_path: Path) -> None:
    root = "assignment_9_export/"
    files = {
        root + "submission_metadata.yml": METADATA.encode(),
        root + "submission_301/task1_cnn.py": NET,
        root + "submission_302/src/task1_cnn.py": NET,
        root + "submission_304/task1_cnn.py": NET,
        root + "readme.txt": b"x",
    }
    roster = read_download(as_zip(tmp_path, files))
    found = by_key(roster)
    assert roster.kind == "gradescope"
    assert [(one.key, one.name) for one in roster.handed] == [
        ("301", "Jane Doe"),
        ("302", "Zoë Ünal, Roe"),
        ("303", "Zoë Ünal"),
        ("304", ""),
    ]
    assert [person.sid for person in found["302"].people] == ["0034", ""]
    assert found["301"].people[0].sid == "0012"
    assert found["303"].trouble
    assert "does not say whose" in found["304"].notes[0]
    assert any("readme.txt belongs to no student" in note for note in roster.notes)


def _bomb() -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    return "\n".join(lines).encode()


@pytest.mark.slow
@pytest.mark.parametrize("text", [b"[" * 5000, b"a: *b", b"- 1", b"\xff\xfe\x00", b"? {a: b}\n: c"])
def test_bad_metadata_is_one_sentence(tmp_path: Path, text: bytes) -> None:
    files = {"submission_metadata.yml": text, "submission_1/a.py": NET}
    with pytest.raises(RosterError, match="--roster folder"):
        read_download(as_zip(tmp_path, files))


def test_a_bomb_of_aliases_is_harmless(tmp_path: Path) -> None:
    files = {"submission_metadata.yml": _bomb(), "submission_1/a.py": NET}
    assert "1" in by_key(read_download(as_zip(tmp_path, files)))


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"a.py": NET, "b.ipynb": b"{}", "c.tar.gz": tar_of({"n.py": NET})}, "a b c"),
        ({"class/alice.py": NET, "class/bob.py": NET}, "alice bob"),
        ({"class/alice/task1_cnn.py": NET, "class/bob/x/net.py": NET}, "alice bob"),
        ({"alice/task1_cnn.py": NET, "alice/part1.toml": SHEET}, "alice"),
        ({"alice.py": NET, "alice.toml": SHEET, "names.csv": b"x"}, "alice"),
    ],
)  # fmt: skip
def test_a_plain_folder(tmp_path: Path, files: dict[str, bytes], names: str) -> None:
    roster = read_download(as_folder(tmp_path, files))
    assert roster.kind == "folder"
    assert [one.id for one in roster.handed] == names.split()
    assert all(one.data for one in roster.handed)
    assert any("names.csv" in note for note in roster.notes) == ("names.csv" in files)


def test_what_climbs_or_links_is_refused_by_name_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "class.tar.gz"
    files = {"a_1_10_x.py": NET, "../b_2_11_x.py": NET}
    path.write_bytes(tar_of(files, {"c_3_12_x.py": "/etc/passwd", "notes": "/etc/passwd"}))
    roster = read_download(path, "canvas")
    found = by_key(roster)
    assert found["1"].data == NET
    assert found["3"].data is None
    assert "link" in found["3"].trouble
    assert any(note.startswith("notes ") and "link" in note for note in roster.notes)
    assert all(one.data is None for key, one in found.items() if key != "1")


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    top = as_folder(tmp_path, {"alice.py": NET, "bob.py": NET})
    (top / "bob.py").unlink()
    (top / "bob.py").symlink_to("/etc/passwd")
    (top / "carol").symlink_to("/etc")
    found = by_key(read_download(top))
    assert found["alice"].data == NET
    assert "link" in found["bob"].trouble


@pytest.mark.parametrize(
    ("files", "kind", "said"),
    [
        ({"a.txt": b"x"}, "auto", "not read as folder"),
        ({"a.py": NET}, "canvas", "no file in it is called as Canvas"),
        ({"a.py": NET}, "moodle", "nothing in it is called as Moodle"),
        ({"a.py": NET}, "gradescope", "submission_metadata.yml"),
        ({"a.py": NET, "b.py": NET, "c_1_2_x.py": NET}, "auto", "--roster canvas or"),
        ({".DS_Store": b"x"}, "auto", "is empty"),
        ({"a.py": NET}, "webct", "one of auto, canvas"),
    ],
)  # fmt: skip
def test_what_is_no_roster_is_told_in_one_sentence(
    tmp_path: Path, files: dict[str, bytes], kind: str, said: str
) -> None:
    with pytest.raises(RosterError, match=r"^[^\n]+$") as error:
        read_download(as_zip(tmp_path, files), kind)
    assert said in str(error.value)


@pytest.mark.parametrize("make", [as_zip, as_folder])
def test_thousands_of_files_of_one_student_cost_no_other(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "CLASS", Bounds(members=50))
    monkeypatch.setattr(gather, "MOST_FILES", 50)
    files = {f"Aaron A_1_assignsubmission_file/png/{n}.png": b"" for n in range(120)}
    files["Zoe Z_2_assignsubmission_file/task1_cnn.py"] = NET
    found = by_key(read_download(make(tmp_path, files)))
    assert found["2"].data == NET
    assert found["1"].trouble
    assert found["1"].lost
    assert found["1"].trouble.startswith("more was handed in than is read: no Python")
    assert any("more than 50 files" in note for note in found["1"].notes)


def test_candidates_are_parsed_as_far_as_a_person_may_have_written_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reads(name: str, data: bytes, lab: object) -> bool:
        read.append(name)
        return False

    monkeypatch.setattr(choose, "reads", reads)
    text = b"class Net:\n    x = (\n#" + b"x" * 200_000
    files = {f"Jane/{n:02}.py": text for n in range(20)}
    assert (
        by_key(read_download(as_zip(tmp_path, {**files, "Zoe/net.py": NET})))["Jane"].data == text
    )
    assert len(read) == 10


def test_a_zip_of_thousands_does_not_flood_the_notes(tmp_path: Path) -> None:
    """A cell of grades.csv that is longer than 131,072 characters stops Python's own reader."""
    folder = tmp_path / "class" / "ada"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "task1_cnn.zip", "w") as archive:
        for number in range(1000):
            archive.writestr(f"extra/part{number}.py", "x = 1\n")
    (student,) = read_roster(tmp_path / "class", "folder", LAB).handed
    assert len(student.notes) < 30
    assert any("780 more were not read" in note for note in student.notes)

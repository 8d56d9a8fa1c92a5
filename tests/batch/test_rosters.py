"""Downloads of every LMS, in every variant: who handed in what, and what is said of the rest."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch.nouns import Handed, Roster, Row
from grader.batch.rosters import canvas, choose, gather, moodle, parts
from grader.batch.rosters.keys import keys_of
from grader.batch.rosters.nouns import RosterError
from grader.batch.rosters.read import read_roster
from grader.batch.run import dressed
from grader.batch.sheets import grades_csv
from grader.batch.summary import needs_a_human
from grader.lab import exercises_folder
from grader.submission.archive import Bounds
from tests.batch.downloads import (
    LAB,
    NET,
    OTHER,
    PLAIN,
    SHEET,
    as_folder,
    as_zip,
    tar_of,
    zip_of,
)

UUID = "3f0e6f0c-9f0f-4a52-8a44-0f7a3f0c2b11"


@pytest.mark.parametrize(
    ("name", "id", "who", "late", "file"),
    [
        ("doejane_1234_5678_task1_cnn.py", "1234", "doejane", False, "task1_cnn.py"),
        ("doejane_LATE_1234_5678_task1_cnn-1.py", "1234", "doejane", True, "task1_cnn-1.py"),
        (f"doejane_1234_5678_task1-{UUID}.py", "1234", "doejane", False, f"task1-{UUID}.py"),
        ("müllerzoë_7_8_a b.py", "7", "müllerzoë", False, "a b.py"),
        ("王小明_7_8_x.py", "7", "王小明", False, "x.py"),
        ("doe_jane_7_8_x.py", "7", "doe_jane", False, "x.py"),
        ("team42_7_8_x.py", "7", "team42", False, "x.py"),
        ("doe_9_LATE_7_8_x.py", "7", "doe_9", True, "x.py"),
        ("doejane_7_8_2024_1_cnn.py", "7", "doejane", False, "2024_1_cnn.py"),
        ("_7_8_x.py", "7", "", False, "x.py"),
        ("late_7_8_x.py", "7", "late", False, "x.py"),
        ("anon_aB3xZ_8_x.py", "aB3xZ", "", False, "x.py"),
        ("LATE_anon_aB3xZ_8_x.py", "aB3xZ", "", True, "x.py"),
        ("doejane_7_text.html", "7", "doejane", False, "text.html"),
        ("doejane_LATE_7_link.html", "7", "doejane", True, "link.html"),
        ("anon_aB3xZ_text.html", "aB3xZ", "", False, "text.html"),
    ],
)
def test_canvas_names(name: str, id: str, who: str, late: bool, file: str) -> None:
    read = canvas.read_name(name)
    assert read is not None
    assert (read.id, read.name, read.late, read.file) == (id, who, late, file)


@pytest.mark.parametrize("name", ["task1_cnn.py", "lab_4.py", "doe_7_x.py", "doe_text.html", ""])
def test_other_names_are_not_canvas(name: str) -> None:
    assert canvas.read_name(name) is None


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


def _read(path: Path, kind: str = "auto") -> Roster:
    return read_roster(path, kind, LAB)


def _by_key(roster: Roster) -> dict[str, Handed]:
    return {one.key: one for one in roster.handed}


CANVAS = {
    "doejane_11_101_task1_cnn.py": PLAIN,
    "doejane_11_102_task1_cnn-1.py": NET,
    "doejane_11_103_part1.toml": SHEET,
    "roe_LATE_12_104_lab.zip": zip_of(
        {"lab/task1_cnn.py": NET, "__MACOSX/lab/._task1_cnn.py": b"x", "lab/.DS_Store": b"x"}
    ),
    "poe_13_text.html": b"<p>see my link</p>",
    "zoë_14_106_net.ipynb": b"{}",
}


@pytest.mark.parametrize("make", [as_zip, as_folder])
def test_a_canvas_download(tmp_path: Path, make: object) -> None:
    roster = _read(make(tmp_path, CANVAS))  # type: ignore[operator]
    found = _by_key(roster)
    assert roster.kind == "canvas"
    assert list(found) == ["11", "12", "13", "14"]
    assert found["11"].file == "doejane_11_102_task1_cnn-1.py"
    assert (found["11"].data, found["11"].sheet) == (NET, SHEET)
    assert "task1_cnn-1.py was taken" in found["11"].notes[0]
    assert found["12"].late
    assert found["12"].data == NET
    assert found["12"].entry == "roe_LATE_12_104_lab.zip"
    assert found["12"].notes == ()
    assert found["13"].data is None
    assert "typed" in found["13"].trouble
    assert found["14"].data == b"{}"


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        ({"a_1_10_x.py": NET, "a_1_11_y.py": PLAIN}, "a_1_10_x.py"),
        ({"a_1_10_x.py": NET, "a_1_9_y.py": NET}, "a_1_10_x.py"),
        ({"a_1_10_x.py": OTHER, "a_1_9_y.py": NET}, "a_1_9_y.py"),
        ({"a_1_10_x.py": PLAIN, "a_1_9_y.py": OTHER}, "a_1_9_y.py"),
        ({"a_1_10_x.py": PLAIN, "a_1_9_task1_cnn.py": PLAIN}, "a_1_9_task1_cnn.py"),
        ({"a_1_10_x.py": PLAIN, "a_1_9_y.py": PLAIN}, "a_1_10_x.py"),
        ({"a_1_10_x.txt": NET, "a_1_9_y.pdf": b"%PDF"}, "a_1_10_x.txt"),
    ],
)
def test_which_of_several_files_is_taken(
    tmp_path: Path, files: dict[str, bytes], taken: str
) -> None:
    (one,) = _read(as_zip(tmp_path, files)).handed
    assert one.file == taken


def test_work_that_may_be_meant_as_well_is_for_a_person(tmp_path: Path) -> None:
    starter = (exercises_folder() / LAB.file_name).read_bytes()
    files = {
        "ann_1_10_task1_cnn.py": NET,
        "ann_1_11_task1_cnn-1.py": NET + b"x = 1\n",
        "bob_2_12_task1_cnn.py": starter,
        "bob_2_13_net.py": NET,
        "cid_3_14_task1_cnn.py": NET,
        "cid_3_15_task1_cnn-1.py": b"# the same\n" + NET,
    }
    found = _by_key(_read(as_zip(tmp_path, files)))
    assert found["1"].doubts == (
        "task1_cnn.py could be meant as well; task1_cnn-1.py was taken: the newest of 2 that "
        "define Net.",
    )
    assert (found["2"].data, found["2"].doubts, found["3"].doubts) == (NET, (), ())
    row = dressed(Row("1", "", "", "", False, "graded", 1.0, 2.0, for_tutor=("Odd.",)), found["1"])
    assert row.for_tutor == (*found["1"].doubts, "Odd.")
    assert "could be meant as well" in needs_a_human([row])[1]
    assert b"could be meant as well" in grades_csv([row])


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
    roster = _read(make(tmp_path, MOODLE))  # type: ignore[operator]
    found = _by_key(roster)
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
    assert _read(path).handed[0].file == folder + "a.py"


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
    roster = _read(as_zip(tmp_path, files))
    found = _by_key(roster)
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


@pytest.mark.parametrize("text", [b"[" * 5000, b"a: *b", b"- 1", b"\xff\xfe\x00", b"? {a: b}\n: c"])
def test_bad_metadata_is_one_sentence(tmp_path: Path, text: bytes) -> None:
    files = {"submission_metadata.yml": text, "submission_1/a.py": NET}
    with pytest.raises(RosterError, match="--roster folder"):
        _read(as_zip(tmp_path, files))


def test_a_bomb_of_aliases_is_harmless(tmp_path: Path) -> None:
    files = {"submission_metadata.yml": _bomb(), "submission_1/a.py": NET}
    assert "1" in _by_key(_read(as_zip(tmp_path, files)))


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
    roster = _read(as_folder(tmp_path, files))
    assert roster.kind == "folder"
    assert [one.id for one in roster.handed] == names.split()
    assert all(one.data for one in roster.handed)
    assert any("names.csv" in note for note in roster.notes) == ("names.csv" in files)


def test_what_climbs_or_links_is_refused_by_name_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "class.tar.gz"
    files = {"a_1_10_x.py": NET, "../b_2_11_x.py": NET}
    path.write_bytes(tar_of(files, {"c_3_12_x.py": "/etc/passwd", "notes": "/etc/passwd"}))
    roster = _read(path, "canvas")
    found = _by_key(roster)
    assert found["1"].data == NET
    assert found["3"].data is None
    assert "link" in found["3"].trouble
    assert any(note.startswith("notes ") and "link" in note for note in roster.notes)
    assert all(one.data is None for key, one in found.items() if key != "1")


def test_a_broken_archive_of_one_student_stops_nobody(tmp_path: Path) -> None:
    files = {"a_1_10_x.zip": b"PK\x03\x04 broken", "b_2_11_x.py": NET}
    found = _by_key(_read(as_zip(tmp_path, files)))
    assert found["2"].data == NET
    assert found["1"].trouble


DOCX = zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"class Net(nn.Module):"})
PASTED = b"<p>import torch<br>class Net(nn.Module):</p>"
ENDED = zip_of({"lab/task1_cnn.py": NET})
# what one handed in: (files, words of why, whether the reason may be ours, kinds)
NOTHINGS: dict[str, tuple[dict[str, bytes], str, bool, list[str]]] = {
    "a Word file": ({"a.docx": DOCX}, "only a.docx, a Word document", False, ["a Word document"]),
    "one that calls itself a zip": ({"a.zip": DOCX}, "a Word document", False, ["a Word document"]),
    "a broken one": ({"a.docx": b"PK\x03\x04x"}, "a Word document", False, ["a Word document"]),
    "a PDF": ({"a.py.pdf": b"%PDF-1.4"}, "a PDF document", False, ["a PDF document"]),
    "a picture and a text": (
        {"a.png": b"\x89PNG", "b.rtf": b"{\\rtf1"},
        "among the 2 files: a.png, b.rtf",
        False,
        ["a PNG picture", "an RTF document"],
    ),
    "pasted text": (
        {"a.html": PASTED},
        "a.html has a class Net, which is not read there",
        False,
        ["a web page"],
    ),
    "a RAR archive": (
        {"lab.rar": b"Rar!\x1a\x07"},
        "is a RAR archive, which is not opened here",
        True,
        ["is a RAR archive, which is not opened here,"],
    ),
    "a PDF beside what cannot be read": (
        {"a.pdf": b"%PDF", "b.zip": b"PK\x03\x04 broken"},
        "b.zip could not be opened",
        True,
        ["a PDF document", "could not be opened (b.zip cannot be read as an archive: File is not a "
         "zip file)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHINGS)
def test_why_there_is_nothing_to_grade(tmp_path: Path, name: str) -> None:
    files, why, lost, kinds = NOTHINGS[name]
    there = {**{f"eve/{path}": data for path, data in files.items()}, "ann/task1_cnn.py": NET}
    eve = _by_key(_read(as_folder(tmp_path, there)))["eve"]
    assert why in eve.trouble
    assert (eve.data, eve.lost) == (None, lost)
    assert [item.kind for item in eve.items] == kinds


def test_what_is_typed_into_canvas_is_told_as_that(tmp_path: Path) -> None:
    files = {"a_1_10_x.py": NET, "b_2_text.html": PASTED, "c_3_link.html": b"x"}
    found = _by_key(_read(as_zip(tmp_path, files)))
    assert "only a text typed into the LMS (text.html has a class" in found["2"].trouble
    assert found["3"].trouble.endswith("only a link")
    assert not found["2"].lost


def test_an_archive_in_an_archive_is_opened_and_no_deeper_than_is_safe(tmp_path: Path) -> None:
    deep = ENDED
    for _ in range(5):
        deep = zip_of({"again.zip": deep})
    files = {
        "a_1_10_lab.zip": zip_of({"outer/lab4.zip": ENDED}),
        "b_2_11_lab.zip": deep,
        "c_3_12_x.ipynb.json": b'{"cells": []}',
    }
    found = _by_key(_read(as_zip(tmp_path, files)))
    assert (found["1"].data, found["1"].entry) == (NET, "a_1_10_lab.zip")
    assert found["2"].lost
    assert "one archive too many" in found["2"].notes[0]
    assert (found["3"].file, found["3"].entry) == ("c_3_12_x.ipynb", "c_3_12_x.ipynb.json")


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    top = as_folder(tmp_path, {"alice.py": NET, "bob.py": NET})
    (top / "bob.py").unlink()
    (top / "bob.py").symlink_to("/etc/passwd")
    (top / "carol").symlink_to("/etc")
    found = _by_key(_read(top))
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
        _read(as_zip(tmp_path, files), kind)
    assert said in str(error.value)


NAMES = (
    *("علی\u200cرضا احمدی", "क्\u200dषितिज", "Sammy Davis Jr.", "Con", "E. ", "Sto\u00adke"),
    *("a: b", "\u202bعمر\u202c", "jane", "Jane", "Jos\u00e9", "Jose\u0301", "👩\u200d💻 Dev"),
)


@pytest.mark.parametrize("layout", ["{}/task1_cnn.py", "{}_%d_assignsubmission_file/task1_cnn.py"])
def test_nobody_is_lost_for_a_name(tmp_path: Path, layout: str) -> None:
    files = {
        layout.replace("%d", str(n)).format(name): NET + b"# %d" % n for n, name in enumerate(NAMES)
    }
    roster = _read(as_zip(tmp_path, files))
    assert {one.name: one.data for one in roster.handed} == {
        name: NET + b"# %d" % n for n, name in enumerate(NAMES)
    }
    assert len({one.key.lower() for one in roster.handed}) == len(NAMES)


def test_a_zip_of_windows_own_archiver_is_a_class_as_any_other(tmp_path: Path) -> None:
    files = {f"class/{name}/task1_cnn.py": NET for name in ("ann", "bob")}
    data = zip_of(files)
    for name in (b"ann", b"bob"):
        data = data.replace(b"class/" + name + b"/", b"class\\" + name + b"\\")
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    assert [one.id for one in _read(path).handed] == ["ann", "bob"]


def test_keys_are_safe_different_and_the_same_again() -> None:
    names = ["12", "Jane Doe", "jane doe", "王小明", "王小红", "con", "../x", "x", "a" * 300, ""]
    keys = keys_of(names)
    assert len({key.lower() for key in keys}) == len(names)
    assert all(
        set(key) <= set("-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for key in keys
    )
    assert keys[0] == "12"
    assert all(key and key.lower() != "con" and len(key) < 80 for key in keys)
    assert keys_of(names) == keys


@pytest.mark.parametrize("make", [as_zip, as_folder])
def test_thousands_of_files_of_one_student_cost_no_other(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "CLASS", Bounds(members=50))
    monkeypatch.setattr(gather, "MOST_FILES", 50)
    files = {f"Aaron A_1_assignsubmission_file/png/{n}.png": b"" for n in range(120)}
    files["Zoe Z_2_assignsubmission_file/task1_cnn.py"] = NET
    found = _by_key(_read(make(tmp_path, files)))
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
    assert _by_key(_read(as_zip(tmp_path, {**files, "Zoe/net.py": NET})))["Jane"].data == text
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
    alone = _read(as_zip(tmp_path, {root + path: data for path, data in honest.items()}))
    both = {**honest, **dict.fromkeys(hers, PLAIN)}
    roster = _read(as_zip(tmp_path, {root + path: data for path, data in both.items()}))
    assert roster.kind == alone.kind == kind
    found = _by_key(roster)
    for one in alone.handed:
        assert found[one.key] == one
    assert len(found) == len(alone.handed) + 1


def test_a_download_sorted_once_more_is_still_the_lmss(tmp_path: Path) -> None:
    files = {f"class/section {n % 2}/{path}": NET for n, path in enumerate(MOODLES)}
    roster = _read(as_zip(tmp_path, files))
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
        _read(as_zip(tmp_path, dict.fromkeys(files, NET)), kind)

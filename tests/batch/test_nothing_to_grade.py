"""Hand-ins in which nothing can be graded: why, what they are, and whether that may be ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.downloads import NET, as_folder, as_zip, by_key, read_download, zip_of


def test_a_broken_archive_of_one_student_stops_nobody(tmp_path: Path) -> None:
    files = {"a_1_10_x.zip": b"PK\x03\x04 broken", "b_2_11_x.py": NET}
    found = by_key(read_download(as_zip(tmp_path, files)))
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
    eve = by_key(read_download(as_folder(tmp_path, there)))["eve"]
    assert why in eve.trouble
    assert (eve.data, eve.lost) == (None, lost)
    assert [item.kind for item in eve.items] == kinds


def test_who_handed_in_what_python_compiled_is_there(tmp_path: Path) -> None:
    there = {"eve/task1_cnn.pyc": b"\xa7\r\r\n", "ann/task1_cnn.py": NET}
    eve = by_key(read_download(as_folder(tmp_path, there)))["eve"]
    assert eve.trouble.endswith("a Python file that was compiled, without its text")


@pytest.mark.parametrize(
    "whose", ["eve", "17-31 - Eve - 3. März 2026 1102", "Eve_7_assignsubmission_file"]
)
def test_who_left_an_empty_folder_is_in_the_class(tmp_path: Path, whose: str) -> None:
    """Or one in which there is only what a machine leaves behind; what it left around is nobody."""
    others = [whose.replace("7", n).replace("ve", f"ve {n}") for n in "89"]
    files = {f"{other}/task1_cnn.py": NET for other in others}
    left = {f"{whose}/lab/.DS_Store": b"\0", ".git/x": b"", f"__MACOSX/{whose}/._a": b"\0"}
    zipped = as_zip(tmp_path, {**files, **left})
    for path in (zipped, as_folder(tmp_path, {**files, **left})):
        roster = read_download(path)
        assert [one.trouble for one in roster.handed if not one.file] == ["nothing was handed in"]
        assert (len(roster.handed), roster.notes) == (3, ())
    (tmp_path / "flat").mkdir()
    read = read_download(
        as_zip(tmp_path / "flat", {"a.py": NET, "b.py": NET, "old/.DS_Store": b""})
    )
    assert [one.key for one in read.handed] == ["a", "b"]


def test_what_is_typed_into_canvas_is_told_as_that(tmp_path: Path) -> None:
    files = {"a_1_10_x.py": NET, "b_2_text.html": PASTED, "c_3_link.html": b"x"}
    found = by_key(read_download(as_zip(tmp_path, files)))
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
    found = by_key(read_download(as_zip(tmp_path, files)))
    assert (found["1"].data, found["1"].entry) == (NET, "a_1_10_lab.zip")
    assert found["2"].lost
    assert "one archive too many" in found["2"].notes[0]
    assert (found["3"].file, found["3"].entry) == ("c_3_12_x.ipynb", "c_3_12_x.ipynb.json")

"""A report is put into its folder whole, under names that every file system takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.disk.report import annotated_name, last_record, put_report


def test_files_are_written_whole(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    page = put_report(folder, "task1_cnn.py", (b"<html>", b"{}", b"x = 1"))
    assert page == folder / "report.html"
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    names = ("report.html", "result.json", "task1_cnn.annotated.py")
    assert found == dict(zip(names, (b"<html>", b"{}", b"x = 1"), strict=True))


def test_the_record_of_the_last_run_is_read_and_no_link_followed(tmp_path: Path) -> None:
    assert last_record(tmp_path) == b""
    put_report(tmp_path, "x.py", (b"<html>", b'{"points": 9}', b""))
    assert last_record(tmp_path) == b'{"points": 9}'
    elsewhere = (tmp_path / "result.json").rename(tmp_path / "other.json")
    (tmp_path / "result.json").symlink_to(elsewhere)
    assert last_record(tmp_path) == b""


NAMES = {
    "task1_cnn.py": "task1_cnn.annotated.py",
    "lab 4/täsk.ipynb": "täsk.annotated.py",
    "..\\..\\x.py": "x.annotated.py",
    "...": "task1_cnn.annotated.py",
    "a" * 300 + ".py": "a" * 80 + ".annotated.py",
}


@pytest.mark.parametrize(("file", "name"), NAMES.items())
def test_the_annotated_script_has_a_name_that_every_file_system_takes(file: str, name: str) -> None:
    assert annotated_name(file) == name

"""What is Windows' alone, in the words that it is asked with: read, and played, never run there."""

from __future__ import annotations

import os

import pytest

from grader.disk.report import annotated_name
from grader.sandbox import surroundings


def test_the_probe_finds_condas_libraries_and_no_current_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert surroundings.search_path() == os.defpath
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("sys.prefix", r"C:\conda\envs\cnn")
    monkeypatch.setattr("sys.base_prefix", r"C:\conda\envs\cnn")
    monkeypatch.setenv("SYSTEMROOT", r"D:\Win")
    found = surroundings.search_path().split(";")
    assert r"C:\conda\envs\cnn\Library\bin" in found
    assert found[-2:] == [r"D:\Win\System32", r"D:\Win"]
    assert len(found) == len(set(found))
    assert all(one[1:3] == ":\\" for one in found)


@pytest.mark.parametrize("name", ["con.py", "Lpt1.ipynb", "aux.old.py", "com¹.py"])
def test_a_report_has_no_name_of_a_device(name: str) -> None:
    assert annotated_name(name).startswith("x-")
    assert annotated_name(f"my {name}").startswith("my_")
    assert annotated_name(f"{name[0]}{name}") == f"{name[0]}{name.rpartition('.')[0]}.annotated.py"

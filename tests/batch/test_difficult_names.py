"""Names that a file system, a zip or a spreadsheet stumbles over: nobody is lost for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.rosters.keys import keys_of
from tests.batch.downloads import NET, as_zip, read_download, zip_of

NAMES = (
    *("علی\u200cرضا احمدی", "क्\u200dषितिज", "Sammy Davis Jr.", "Con", "E. ", "Sto\u00adke"),
    *("a: b", "\u202bعمر\u202c", "jane", "Jane", "Jos\u00e9", "Jose\u0301", "👩\u200d💻 Dev"),
)


@pytest.mark.parametrize("layout", ["{}/task1_cnn.py", "{}_%d_assignsubmission_file/task1_cnn.py"])
def test_nobody_is_lost_for_a_name(tmp_path: Path, layout: str) -> None:
    files = {
        layout.replace("%d", str(n)).format(name): NET + b"# %d" % n for n, name in enumerate(NAMES)
    }
    roster = read_download(as_zip(tmp_path, files))
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
    assert [one.id for one in read_download(path).handed] == ["ann", "bob"]


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

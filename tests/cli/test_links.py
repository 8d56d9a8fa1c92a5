"""A link in a folder that we write to: refused with a sentence, and nothing is made behind it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.disk.files import LinkError, open_kept, put_file, put_new

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="makes symbolic links"),
    pytest.mark.slow,
]


def _run(*words: str | Path) -> Result:
    return CliRunner(env={"CNNGRADE_DATA": ""}).invoke(main, [str(word) for word in words])


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Where links lead: a folder that must stay as it is."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "kept").write_text("mine")
    return folder


def _untouched(outside: Path) -> bool:
    return {path.name: path.read_text() for path in outside.iterdir()} == {"kept": "mine"}


def _refused(result: Result, link: Path) -> None:
    assert result.exit_code == 2, result.output
    assert f"{link} is a link" in " ".join(result.output.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", ["report.html", "result.json", "net.annotated.py"])
@pytest.mark.parametrize("target", ["kept", "new"])
def test_submit_refuses_a_file_that_is_a_link(
    name: str, target: str, tmp_path: Path, outside: Path
) -> None:
    (tmp_path / "net.py").write_text("x = 1\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).symlink_to(outside / target)
    _refused(
        _run("submit", tmp_path / "net.py", "--out", tmp_path / "out"), tmp_path / "out" / name
    )
    assert _untouched(outside)


def test_submit_refuses_a_report_folder_that_is_a_link(tmp_path: Path, outside: Path) -> None:
    """Nobody chose it: it came along with the student's file."""
    (tmp_path / "net.py").write_text("x = 1\n")
    (tmp_path / "net-report").symlink_to(outside)
    _refused(_run("submit", tmp_path / "net.py"), tmp_path / "net-report")
    assert _untouched(outside)


@pytest.mark.processes
def test_submit_makes_nothing_behind_other_links_in_a_chosen_link(
    tmp_path: Path, outside: Path
) -> None:
    """`--out` may be a link: it was chosen. `.writable` once was written through."""
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / ".writable").symlink_to(outside / "new")
    (tmp_path / "out").symlink_to(disk)
    (tmp_path / "net.py").write_text("x = (\n")
    assert _run("submit", tmp_path / "net.py", "--out", tmp_path / "out").exit_code == 0
    assert {path.name for path in disk.iterdir()} == {
        ".writable", "report.html", "result.json", "net.annotated.py",
    }  # fmt: skip
    assert _untouched(outside)


PLACES = (
    *(".lock", ".regrade", ".class.json", "students", "gone", "grades.csv", "index.html"),
    *("feedback.zip", "sheet.csv", "students/net", "students/eve", "students/net/.row.json"),
    *("students/net/report.html", "students/.net.part-x", "gone/eve", "gone/eve/report.html"),
)


@pytest.mark.parametrize("target", ["kept", "new", "."])
@pytest.mark.parametrize("place", PLACES)
def test_batch_refuses_a_link_wherever_it_writes(
    place: str, target: str, tmp_path: Path, outside: Path
) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "net.py").write_text("x = (\n")
    (tmp_path / "sheet.csv").write_text("Identifier,Full name,Grade\nParticipant 1,Net,\n")
    link = tmp_path / "out" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / target)
    words: list[str | Path] = ["--out", tmp_path / "out", "--jobs", "1"]
    if place == "sheet.csv":
        words += ["--worksheet", tmp_path / "sheet.csv"]
    _refused(_run("batch", tmp_path / "class", *words), link)
    assert _untouched(outside)


def test_start_keeps_a_link_and_makes_nothing_behind_it(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "task1_cnn.py").symlink_to(outside / "new")
    result = _run("start", tmp_path)
    assert result.exit_code == 0
    assert f"kept   {tmp_path / 'task1_cnn.py'}" in result.output
    assert _untouched(outside)


def test_the_zip_for_gradescope_goes_through_no_link_of_its_name(
    tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("autograder.zip").symlink_to(outside / "new")
    _refused(_run("gradescope"), Path("autograder.zip"))
    assert _untouched(outside)


def test_digits_are_fetched_through_no_link(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "MNIST").mkdir()
    (tmp_path / "MNIST" / "raw").symlink_to(outside)
    _refused(_run("data", tmp_path), tmp_path / "MNIST" / "raw")
    assert _untouched(outside)


def test_what_writes_refuses_a_link_by_itself(tmp_path: Path, outside: Path) -> None:
    """A link that came after the folder was looked through."""
    link = tmp_path / "link"
    link.symlink_to(outside / "new")
    with pytest.raises(LinkError):
        put_file(link, b"x")
    with pytest.raises(FileExistsError):
        put_new(link, b"x")
    with pytest.raises(LinkError):
        open_kept(link)
    assert _untouched(outside)


def test_a_file_that_takes_nothing_leaves_no_half_one(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OSError, match=r"report\.html"):
        put_file(tmp_path / "report.html", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]

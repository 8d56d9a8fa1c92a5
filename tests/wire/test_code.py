"""The digest of the grader's own code, which stands in each result beside the version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import grader
from grader.batch.marks import grader_mark
from grader.wire.code import code_digest, digest_of

ROOT = Path(__file__).parents[2]


def _house(folder: Path) -> Path:
    """A folder with the kinds of files that a package has."""
    for name in ("grade.py", "cli/submit.py", "report/page.html", "report/notes.txt"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def test_the_code_has_one_digest_wherever_it_lies(tmp_path: Path) -> None:
    for package in ("concepts", "grader"):
        shutil.copytree(ROOT / package, tmp_path / package)
    assert digest_of([tmp_path / "concepts", tmp_path / "grader"]) == code_digest()


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("grade.py", True),
        ("report/page.html", True),
        ("new.py", True),
        ("cli/submit.py", False),
        ("report/notes.txt", False),
    ],
)
def test_what_a_mark_can_follow_from_counts(tmp_path: Path, name: str, counts: bool) -> None:
    house = _house(tmp_path)
    before = digest_of([house])
    (house / name).write_text("another line")
    assert (digest_of([house]) != before) == counts


def test_a_file_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    house = _house(tmp_path)
    whole = digest_of([house])
    (house / "grade.py").unlink()
    (house / "grade.py").mkdir()  # unreadable for root too
    assert digest_of([house]) not in (whole, digest_of([house / "report"]))


def test_it_names_the_code_of_a_batch_as_well() -> None:
    assert grader_mark() == f"{grader.__version__} {code_digest()}"

"""The list of bugs that measures the suite fits the code of today: each can still be put in."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.bugs.bugs import Bug, BugError, read_bugs, with_bug

ROOT = Path(__file__).parent.parent
BUGS = read_bugs()


def _rooms() -> set[str]:
    """Every package below the two top ones."""
    found = [path.parent.relative_to(ROOT) for top in ("concepts", "grader")
             for path in ROOT.glob(f"{top}/*/**/__init__.py")]  # fmt: skip
    return {path.as_posix() for path in found}


def test_there_are_forty_with_names_of_their_own() -> None:
    assert len({bug.id for bug in BUGS}) == len(BUGS) >= 40


def test_every_room_has_one() -> None:
    assert {bug.room for bug in BUGS} == _rooms()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_a_bug_can_be_put_in(bug: Bug) -> None:
    text = with_bug(bug, ROOT)
    assert text != (ROOT / bug.file).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(text)) != ast.dump(ast.parse((ROOT / bug.file).read_bytes()))
    assert bug.room == Path(bug.file).parent.as_posix()
    assert bug.near
    assert "\n" not in bug.breaks
    for words in bug.near:
        for word in words.partition(" -k ")[0].split():
            assert (ROOT / word).exists(), f"{word} is near no more"


@pytest.mark.parametrize(("file", "before"), [("a.py", "x"), ("a.py", "z"), ("gone.py", "x")])
def test_what_does_not_fit_is_said(tmp_path: Path, file: str, before: str) -> None:
    (tmp_path / "a.py").write_text("x = y = x\n", encoding="utf-8")
    with pytest.raises(BugError, match=r"a\.py, not once|gone\.py any more"):
        with_bug(Bug("one", "", file, before, "w", "", ()), tmp_path)

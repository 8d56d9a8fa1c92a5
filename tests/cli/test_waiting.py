"""The line that one sees while a file is graded."""

from __future__ import annotations

import pytest

from grader.cli.waiting import READING, Waiting, so_far
from tests.watching.glances import glance, told


def test_what_is_known_so_far() -> None:
    assert so_far(glance(whole=False)) == "So far nothing to mend; it is learning …"
    two = glance(told(), told("q7-counts"), whole=False)
    assert so_far(two) == "So far: relu-missing is so (line 40) and 1 more; it is learning …"


def test_it_is_gone_in_the_end_and_never_wider_than_the_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    waiting = Waiting()
    waiting.seen = True
    with waiting:
        waiting.tell(glance(told(), whole=False))
        waiting.tell(glance(told()))
    lines = capsys.readouterr().err.split("\r")
    assert READING[:20] in lines[1]
    assert lines[2].startswith("So far: relu-missing")
    assert {len(line) for line in lines[1:]} <= {39, 29, 0}
    assert not lines[-2].strip()


def test_a_file_or_a_pipe_gets_none_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    with Waiting() as waiting:
        waiting.tell(glance(told(), whole=False))
    assert capsys.readouterr() == ("", "")

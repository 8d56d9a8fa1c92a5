"""A process of ours: asked and answered, and told apart how it was lost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import grader
from grader.wire.child import Child, ChildLost, finding_us, last_line, program
from grader.wire.frame import pack

pytestmark = pytest.mark.processes

ECHO = """
import sys
from grader.wire import frame
for record, blobs in frame.arriving(sys.stdin.buffer, 2**20, 2**24):
    sys.stdout.buffer.write(frame.pack({"heard": record}, blobs))
    sys.stdout.buffer.flush()
"""
GREETS = """
import sys
from grader.wire import frame
sys.stdout.buffer.write(frame.pack({"ready": 1}))
sys.stdout.buffer.flush()
sys.stdin.read()
"""
DEAF = "import time\nwhile True: time.sleep(60)"
BREAKS = (
    "import sys\nsys.stdin.buffer.read(1)\nraise SystemExit('the first line\\nno more paper\\n')"
)
BABBLES = "import sys\nsys.stdout.write('x' * 100)\nsys.stdout.flush()\nsys.stdin.read(1)"
LONG = 120.0  # seconds that nothing here needs
SOON = 0.5  # seconds after which a process that never answers is given up

Start = Callable[..., Child]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Child] = []

    def begin(code: str, *arguments: str) -> Child:
        command = [sys.executable, "-P", "-c", code, *arguments]
        started.append(Child(program(command, finding_us(os.environ))))
        return started[-1]

    yield begin
    for child in started:
        child.stop()


def test_question_after_question_is_answered(start: Start) -> None:
    child = start(ECHO)
    for blob in (b"", b"x" * 3_000_000, b"y"):  # the second is larger than any pipe
        assert child.ask(pack({"a": 1}, [blob]), LONG) == ({"heard": {"a": 1}}, [blob])


def test_what_it_says_unasked_is_heard(start: Start) -> None:
    assert start(GREETS).hear(LONG) == ({"ready": 1}, [])


def test_one_that_ends_is_told_with_its_status_and_its_last_line(start: Start) -> None:
    child = start(BREAKS)
    for _ in "12":  # whoever asks on is told the same
        with pytest.raises(ChildLost) as lost:
            child.ask(pack({}), LONG)
        assert str(lost.value) == "ended with status 1: no more paper"
        assert not lost.value.silent


@pytest.mark.parametrize("size", [0, 3_000_000], ids=["a short question", "one that gets stuck"])
def test_one_that_never_answers_is_told_apart_and_killed(size: int, start: Start) -> None:
    child = start(DEAF)
    with pytest.raises(ChildLost, match=r"^did not answer within 0 s$|^did not answer") as lost:
        child.ask(pack({}, [b"x" * size]), SOON)
    assert lost.value.silent
    with pytest.raises(ChildLost, match="ended with status"):
        child.hear(LONG)


def test_what_is_no_frame_is_no_answer(start: Start) -> None:
    with pytest.raises(ChildLost, match=r"^ended with status 0$"):
        start(BABBLES).ask(pack({}), LONG)


def test_it_may_be_stopped_while_it_is_asked(start: Start) -> None:
    child = start(DEAF)
    threading.Timer(SOON, child.stop).start()
    with pytest.raises(ChildLost) as lost:
        child.hear(LONG)
    assert not lost.value.silent


@pytest.mark.parametrize("gently", [LONG, 0.0])
def test_it_goes_by_itself_only_where_it_is_given_the_time(
    gently: float, start: Start, tmp_path: Path
) -> None:
    by_itself = tmp_path / "gone"
    child = start(f"{GREETS}\nimport time; time.sleep(0.5); open(sys.argv[1], 'w')", str(by_itself))
    child.hear(LONG)
    child.stop(gently)
    assert by_itself.exists() == bool(gently)


def test_a_child_finds_this_very_package(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", "import grader; print(grader.__file__)"]
    found = subprocess.run(
        command, cwd=tmp_path, env=finding_us(os.environ), capture_output=True, text=True
    )
    assert found.stdout.strip() == grader.__file__


@pytest.mark.parametrize(
    ("said", "last"), [("", ""), ("\n \n", ""), ("one\ntwo\n\n", "two"), ("one", "one")]
)
def test_the_last_line_is_the_last_that_says_anything(said: str, last: str) -> None:
    assert last_line(said) == last

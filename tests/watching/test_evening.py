"""An evening is played again: the screens of fifteen saves are those that were read and recorded.

`CNNGRADE_RECORD=1` writes them anew; they are to be read then, one by one.
"""

from __future__ import annotations

import os
import queue
import re
from pathlib import Path

import pytest

from grader.judging.bench import Bench
from grader.judging.paper import Paper, Wanted
from grader.lab import exercises_folder, read_lab
from grader.submission.gather import Gathered, Lying
from grader.watching.screen import plain, screen
from grader.watching.states import Event, Run, Saved, State, step
from grader.watching.working import Job, Worker
from tests.bench import EMBEDDED
from tests.thorough import MORE
from tests.watching.evening import saves

RECORDED = Path(__file__).parent / "evening.txt"
pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not MORE, reason="fifteen gradings: tried where more is"),
]


def test_the_screens_are_those_that_were_recorded() -> None:
    played = "".join(_played())
    if os.environ.get("CNNGRADE_RECORD"):
        RECORDED.write_text(played, encoding="utf-8", newline="\n")
    assert played == RECORDED.read_text(encoding="utf-8")
    marks = [float(mark) for mark in re.findall(r"^([\d.]+) / 20", played, re.M)]
    assert len(marks) == 15
    assert marks[-1] == 20


def _without_figures(learned: re.Match[str]) -> str:
    """Another processor sums in another order, and learns a little earlier or later."""
    return re.sub(r"\d", "0", learned[0])


def _played() -> list[str]:
    starter = (exercises_folder() / "task1_cnn.py").read_text(encoding="utf-8")
    events: queue.Queue[Event] = queue.Queue()
    lab = read_lab()
    wanted = Wanted("digits", "embedded", True, "text", glances=True)
    state, screens = State("task1_cnn.py"), []
    with Bench(EMBEDDED) as bench, Worker(bench, wanted, events.put, lambda *_: None) as worker:
        for number, (what, text, sheet) in enumerate(saves(starter), 1):
            state, (run,) = step(state, Saved(what))
            assert isinstance(run, Run)
            gathered = Gathered("task1_cnn.py", "task1_cnn.py", (Lying("task1_cnn.py", text),))
            worker.run(Job(run.stamp, Paper(gathered, lab, ("part1.toml", sheet))))
            while state.phase == "working":
                state, _ = step(state, events.get(timeout=300))
            seen = plain(screen(state, 80, 40)).rstrip().rpartition("\nh hint")[0].rstrip()
            seen = re.sub(r"clear after .*? read;", _without_figures, seen)
            screens.append(f"=== {number}: {what}\n{seen}\n\n")
    return screens

"""What is to be seen, at any size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.judging.glance import Quoted, Step
from grader.watching.screen import LEAST, one_line, plain, screen
from grader.watching.states import Stamp, State, View
from tests.watching.glances import glance, told

STATE = State("net.py", "done", Stamp("a", 1), glance(told()), page="http://127.0.0.1:1/x/")


def _seen(state: State, width: int = 80, height: int = 30) -> str:
    return plain(screen(state, width, height))


def test_the_first_thing_with_a_caret_under_the_very_call() -> None:
    lines = _seen(STATE).splitlines()
    assert lines[0] == "16 / 17   net.py"
    assert "✕ relu-missing is so (line 40, 0 of 2)" in lines
    at = next(i for i, line in enumerate(lines) if "max_pool2d(self" in line)
    start = lines[at].index("self.conv1(x)")
    assert lines[at + 1][start:] == "^" * len("self.conv1(x)")
    assert "  hint 1 of 4: look there" in lines
    assert "think so" not in _seen(STATE)
    assert "think so" in _seen(replace(STATE, rung=2))


def test_only_the_first_thing_unless_all_are_asked_for() -> None:
    two = replace(STATE, glance=glance(told(), told("q7-counts", "other")))
    assert "other is so" not in _seen(two)
    assert "1 more" in _seen(two)
    assert "other is so" in _seen(replace(two, view="all"))


@pytest.mark.parametrize("width", [1, 20, 37, 80, 200])
@pytest.mark.parametrize("height", [1, 3, 12, 40])
@pytest.mark.parametrize("view", ["first", "all", "explain"])
def test_it_fits_every_terminal(width: int, height: int, view: View) -> None:
    lines = screen(replace(STATE, view=view), width, height)
    assert len(lines) == height
    assert max(len(line) for line in plain(lines).split("\n")) <= max(width, LEAST)


@pytest.mark.parametrize("width", [20, 37, 80])
def test_lines_break_between_words(width: int) -> None:
    sentence = "No ReLU follows `conv1`; from there it goes conv1 → max_pool2d → conv2."
    assert sentence in " ".join(_seen(STATE, width, 60).split())


def test_what_does_not_fit_is_scrolled_to() -> None:
    many = replace(
        STATE, glance=glance(*(told(f"c{i}", f"cause{i}") for i in range(9))), view="all"
    )
    assert "cause8 is so" not in _seen(many, height=16)
    assert "more lines" in _seen(many, height=16)
    assert "cause8 is so" in _seen(replace(many, top=999), height=16)


def test_a_call_far_to_the_right_is_seen() -> None:
    far = Quoted("9", "x" * 150 + "here(x)", (150, 157))
    lines = _seen(replace(STATE, glance=glance(replace(told(), code=(far,)))), 60).splitlines()
    at = next(i for i, line in enumerate(lines) if "here(x)" in line)
    assert lines[at + 1].index("^") == lines[at].index("here(x)")


def test_before_it_has_learned_nothing_is_said_to_be_the_mark() -> None:
    early = replace(STATE, phase="working", glance=glance(told(), whole=False))
    assert "… / 17" in _seen(early)
    assert "learning" in _seen(early)


def test_what_changed_since_the_last_save() -> None:
    before = glance(told("log-probabilities", "softmax-without-log"))
    now = replace(STATE, before=before, glance=glance(log_probabilities="passed"))
    assert "mended: softmax-without-log is so; new: none" in _seen(now).replace("\n", " ")


def test_full_marks_say_what_is_next() -> None:
    full = _seen(
        replace(STATE, glance=replace(glance(), learned="It reads 84 %.", next=("Part 1.",)))
    )
    assert "Nothing to mend." in full
    assert "Next: Part 1." in full
    assert "It reads 84 %." in full


def test_the_steps_of_a_blank_network() -> None:
    steps = (Step(True, "two convolutions"), Step(False, "a ReLU"))
    seen = _seen(replace(STATE, glance=glance(replace(told(), steps=steps))))
    assert "✓ two convolutions" in seen
    assert "– a ReLU" in seen


def test_without_a_verdict_it_says_why() -> None:
    failed = replace(STATE, phase="failed", glance=None, sentence="the trainer did not start")
    assert "No verdict: the trainer did not start" in _seen(failed)
    gone = replace(STATE, phase="gone", glance=None)
    assert "net.py is not there" in _seen(gone)


def test_a_line_a_save_without_a_terminal() -> None:
    assert one_line(STATE) == "16 / 17  relu-missing is so (line 40)"
    assert one_line(replace(STATE, glance=glance(whole=False))) == ""
    assert one_line(replace(STATE, phase="gone", glance=None)) == "net.py is gone"
    assert "lost" in one_line(replace(STATE, phase="failed", glance=None, sentence="lost"))

"""Several numbers that do not fit: told one by one, and nothing where no cause is known."""

from __future__ import annotations

import pytest

from grader.diagnoses import diagnose
from grader.diagnoses.case import Case
from grader.diagnoses.refused_call import _rest as told_of_the_rest
from grader.evidence import Evidence, Mend, Observation, Trouble
from grader.finding import Finding
from grader.lab import read_lab
from grader.reading.reading import reading_of
from grader.script.loops import Around
from grader.submission.intake import read_bytes

LAB = read_lab()
STOPPED = Trouble("forward", "RuntimeError", "shapes", 3)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_numbers_of_layers_that_no_call_shows_are_no_crash(count: int) -> None:
    mends = tuple(Mend("in_features", f"fc{n}", 3, n, 9 + n, STOPPED) for n in range(count))
    evidence = Evidence(Observation(mends=mends, returned="tensor"))
    submission = read_bytes("task1_cnn.py", b"class Net: pass\n", LAB)
    finding = Finding("forward-runs", "forward runs", "failed", 0.0, 0.5, "It stops.")
    told, _ = diagnose([finding], submission, reading_of(evidence), evidence, LAB)
    assert len(told) == 1
    assert told[0].status == "failed"


@pytest.mark.parametrize("troubles", [(), (STOPPED,)])
def test_the_rest_works_only_where_nothing_stopped_behind(troubles: tuple[Trouble, ...]) -> None:
    mend = Mend("in_channels", "conv1", 3, 3, 1, STOPPED)
    evidence = Evidence(Observation(mends=(mend,), troubles=troubles))
    submission = read_bytes("task1_cnn.py", b"class Net: pass\n", LAB)
    script = submission.script
    case = Case(reading_of(evidence), evidence, LAB, submission, script, Around(script))
    assert case.onwards == ("forward goes on" if troubles else "the rest works")


def test_a_change_that_is_made_twice_is_told_once() -> None:
    mends = tuple(Mend("in_features", f"fc{n}", 3, 256, 784, STOPPED) for n in range(2))
    evidence = Evidence(Observation(mends=mends, returned="tensor"))
    submission = read_bytes("task1_cnn.py", b"class Net: pass\n", LAB)
    script = submission.script
    case = Case(reading_of(evidence), evidence, LAB, submission, script, Around(script))
    assert told_of_the_rest(case) == " With 784 in place of 256 the rest works."

"""What somebody who waits is told of a file that stops, before it is known what would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from grader.finding import Finding, Grade
from grader.grade import Under, grade_one
from grader.judging import Processes
from grader.report.record import render_json
from grader.submission.intake import read_bytes
from tests.bench import RIGHT, Benches, usual_lab
from tests.thorough import MORE

pytestmark = pytest.mark.processes

LAB = usual_lab()
# what is handed in: what stands in the solution, what in its place, what is told of it at once
STOPS = {
    "a name that nothing gives": (
        "F.relu(self.fc1(x))",
        "F.relu(self.fc1(images))",
        "NameError: name 'images' is not defined",
    ),
    "numbers that do not fit": (
        "nn.Linear(320, 50)",
        "nn.Linear(500, 50)",
        "fc1 expects 500 numbers and is given 320.",
    ),
    "a layer that cannot be made": (
        "nn.Linear(320, 50)",
        "nn.Linear(320)",
        "TypeError: Linear.__init__() missing 1 required positional argument: 'out_features'",
    ),
}


class _Asked:
    """A bench that notes how often changes of a text are tried."""

    def __init__(self, bench: Processes) -> None:
        self._bench = bench
        self.attempts = 0

    def attempt(self, *asked: Any) -> Any:
        self.attempts += 1
        return self._bench.attempt(*asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bench, name)


@pytest.mark.parametrize("case", STOPS if MORE else [*STOPS][:1])
def test_it_is_told_where_it_stops_before_anything_is_tried(case: str, benches: Benches) -> None:
    was, now, words = STOPS[case]
    text = RIGHT.read_text(encoding="utf-8")
    assert text.count(was) == 1
    submission = read_bytes("net.py", text.replace(was, now).encode(), LAB)
    told: list[tuple[Grade, Under, int]] = []
    with benches.lent() as lent:
        bench = _Asked(lent)
        grade = grade_one(
            submission,
            LAB,
            bench,
            early=lambda one, under: told.append((one, under, bench.attempts)),
        )
        alone = grade_one(submission, LAB, lent)
    (first, under, attempts), *_, (last, under_then, _) = told
    finding = _failed(first.findings)
    assert (under, attempts) == ("mending", 0)
    assert finding.message == words
    assert finding.line
    assert not finding.diagnosis  # nothing was tried
    assert "works" not in str(finding)
    assert under_then == "learning"
    assert _failed(last.findings).diagnosis == _failed(grade.findings).diagnosis
    assert bench.attempts
    assert _without_times(grade) == _without_times(alone)


def test_of_a_network_that_runs_nothing_is_said_to_be_mended(benches: Benches) -> None:
    told: list[Under] = []
    with benches.lent() as bench:
        submission = read_bytes("net.py", RIGHT.read_bytes(), LAB)
        grade_one(submission, LAB, bench, early=lambda _grade, under: told.append(under))
    assert told == ["learning"]


def _failed(findings: Sequence[Finding]) -> Finding:
    return next(one for one in findings if one.status == "failed")


def _without_times(grade: Grade) -> str:
    seen = grade.evidence
    timeless = replace(seen, fate=replace(seen.fate, seconds=0.0), training=None, rehearsal=None)
    return render_json(replace(grade, evidence=timeless))

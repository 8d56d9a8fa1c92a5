"""A number and a window that disagree: what is expected and what is seen, as the cause has it."""

from __future__ import annotations

import pytest

from grader.checks import examine
from grader.diagnoses import diagnose
from grader.evidence import Evidence, ProcessFate
from grader.finding import Finding
from grader.reading.reading import reading_of
from tests.probe.nets import net
from tests.probe.run_here import LAB, observe_here, submission_of

pytestmark = pytest.mark.slow
LAYERS = """
self.conv1 = nn.Conv2d(1, 6, 5)
self.conv2 = nn.Conv2d(6, 9, {window})
self.fc1 = nn.Linear({inputs}, 30)
self.fc2 = nn.Linear(30, 10)
"""
STEPS = """
x = F.relu(F.max_pool2d(self.conv1(x), 2))
x = F.relu(F.max_pool2d(self.conv2(x), 2))
x = F.relu(self.fc1(x.flatten(1)))
return F.log_softmax(self.fc2(x), dim=1)
"""


def told(**numbers: int) -> Finding:
    """The finding of the number that does not fit, with its cause."""
    source = net(LAYERS.format(**numbers), STEPS)
    evidence = Evidence(observe_here(source), ProcessFate("finished", 0.1, 0))
    found = examine(reading_of(evidence), evidence, LAB)
    explained, _ = diagnose(found, submission_of(source), reading_of(evidence), evidence, LAB)
    return next(one for one in explained if one.check == "forward-runs")


def test_a_window_is_wrong_where_the_number_was_counted_with_that_of_the_others() -> None:
    one = told(window=3, inputs=144)
    assert one.diagnosis == "window-unlike-the-others"
    assert (one.expected, one.observed) == ("144 numbers of each image", "225 = 9×5×5")


def test_a_number_is_wrong_where_no_window_gives_it() -> None:
    one = told(window=5, inputs=9)
    assert one.diagnosis == "flatten-size-is-the-channels-alone"
    assert (one.expected, one.observed) == ("144 = 9×4×4", "9")

"""What is said of a change that mends a finding: the student's names, and where it was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.checks import examine
from grader.diagnoses import diagnose
from grader.evidence import Layer
from grader.finding import Finding
from grader.lab import read_lab
from grader.reading.reading import reading_of
from grader.repair.graph.search import rewired
from grader.submission.intake import read_bytes
from tests.repair.graph.conftest import MEASURED, RIGHT, seen, written

AFTER_CONVOLUTIONS = "dropout-after-convolutions"
AFTER_FIRST_LINEAR = "dropout-after-first-fully-connected"
LOG = "log-probabilities"
RELU = "relu-on-hidden-layers"

LAB = read_lab()
TEXT = """import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 8, 3)
        self.r1 = nn.Tanh()
        self.d1 = nn.Dropout(0, 25)
        self.o = nn.LogSoftmax(dim=0)
    def forward(self, x):
        return x
"""
LAYERS = tuple(
    Layer(name, "Layer", ()) for name in ("c1", "r1", "c2", "r2", "d1", "f1", "r3", "d2")
)
FIRST = "r1 = F.relu c1"


def told(check: str, text: str, behaviour: object = MEASURED) -> Finding:
    """The finding of a check, explained. A step's line is that of its line in the calls."""
    evidence = seen(text, layers=LAYERS, behaviour=behaviour)  # type: ignore[arg-type]
    found = examine(reading_of(evidence), evidence, LAB)
    one = next(finding for finding in found if finding.check == check)
    one = replace(one, status="failed", diagnosis=None)
    evidence = replace(evidence, rewired=rewired([one], evidence, LAB))
    submission = read_bytes("task1_cnn.py", TEXT.encode(), LAB)
    (explained,), _ = diagnose([one], submission, reading_of(evidence), evidence, LAB)
    return explained


def test_several_changes_of_a_sort_are_one_sentence() -> None:
    found = told(RELU, RIGHT.replace("F.relu", "F.max_pool2d"))
    assert found.diagnosis == "relu-missing"
    assert found.message.startswith("No ReLU follows `c1`, `c2` and `f1`; from there it goes c1 →")
    assert (found.line, found.lines) == (1, (3, 6))


def test_changes_of_two_sorts_are_both_told_the_root_first() -> None:
    found = told(RELU, written(FIRST, "r1 = F.tanh c1").replace("r3 = F.relu", "r3 = F.max_pool2d"))
    assert found.diagnosis == "tanh-for-relu"
    assert found.message.startswith("After `c1` the lab asks for a ReLU, and there stands tanh. No")
    assert "No ReLU follows `f1`" in found.message
    assert "relu-missing" in found.also


def test_the_line_is_where_the_mistake_was_made_then_where_it_shows() -> None:
    found = told(RELU, written(FIRST, "r1 = F.tanh c1"))
    assert (found.line, found.lines) == (6, (2,))
    found = told(AFTER_CONVOLUTIONS, written("p=0.25", "p=0 inplace=25"))
    assert found.diagnosis == "dropout-comma-for-point"
    assert "`nn.Dropout(0, 25)`" in found.message
    assert (found.line, found.lines) == (7, (5,))


@pytest.mark.parametrize(
    ("last", "smallest", "name"),
    [
        ("o = F.softmax f2 dim=1", 0.0, "softmax-before-nll-loss"),
        ("s = F.softmax f2 dim=1\no = t.log1p s", 0.1, "probabilities-worked-on"),
        ("s = F.softmax f2 dim=1\no = x.__rsub__ s 1", 0.1, "probabilities-worked-on"),
        ("s = F.softmax f2 dim=1\na = x.add s 1\no = t.log a", -0.1, "step-before-the-logarithm"),
        ("s = F.log_softmax f2 dim=1\no = x.__rsub__ s 1", 0.1, "step-after-log-softmax"),
        ("s = F.log_softmax f2 dim=1\no = x.neg s", 0.1, "log-probabilities-with-the-wrong-sign"),
        ("s = F.log_softmax f2 dim=1\no = x.mul s 2", -9.0, "step-after-log-softmax"),
        ("s = F.log_softmax f2 dim=1\no = x.exp s", 0.0, "softmax-before-nll-loss"),
        ("o = F.log_softmax f2 dim=0", -9.0, "softmax-over-the-batch"),
        ("o = t.log f2", -9.0, "log-of-raw-scores"),
        ("o = F.tanh f2", -1.0, "another-step-at-the-output"),
        # a log_softmax in the tanh's place would be dropped from while it is trained
        ("s = F.tanh f2\no = F.dropout s p=0.5 training=MODE", -1.0, "raw-scores-before-nll-loss"),
    ],
)
def test_what_stands_at_the_output_is_named_by_what_it_gives(
    last: str, smallest: float, name: str
) -> None:
    row_sum = 0.0 if name == "softmax-before-nll-loss" else 1.0
    measured = replace(MEASURED, log_sum_exp=2.0, row_sum=row_sum, smallest=smallest)
    assert told(LOG, written("o = F.log_softmax f2 dim=1", last), measured).diagnosis == name


def test_where_nothing_mends_no_cause_is_named() -> None:
    """There is one fully connected layer: no dropout can stand behind it and before the next."""
    found = told(AFTER_FIRST_LINEAR, "c1 = F.conv2d x @0\nf1 = F.linear c1 @1")
    assert found.diagnosis is None

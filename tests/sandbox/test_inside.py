"""A network that no replay can follow is trained in the sandbox, and scored outside."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from grader.data import DataSet, Source, choose, load
from grader.lab import read_lab
from grader.sandbox import Inside, Nursery, train_inside
from grader.submission.intake import read_bytes
from tests.bench import Benches

from .cases import HEAD

SAMPLES = 2048
LAB = read_lab()
LAB = dataclasses.replace(LAB, recipe=dataclasses.replace(LAB.recipe, max_samples=SAMPLES))
ODD = (
    HEAD
    + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(7, 8, 5)
        self.fc = nn.Linear(128, 10)
    def forward(self, x):
        if x.mean() > 0:
            x = x * 1.0
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        return F.log_softmax(self.fc(x.view(-1, 300)), dim=1)
"""
)


@pytest.fixture(scope="module")
def digits() -> DataSet:
    return choose(load(Source("digits", None, "")), LAB.recipe.seed, SAMPLES)


def train(source: str, digits: DataSet, nursery: Nursery | None = None) -> Inside:
    return train_inside(read_bytes("net.py", source.encode(), LAB), LAB, digits, nursery=nursery)


def test_it_learns(digits: DataSet) -> None:
    inside = train(ODD, digits)
    assert not inside.detail
    assert inside.training is not None
    assert inside.behaviour is not None
    assert inside.training.way == "in the sandbox"
    assert inside.training.samples <= SAMPLES
    shares = []
    for blob in (inside.before, inside.after):
        reading = np.frombuffer(blob, np.float32).reshape(-1, 10)
        assert len(reading) == len(digits.held_out_images)
        shares.append(float((reading.argmax(1) == digits.held_out_labels).mean()))
    assert shares[0] < 0.35
    assert shares[1] > 0.6
    assert inside.behaviour.source == "module"
    assert {one.name for one in inside.behaviour.gradients} >= {"conv1.weight", "fc.bias"}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (ODD.replace("x = x * 1.0", "import os; os._exit(5)"), "exit status 5"),
        (ODD.replace("self.fc = ", "self.fc = 1 / 0 # "), "ZeroDivisionError"),
    ],
)
def test_it_says_why_not(source: str, words: str, digits: DataSet, benches: Benches) -> None:
    with benches.lent() as lent:
        inside = train(source, digits, lent.nursery)
    assert inside.training is None
    assert words in inside.detail
    assert not inside.after


def test_what_ran_out_of_time_is_not_trained_for_longer(benches: Benches) -> None:
    """Its calls with one image never end; the two runs that are recorded do."""
    for hangs, seconds in ((False, LAB.limits.seconds), (True, benches.patience(least=5.0))):
        alone = "while len(x) == 1: time.sleep(1)\n        " if hangs else ""
        source = "import time\n" + ODD.replace("if x.mean() > 0:", alone + "if True:")
        source = source.replace("x = x * 1.0", "x = torch.from_numpy(x.numpy() * 1.0)")
        lab = dataclasses.replace(LAB, limits=dataclasses.replace(LAB.limits, seconds=seconds))
        grade = benches.grade(read_bytes("net.py", source.encode(), lab), lab)
        assert (grade.evidence.fate.outcome == "timed out") is hangs
        training = grade.evidence.training
        assert training is not None
        assert training.way == ("not run" if hangs else "in the sandbox")
        assert ("took too long for a training" in training.reason) is hangs


CLOSED = (
    HEAD
    + """
class Careful(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer
    def forward(self, x):
        if bool(x.abs().max() > 1e9):  # a branch on data: it is not opened
            x = x / 1e9
        return self.layer(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = torch.jit.script(Careful(nn.Conv2d(10, 20, 5)))
        self.drop1 = nn.Dropout2d(0.25)
        self.fc1 = nn.Linear(320, 50)
        self.drop2 = nn.Dropout(0.5)
        self.fc2 = torch.jit.script(Careful(nn.Linear(50, 10)))
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.drop1(self.conv2(x))), 2)
        x = self.drop2(F.relu(self.fc1(x.view(-1, 320))))
        return F.log_softmax(self.fc2(x), dim=1)
"""
)


FOR_EACH = (
    CLOSED.replace("torch.jit.script(Careful(nn.Conv2d(10, 20, 5)))", "nn.Conv2d(10, 20, 5)")
    .replace("torch.jit.script(Careful(nn.Linear(50, 10)))", "nn.Linear(50, 10)")
    .replace("self.fc2(x)", "torch.vmap(self.fc2)(x)")
)
AFTER_CONVOLUTIONS, AFTER_FIRST = (
    "dropout-after-convolutions",
    "dropout-after-first-fully-connected",
)


def _states(source: str, benches: Benches) -> dict[str, str]:
    grade = benches.grade(read_bytes("net.py", source.encode(), LAB), LAB)
    return {finding.check: finding.status for finding in grade.findings}


@pytest.mark.parametrize(
    ("source", "unseen"),
    [(CLOSED, {AFTER_CONVOLUTIONS, AFTER_FIRST}), (FOR_EACH, {AFTER_FIRST})],
)
def test_a_layer_that_no_call_shows_counts_where_the_loss_reaches_it(
    source: str, unseen: set[str], benches: Benches
) -> None:
    states = _states(source, benches)
    assert {check for check, state in states.items() if state == "failed"} == set()
    assert {check for check, state in states.items() if state == "broken"} == unseen
    assert states["two-convolutions"] == states["two-fully-connected"] == "passed"


def test_a_closed_layer_that_is_never_called_does_not_count(benches: Benches) -> None:
    idle = CLOSED.replace("self.drop1(self.conv2(x))", "x.repeat(1, 2, 1, 1)[:, :, 2:-2, 2:-2]")
    states = _states(idle, benches)
    assert states["two-convolutions"] == "failed"
    assert states["two-fully-connected"] == "passed"

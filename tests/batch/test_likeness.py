"""Copies are found under other names; those who solved it themselves are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.likeness.same import Group, graph_key, groups, text_key
from grader.batch.nouns import Row
from grader.evidence import Observation
from grader.lab import read_lab
from grader.probe.clock import Clock
from grader.probe.job import job_from
from grader.probe.observe import observe
from grader.sandbox.job import job_record
from grader.sandbox.observation import observation_from
from grader.script import Submission
from grader.submission.intake import read_bytes

LAB = read_lab()
ONE = """
import torch.nn as nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)
    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.dropout(F.relu(F.max_pool2d(self.conv2(x), 2)), training=self.training)
        x = F.relu(self.fc1(x.view(-1, 320)))
        return F.log_softmax(self.fc2(x), dim=1)
"""
RENAMED = (
    ONE.replace("conv1", "first").replace("conv2", "second").replace("fc1", "wide")
    .replace("x)", "data)").replace("x,", "data,").replace("x =", "data =").replace("(x.", "(data.")
    .replace("class Net(nn.Module):", 'class Net(nn.Module):\n    """My own network."""  # mine\n')
)  # fmt: skip
ORDERED = ONE.replace(
    "        self.conv1 = nn.Conv2d(1, 10, 5)\n        self.conv2 = nn.Conv2d(10, 20, 5)\n",
    "        self.conv2 = nn.Conv2d(10, 20, 5)\n        self.conv1 = nn.Conv2d(1, 10, 5)\n",
)
OWN = ONE.replace("F.relu(F.max_pool2d(self.conv1(x), 2))", "F.max_pool2d(self.conv1(x).relu(), 2)")
WIDER = ONE.replace("50", "60")


def read(text: str) -> Submission:
    return read_bytes("net.py", text.encode(), LAB)


def seen(text: str) -> Observation:
    submission = read(text)
    assert submission.plan is not None
    record, blobs = observe(job_from(job_record(submission, submission.plan, LAB)), Clock(30))
    return observation_from(record, blobs, submission.plan)[0]


def test_names_comments_and_layout_make_no_text_of_ones_own() -> None:
    assert text_key(read(ONE)) == text_key(read(RENAMED)) != ""
    assert text_key(read(ONE)) == text_key(read(ONE.replace("\n", "\n\n")))


def test_types_and_names_of_ones_own_methods_make_no_text_of_ones_own() -> None:
    typed = (
        ONE.replace("(self, x):", "(self, x: Tensor) -> Tensor:")
        .replace("self.fc1 =", "self.fc1: nn.Linear =")
        .replace("class Net(nn.Module):", "class Net(nn.Module):\n    classes: int")
    )
    assert text_key(read(typed)) == text_key(read(ONE))
    helped = ONE + "    def half(self, x):\n        return self.quarter(x) * 2\n"
    other = helped.replace("half", "hälfte").replace("quarter", "part")
    assert text_key(read(helped)) == text_key(read(other)) != text_key(read(ONE))


@pytest.mark.parametrize("other", [OWN, WIDER, ORDERED])
def test_what_was_written_otherwise_is_another_text(other: str) -> None:
    assert text_key(read(ONE)) != text_key(read(other))


@pytest.mark.slow
def test_the_graph_knows_neither_names_nor_the_order_of_declarations() -> None:
    keys = [graph_key(seen(text)) for text in (ONE, RENAMED, ORDERED, OWN, WIDER)]
    assert keys[0] == keys[1] == keys[2] != ""
    assert len({keys[0], keys[3], keys[4]}) == 3


def test_what_is_too_short_or_broken_is_like_nothing() -> None:
    empty = "class Net(nn.Module):\n    def forward(self, x):\n        return x\n"
    assert text_key(read(empty)) == ""
    assert text_key(read("class Net(\n")) == ""
    assert graph_key(Observation()) == ""


def row(key: str, text: str, graph: str) -> Row:
    return Row(key, key, key, "a.py", False, "graded", 1, 1, text_key=text, graph_key=graph)


def test_groups() -> None:
    rows = [row("a", "t", "g"), row("b", "t", "g"), row("c", "u", "g"), row("d", "", "")]
    assert groups(rows) == (Group("text", ("a", "b")), Group("graph", ("a", "b", "c")))
    assert groups(rows[:2]) == (Group("text", ("a", "b")),), "the same two are named once"
    assert groups(rows, known=["t"]) == (Group("graph", ("a", "b", "c")),)


def test_the_solutions_of_this_project_differ() -> None:
    folder = Path(__file__).parents[2] / "solutions"
    keys = [text_key(read(path.read_text())) for path in sorted(folder.glob("*.py"))]
    assert len(set(keys)) == len(keys) > 1

"""The line that makes a module, in an attribute or in a container."""

from __future__ import annotations

import pytest

from grader.script import Script
from grader.script.made import in_sequence, made_at

TEXT = """import torch.nn as nn
from collections import OrderedDict
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
class Net(nn.Module):
    def __init__(self, *more):
        super().__init__()
        self.one = nn.Conv2d(1, 8, 3)
        self.row = nn.Sequential(
            nn.Conv2d(1, 8, 3),
            nn.Sequential(nn.ReLU(),
                          nn.Dropout(0.2)),
        )
        self.named = nn.Sequential(OrderedDict([
            ("conv", nn.Conv2d(8, 8, 3)),
            ("drop", nn.Dropout())]))
        self.listed = nn.ModuleList([
            nn.Linear(3, 4),
            nn.Linear(4, 5)])
        self.keyed = nn.ModuleDict({
            "a": nn.Linear(3, 4)})
        self.starred = nn.Sequential(*more, nn.ReLU())
        self.spread = nn.Sequential(*[
            nn.Flatten(),
            nn.Linear(9, 9)])
        self.block = Block()
        self.two = nn.Tanh()
        self.two = nn.ReLU()
    def forward(self, x):
        return x
"""
LINES = {
    "one": 10, "row": 11, "row.0": 12, "row.1.0": 13, "row.1.1": 14, "row.7": None,
    "named.conv": 17, "named.drop": 18, "listed.1": 21, "keyed.a": 23, "keyed.b": None,
    "starred.0": None, "spread.1": 27, "block.conv": 6, "block.none": None, "two": 30,
    "one.weight": None, "none": None,
}  # fmt: skip


@pytest.mark.parametrize(("path", "line"), LINES.items())
def test_a_module_is_made_where_it_stands_in_the_text(path: str, line: int | None) -> None:
    assert made_at(Script(TEXT), path) == line


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("one", False),
        ("row.0", True),
        ("row.1.1", True),
        ("listed.1", False),
        ("block.conv", False),
    ],
)
def test_what_a_sequential_calls_is_told_from_what_forward_calls(path: str, inside: bool) -> None:
    assert in_sequence(Script(TEXT), path) is inside

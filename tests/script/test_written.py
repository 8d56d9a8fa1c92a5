"""Where a number is written that reaches a call by way of a name."""

from __future__ import annotations

import ast

import pytest

from grader.script import Script
from grader.script.written import read_elsewhere, written

TEXT = """import torch.nn as nn
HIDDEN = 60
WIDE, TWICE = 30, 40
class Net(nn.Module):
    classes = 10
    def __init__(self, width=50,
                 *, deep=70):
        super().__init__()
        flat = 320
        self.flat = flat
        twice = 1
        twice = 2
        self.fc = nn.Linear(HIDDEN, width, deep, self.flat, self.classes, twice, 8 * 8, WIDE)
        self.last = nn.Linear(self.classes, width)
"""


@pytest.mark.parametrize(
    ("at", "number", "line"),
    [(0, 60, 2), (1, 50, 6), (2, 70, 7), (3, 320, 9), (4, 10, 5), (5, 2, None), (6, 64, None)],
)
def test_a_number_is_followed_to_where_it_stands(at: int, number: int, line: int | None) -> None:
    script = Script(TEXT)
    call = next(node for node in script.at(13) if isinstance(node, ast.Call))
    found = written(script, call.args[at], number)
    assert (found and found.line) == line
    assert written(script, call.args[at], number + 1) is None


def test_a_name_that_other_lines_read_too_is_told_apart() -> None:
    script = Script(TEXT)
    assert read_elsewhere(script, "self.classes", {13})
    assert not read_elsewhere(script, "self.classes", {13, 14})
    assert not read_elsewhere(script, "HIDDEN", {13})

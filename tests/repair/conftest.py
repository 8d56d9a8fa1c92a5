"""A right network, and what a slip makes of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from grader.evidence import Edit
from grader.lab import read_lab
from grader.repair.edits import Source, with_edits
from grader.submission.intake import read_bytes

LAB = read_lab()
NET = """import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 5)
        self.drop1 = nn.Dropout(
            0.2,
        )
        self.fc1 = nn.Linear(12 * 12 * 12, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = self.drop1(x)
        return F.log_softmax(self.fc1(x.view(-1, 1728)), dim=1)
"""


@pytest.fixture
def net() -> str:
    """Its text."""
    return NET


def source_of(text: str, *lines: int, name: str = "") -> Source:
    """A text that stopped on these lines, the innermost last."""
    return Source(read_bytes("task1_cnn.py", text.encode(), LAB).script, lines, name)


def lead_back(spoiled: str, found: Iterable[tuple[Edit, ...]], meant: str) -> bool:
    """Whether one of these edits makes the program that was meant, however it is laid out."""
    texts = {with_edits(spoiled, edits) for edits in found}
    return meant in texts or _program(meant) in map(_program, texts)


def _program(text: str) -> str:
    try:
        return ast.dump(ast.parse(text))
    except SyntaxError:
        return ""

"""Calls of a class that the network is made of: the argument that was meant is tried."""

from __future__ import annotations

import pytest

from grader.repair.edits import with_edits
from grader.repair.slips_own import argument_for_another, argument_misnamed
from grader.repair.slips_statements import return_missing
from tests.repair.conftest import source_of

NET = """import torch.nn as nn
class Part(nn.Module):
    def __init__(self, wide, size=5, *, share=0.0):
        super().__init__()
        self.conv = nn.Conv2d(1, wide, size)
    def forward(self, x):
        x = self.conv(x)
        return x
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Part(8, share=0.5)
        self.fc = nn.Linear(8 * 24 * 24, 10)
    def forward(self, x):
        return self.fc(self.part(x).flatten(1))
"""


@pytest.mark.parametrize("wrong", ["dropout=0.5", "sharing=0.5"])
def test_a_name_that_the_class_lacks(wrong: str) -> None:
    spoiled = NET.replace("share=0.5", wrong)
    found = [with_edits(spoiled, [edit]) for edit in argument_misnamed(source_of(spoiled, 12))]
    assert NET in found
    assert not list(argument_misnamed(source_of(NET, 12)))


def test_a_value_that_goes_to_another() -> None:
    spoiled = NET.replace("Part(8, share=0.5)", "Part(8, 0.5)")
    found = [with_edits(spoiled, [edit]) for edit in argument_for_another(source_of(spoiled, 12))]
    assert NET in found


def test_a_part_that_returns_nothing() -> None:
    spoiled = NET.replace("        return x\n", "")
    found = [with_edits(spoiled, [edit]) for edit in return_missing(source_of(spoiled, 7))]
    assert found == [spoiled.replace("self.conv(x)\n", "self.conv(x); return x\n")]

"""A network that is only begun: what it does not give back yet is no fault of the grader's."""

from __future__ import annotations

import pytest

from tests.bench import Benches, usual_lab
from tests.probe.run_here import submission_of

LAB = usual_lab()

BEGUN = """
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
"""


@pytest.mark.processes
@pytest.mark.parametrize(
    "last",
    ["print(x.shape)", "return x.tolist()", "return x.shape", "return self.conv1",
     "return x.argmax(1)"],
)  # fmt: skip
def test_without_scores_nothing_is_measured_and_nobody_else_is_at_fault(
    last: str, benches: Benches
) -> None:
    grade = benches.grade(submission_of(f"{BEGUN}        {last}\n"), LAB)
    status = {one.check: one.status for one in grade.findings}
    assert status["output-shape"] == "failed"
    assert "broken" not in status.values()
    assert grade.for_tutor == ()
    held = {name for name, one in status.items() if one == "passed"}
    assert not held & {one.because for one in grade.findings if one.status == "blocked"}

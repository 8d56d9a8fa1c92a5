"""The line that a finding speaks of is quoted, and the very call underlined."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.evidence import Edit, Evidence, Mended, Observation, Repair
from grader.finding import Finding
from grader.report.quoting import MOST, quoted
from grader.submission.intake import read_bytes

TEXT = """class Net(nn.Module):
    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        é = self.conv2(x); return F.relu(é)

"""


def _quoted(make_grade: Any, line: int | None, message: str = "", text: str = TEXT) -> Any:
    grade = make_grade()
    net = read_bytes("net.py", text.encode(), grade.lab)
    grade = replace(grade, submission=net, evidence=Evidence())
    return quoted(Finding("x", "", "failed", message=message, line=line), grade)


def _underlined(lines: Any) -> str:
    return next((line.parts[1] for line in lines if line.end > line.start), "")


@pytest.mark.parametrize(
    ("line", "message", "underlined"),
    [
        (3, "No ReLU follows `conv1`.", "self.conv1(x)"),
        (3, "The max_pool2d is wrong.", "F.max_pool2d(self.conv1(x), 2)"),
        (3, "Something is wrong.", "F.relu(F.max_pool2d(self.conv1(x), 2))"),
        (4, "relu", "F.relu(é)"),
        (2, "forward is blank", "def forward(self, x):"),
    ],
)
def test_the_call_that_is_named(make_grade: Any, line: int, message: str, underlined: str) -> None:
    lines = _quoted(make_grade, line, message)
    assert _underlined(lines) == underlined
    assert [one.number for one in lines] == [line - 1, line, line + 1][: len(lines)]


@pytest.mark.parametrize("line", [None, 0, 99, -1])
def test_no_line_no_quote(make_grade: Any, line: int | None) -> None:
    assert _quoted(make_grade, line) == ()


def test_what_an_edit_changed_is_underlined(make_grade: Any) -> None:
    grade = make_grade()
    net = read_bytes("net.py", TEXT.encode(), grade.lab)
    edit = Edit("kind", 3, TEXT.index("self.conv1"), "self.conv1", "self.conv9")
    repair = Repair((Mended(None, (edit,)),), Observation())
    grade = replace(grade, submission=net, evidence=Evidence(repair=repair))
    found = quoted(Finding("x", "", "failed", line=3), grade)
    assert _underlined(found) == "self.conv1"


def test_a_line_without_end_is_cut(make_grade: Any) -> None:
    lines = _quoted(make_grade, 1, text="x = '" + "a" * 10_000 + "'\n")
    assert len(lines[0].text) <= MOST
    assert lines[0].end <= MOST


def test_what_acts_on_a_terminal_is_spelled_out(make_grade: Any) -> None:
    lines = _quoted(make_grade, 1, text="x = 1  # \u202e evil\n")
    assert "\u202e" not in "".join(one.text for one in lines)

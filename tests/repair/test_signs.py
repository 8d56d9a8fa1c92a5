"""One sign near the line that Python stops at: the text as it was meant is among what is tried."""

from __future__ import annotations

import ast

import pytest

from grader.repair.edits import with_edits
from grader.repair.signs import MOST, MOST_READ, rereadings
from grader.script import Script
from tests.repair.conftest import NET, lead_back

# what stands in the network, and what is left of it
LOST = {
    "an equals sign": ("self.fc1 = nn", "self.fc1  nn"),
    "a point": ("super().__init__", "super()__init__"),
    "a comma": ("(1, 12, 5)", "(1 12, 5)"),
    "a colon": ("def forward(self, x):", "def forward(self, x)"),
    "the last bracket": ("(1, 12, 5)", "(1, 12, 5"),
    "a bracket inside": ("F.relu(self.conv1(x))", "F.relu(self.conv1x))"),
    "a bracket over lines": ("            0.2,\n        )", "            0.2,\n        "),
    "a point in a number": ("self.drop1(x)", "self.drop1(x * 0.25)"),
    "a bracket too many": ("self.drop1(x)", "self.drop1(x))"),
    "a margin": ("        x = self.drop1(x)", "      x = self.drop1(x)"),
    "a margin further in": ("        x = self.drop1(x)", "            x = self.drop1(x)"),
    "the margin of the line above": ("        x = self.drop1(x)", "    x = self.drop1(x)"),
    "a comma of another keyboard": ("(1, 12, 5)", "(1\uff0c 12\uff0c 5)"),
    "a bracket of another keyboard": ("self.drop1(x)", "self.drop1\uff08x)"),
    "blanks of a web page on several lines": ("        x = ", "        x\u00a0= "),
    "nothing that is seen": ("self.drop1(x)", "self.\u200bdrop1(x)"),
}


@pytest.mark.parametrize("name", LOST)
def test_what_was_meant_is_found(name: str) -> None:
    there, left = LOST[name]
    if name == "a point in a number":
        meant, spoiled = NET.replace(there, left), NET.replace(there, "self.drop1(x * 025)")
    else:
        meant, spoiled = NET, NET.replace(there, left)
    trouble = Script(spoiled).trouble
    assert trouble is not None
    assert trouble.line is not None
    found = rereadings(spoiled, trouble.line)
    assert lead_back(spoiled, [(edit,) for edit in found], meant)


def test_characters_are_typed_anew_only_where_python_stops_over_them() -> None:
    spoiled = f"note = 'a\u201cb'\n{NET}".replace("(1, 12, 5)", "(1\uff0c12, 5)")
    (edit,) = rereadings(spoiled, 9)
    assert (edit.was.strip(), edit.now.strip()[-9:]) == (
        "self.conv1 = nn.Conv2d(1\uff0c12, 5)",
        "(1,12, 5)",
    )
    assert rereadings(NET.replace("(1, 12, 5)", "(1\uff0c12, 5"), 9) == []


def test_each_is_another_program_and_there_are_not_many() -> None:
    spoiled = NET.replace("self.fc1 = nn", "self.fc1  nn")
    found = rereadings(spoiled, 13)
    trees = [ast.dump(ast.parse(with_edits(spoiled, (edit,)))) for edit in found]
    assert 1 < len(trees) == len(set(trees)) <= MOST


def test_what_more_than_one_sign_keeps_from_being_read_is_left_alone() -> None:
    spoiled = NET.replace("self.fc1 = nn", "self.fc1  nn").replace("(1, 12, 5)", "(1 12, 5)")
    assert rereadings(spoiled, 9) == []


def test_a_long_text_is_read_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    parse = ast.parse

    def counting(text: str) -> ast.Module:
        read.append(len(text))
        return parse(text)

    monkeypatch.setattr(ast, "parse", counting)
    spoiled = NET.replace("(1, 12, 5)", "(1, 12, 5") + "# a line of a comment\n" * 1500
    rereadings(spoiled, 9)
    assert sum(length > 10_000 for length in read) <= 2_000_000 // len(spoiled) + 1 < MOST_READ

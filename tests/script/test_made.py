"""The line that makes a module, in an attribute or in a container."""

from __future__ import annotations

import pytest

from grader.script import Script
from grader.script.made import in_sequence, made_at, named_at

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


@pytest.mark.parametrize("base", ["super().__init__", "nn.Sequential.__init__"])
def test_a_network_that_is_a_sequential_hands_its_modules_on(base: str) -> None:
    me = "" if base.startswith("super") else "self, "
    script = Script(
        f"""import torch.nn as nn
class Net(nn.Sequential):
    def __init__(self):
        super().__init__(
            {me}nn.Conv2d(1, 8, 3),
            nn.Sequential(
                nn.ReLU()),
        )
""".replace("super().__init__", base)
    )
    assert [made_at(script, path) for path in ("0", "1", "1.0", "2")] == [5, 6, 7, None]
    assert in_sequence(script, "0")
    assert not in_sequence(script, "2")


NAMED = TEXT.replace(
    "        return x\n",
    """        x = self.one(x)
        for layer in (self.one,
                      self.two):
            x = layer(x)
        for key in ("a", "conv"):
            x = self.keyed[key](x)
        return x
""",
)


@pytest.mark.parametrize(
    ("path", "lines"), [("one", [32, 33]), ("two", [34]), ("keyed.a", [36]), ("none", [])]
)
def test_a_module_is_named_where_it_is_read(path: str, lines: list[int]) -> None:
    assert named_at(Script(NAMED), path) == lines

"""Slips of signs, counts and settings that are handed on: an edit leads back to each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.repair.edits import Source
from grader.repair.slips import candidates
from grader.repair.slips_known import After
from tests.repair.conftest import NET, lead_back, source_of

CONV, FC = "self.conv1 = nn.Conv2d(1, 12, 5)", "self.fc1 = nn.Linear(12 * 12 * 12, 10)"
DROP, ROWS = "x = self.drop1(x)", "x.view(-1, 1728)"
F = "import torch.nn.functional as F"
LOOP = 'for i in range(1): setattr(self, f"conv{i + 1}", nn.Conv2d(1, 12, 5))'
FLAG = "    def __init__(self, drops={}):"
ASKED = NET.replace("    def __init__(self):", f"{FLAG}\n        self.drops = drops")
ASKED = ASKED.replace(DROP, "if self.drops: x = self.drop1(x)")
IMAGE = "self.n = self.conv1(torch.zeros(1, 1, {0}, {0})).numel()"
MAKE = "\n\ndef make(a, b):\n    return nn.Conv2d(a, b, 5)\n"
MAPS = "from torch import nn\nclass Maps(nn.Module):\n    def forward(self, x): return x\n\n"
READS, TABLE = "x = self.maps(x)", "SET = {{'drops': {}}}\n\n"
# what stands in the network, what was meant, what a person wrote, where it shows, what is missing
CASES: dict[str, tuple[After, str, str, str, int, str]] = {
    "compared": ("a stop", FC, FC, FC.replace(" = ", " == "), 13, "fc1"),
    "a type named": ("a stop", FC, FC.replace(" = ", " = "), FC.replace(" = ", ": "), 18, "fc1"),
    "a comma behind self": ("a stop", FC, FC, FC.replace(".", ",", 1), 13, ""),
    "a comma in a call": (
        "a stop", DROP, "x = F.relu(self.drop1(x))", "x = F.relu(self,drop1(x))", 17, "",
    ),
    "no comma before a sign": (
        "a stop", ROWS, "x.view(x.size(0), -1)", "x.view(x.size(0) -1)", 18, "",
    ),
    "functions of another module": ("a stop", F, F, "import torch.functional as F", 16, "relu"),
    "of another, by from": (
        "a stop", F, f"from torch import cat; {F}", "from torch import cat, nn as F", 16, "relu",
    ),
    "a module that is not there": ("a stop", F, F, "import torch.nn.Functional as F", 3, ""),
    "names counted from 0": (
        "a stop", CONV, LOOP, LOOP.replace("{i + 1}", "{i}"), 16, "conv1",
    ),
    "names counted from 0, joined": (
        "a stop", CONV, LOOP.replace('f"conv{i + 1}"', '"conv" + str((i + 1))'),
        LOOP.replace('f"conv{i + 1}"', '"conv" + str(i)'), 16, "conv1",
    ),
    "a setting for one of two": (
        "a stop", CONV, "stride = 2; self.conv1 = nn.Conv2d(1, 12, 5, stride=stride)",
        "stride = 2; self.conv1 = nn.Conv2d(1, 12, 5)", 17, "",
    ),
    "the images for the row": (
        "numbers put right", CONV, f"{CONV}; self.n = self.conv1(x).view(1, -1).shape[-1]",
        f"{CONV}; self.n = self.conv1(x).view(1, -1).size(0)", 18, "",
    ),
    "sizes of another image": (
        "numbers put right", CONV, f"{CONV}; {IMAGE.format(28)}", f"{CONV}; {IMAGE.format(32)}",
        18, "",
    ),
    "a side of another image": (
        "numbers put right", "    def __init__(self):", "    def __init__(self, side=28):",
        "    def __init__(self, side=224):", 18, "",
    ),
    "the shorter of two": (
        "numbers put right", DROP,
        "for a, b in zip(self.a, __import__('itertools').cycle(self.b)): x = b(a(x))",
        "for a, b in zip(self.a, self.b): x = b(a(x))", 17, "",
    ),
    "a number that nothing reads": (
        "several put right", NET, NET.replace(CONV, "self.conv1 = make(1, 12)") + MAKE,
        NET.replace(CONV, "self.conv1 = make(1, 12)") + MAKE.replace("2d(a, b", "2d(a, a"), 17, "",
    ),
    "a star before a dictionary": (
        "a stop", CONV, "self.conv1 = nn.Sequential(*parts.values())",
        "self.conv1 = nn.Sequential(*parts)", 17, "",
    ),
    "a class that nothing makes": (
        "a stop", NET, MAPS + NET.replace(FC, f"{FC}; self.maps = Maps()").replace(DROP, READS),
        MAPS + NET.replace(DROP, READS), 22, "maps",
    ),
    "a flag in a table": (
        "a check", NET, TABLE.format(True) + ASKED.replace("drops={}", "drops=SET['drops']"),
        TABLE.format(False) + ASKED.replace("drops={}", "drops=SET['drops']"), 17, "",
    ),
    "flattened among the layers": (
        "a stop", CONV, "self.conv1 = nn.Sequential(nn.Identity(), nn.Conv2d(1, 12, 5))",
        "self.conv1 = nn.Sequential(nn.Flatten(), nn.Conv2d(1, 12, 5))", 17, "",
    ),
    "flattened too early": (
        "a stop", "x = F.max_pool2d(F.relu(self.conv1(x)), 2)",
        "pass\n        x = self.conv1(x)\n        x = F.max_pool2d(F.relu(x), 2)",
        "x = x.flatten(1)\n        x = self.conv1(x)\n        x = F.max_pool2d(F.relu(x), 2)",
        17, "",
    ),
    "a flag that is off": (
        "a check", NET, ASKED.replace("drops={}", "drops=True"),
        ASKED.replace("drops={}", "drops=False"), 17, "",
    ),
}  # fmt: skip


def _source(text: str, line: int, missing: str) -> Source:
    return replace(source_of(text, line), missing=missing)


@pytest.mark.parametrize("name", CASES)
def test_an_edit_leads_back(name: str) -> None:
    after, there, right, wrong, line, missing = CASES[name]
    assert there in NET
    spoiled, meant = NET.replace(there, wrong), NET.replace(there, right)
    if name == "a setting for one of two":  # the part takes what it hands on
        takes = ("def __init__(self)", "def __init__(self, stride=2)")
        spoiled, meant = spoiled.replace(*takes), meant.replace(*takes)
    if name == "flattened too early":
        meant = meant.replace("return F.", "x = x.flatten(1); return F.")
    found = candidates(_source(spoiled, line, missing), 64, after)
    assert lead_back(spoiled, found, meant)


@pytest.mark.parametrize(
    ("there", "instead", "kind", "after"),
    [
        (CONV, f"{CONV}; self.p: float", "not-stored", "a stop"),  # a type, and nothing made
        (FC, f"{FC}; self.n = 10", "image-of-another-size", "numbers put right"),
        (FC, FC, "comma-between-numbers", "a stop"),  # a product
        ("    def __init__(self):", FLAG.format("False"), "switched-off", "a check"),  # not asked
    ],
)  # fmt: skip
def test_what_is_no_slip_is_left(there: str, instead: str, kind: str, after: After) -> None:
    text = NET.replace(there, instead)
    found = candidates(_source(text, 17, ""), 64, after)
    assert kind not in {one.kind for edits in found for one in edits}


def test_super_that_begins_behind_a_base_says_so() -> None:
    text = NET.replace("class Net(nn.Module)", "class Base(nn.Module)")
    text += "\n\nclass Net(Base):\n    def __init__(self):\n        super(Base, self).__init__()\n"
    found = candidates(_source(text, 23, ""), 64, "a stop")
    assert "super-of-a-base" in {edits[0].kind for edits in found}

"""Layers in a list or under keys: one taken for another is found, and none that has its use."""

from __future__ import annotations

import pytest

from grader.repair.edits import with_edits
from grader.repair.slips_lists import item_for_another
from grader.repair.slips_statements import method_not_called
from tests.repair.conftest import NET, source_of

MADE, USED = "self.fc1 = nn.Linear(12 * 12 * 12, 10)", "self.fc1(x.view(-1, 1728))"
LIST = "self.p = nn.ModuleList([nn.Linear(1728, 20), nn.Linear(20, 10)])"
KEYS = 'self.p = nn.ModuleDict({"a": nn.Linear(1728, 20), "b": nn.Linear(20, 10)})'
# how the layers are kept, how they are called, and how they were meant to be
SLIPS = {
    "the first twice": (LIST, "self.p[0](self.p[0](x))", "self.p[1](self.p[0](x))"),
    "counted from the end": (LIST, "self.p[-1](self.p[1](x))", "self.p[-1](self.p[0](x))"),
    "a list of Python's": ("self.p = [nn.Linear(1728, 20), nn.Linear(20, 10)]",
        "self.p[1](self.p[1](x))", "self.p[1](self.p[0](x))"),
    "in a row": (LIST.replace("ModuleList([", "Sequential(").replace("])", ")"),
        "self.p[0](self.p[0](x))", "self.p[1](self.p[0](x))"),
    "one key for another": (KEYS, "self.p['a'](self.p['a'](x))", "self.p['b'](self.p['a'](x))"),
    "exchanged": (LIST, "self.p[0](self.p[1](x))", "self.p[1](self.p[0](x))"),
}  # fmt: skip
WANTED = {
    "a loop over all": (LIST, "[layer(self.p[0](x)) for layer in self.p]"),
    "a number that is counted": (LIST, "self.p[len(x)](self.p[0](x))"),
    "more than the text says": (LIST.replace("[", "[*more, "), "self.p[0](self.p[0](x))"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_the_layer_that_was_meant_is_tried(name: str) -> None:
    made, wrong, right = SLIPS[name]
    net = NET.replace(MADE, made)
    spoiled = net.replace(USED, wrong)
    found = [with_edits(spoiled, [edit]) for edit in item_for_another(source_of(spoiled, 18))]
    assert net.replace(USED, right) in found


@pytest.mark.parametrize("name", WANTED)
def test_where_each_may_have_its_use_nothing_is_tried(name: str) -> None:
    made, used = WANTED[name]
    text = NET.replace(MADE, made).replace(USED, used)
    assert not list(item_for_another(source_of(text, 18)))


def test_a_method_that_nobody_calls_is_tried_for_another() -> None:
    parts = "    def head(self, x):\n        return x\n\n    def body(self, x):\n        return x\n"
    meant = f"{NET}\n{parts}".replace("x = self.drop1(x)", "x = self.head(self.body(x))")
    spoiled = meant.replace("self.body(x)", "self.head(x)")
    found = [with_edits(spoiled, [edit]) for edit in method_not_called(source_of(spoiled, 17))]
    assert meant in found
    assert not list(method_not_called(source_of(meant, 17)))

"""Lines that are lost: from the text without one an edit leads back to what it did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.repair.edits import with_edits
from grader.repair.slips import candidates
from grader.repair.slips_known import After
from tests.repair.conftest import NET, lead_back, source_of

ROUND = "x = F.max_pool2d(F.relu(self.conv1(x)), 2)"
TORCH = "__import__('torch')"
# name: (what stands in the network, what is meant, what is left, the line, the missing name)
LOST = {
    "a layer's result": (
        f"{ROUND}\n        x = self.drop1(x)",
        f"h = {TORCH}.max_pool2d({TORCH}.relu(self.conv1(x)), 2); x = self.drop1(h)",
        "x = self.drop1(h)", 16, "h",
    ),
    "how many images there are": (
        "x.view(-1, 1728)", "x.view(n, -1)", "x.view(n, -1)", 18, "n",
    ),
    "a width": (
        "nn.Linear(12 * 12 * 12, 10)", "nn.Linear(12 * 12 * 12, wide)",
        "nn.Linear(12 * 12 * 12, wide)", 13, "wide",
    ),
    "what stands in front of a loop": (
        "x = self.drop1(x)", "x = self.drop1(x); n = x.size(0)\n        for _ in range(n): pass",
        "x = self.drop1(x)\n        for _ in range(n): pass", 18, "n",
    ),
}  # fmt: skip
BEFORE = {
    "how many images there are": ("        return F.log", "        n = x.size(0); return F.log"),
    "a width": ("        self.fc1", "        wide = 10; self.fc1"),
}


@pytest.mark.parametrize("case", LOST)
def test_a_name_that_nothing_gives_gets_a_value_where_it_is_first_read(case: str) -> None:
    there, right, wrong, line, name = LOST[case]
    assert there in NET
    meant = NET.replace(there, right).replace(*BEFORE.get(case, ("", "")))
    spoiled = NET.replace(there, wrong)
    local = replace(source_of(spoiled, line), missing=name)
    found = candidates(source_of(spoiled, line, name=name), 64, "a stop")
    assert lead_back(spoiled, found, meant)
    if case == "a layer's result":  # it is given a value further down
        spoiled = spoiled.replace("return", "h = x; return")
        local = replace(source_of(spoiled, line), missing=name)
        found = candidates(local, 64, "a stop")
        meant = meant.replace("return", "h = x; return")
        assert lead_back(spoiled, found, meant)


def test_an_attribute_that_is_no_layer_gets_a_number_in_init() -> None:
    spoiled = NET.replace("-1, 1728", "-1, self.flat")
    source = replace(source_of(spoiled, 18), missing="flat")
    found = [e[0] for e in candidates(source, 64, "a stop") if e[0].kind == "value-not-stored"]
    assert "; self.flat = 12" in [edit.now for edit in found]
    assert {edit.line for edit in found} == {13}
    called = replace(source_of(NET.replace("self.drop1(x)", "self.flat(x)"), 17), missing="flat")
    kinds = {e[0].kind for e in candidates(called, 64, "a stop")}
    assert "value-not-stored" not in kinds
    assert "layer-not-made" in kinds


def test_a_container_without_layers_is_filled_for_the_keys_that_are_looked_up() -> None:
    spoiled = NET.replace("nn.Linear(12 * 12 * 12, 10)", "nn.ModuleDict()")
    spoiled = spoiled.replace("self.fc1(x", 'self.fc1["out"](x')
    edits = [e[0] for e in candidates(source_of(spoiled, 18), 64, "a stop")]
    filled = [edit.now for edit in edits if edit.kind == "container-empty"]
    assert "nn.ModuleDict({'out': nn.LazyLinear(10)})" in filled


def test_results_that_nothing_reads_go_on_together() -> None:
    spoiled = NET.replace("x = self.drop1(x)", "a = self.drop1(x); b = F.relu(x)")
    found = candidates(source_of(spoiled, 18), 64, "numbers put right")
    meant = f"x = {TORCH}.cat((a, b), 1); return"
    assert lead_back(spoiled, found, spoiled.replace("return", meant))


PART = """class Part(nn.Module):
    def __init__(self, into, out):
        super().__init__()
        self.conv = nn.Conv2d(into, out, 5)

    def forward(self, x):
        pass


"""


def test_a_part_that_lost_its_line_gives_what_its_layer_gives() -> None:
    spoiled = NET.replace("class Net", f"{PART}class Net").replace("nn.Conv2d(1,", "Part(1,")
    found = candidates(source_of(spoiled, 25), 64, "a stop")
    meant = spoiled.replace("        pass", "        pass; return self.conv(x)")
    assert lead_back(spoiled, found, meant)


def test_no_loop_is_emptied_for_an_argument_too_many() -> None:
    spoiled = NET.replace("x = self.drop1(x)", "for a, b in zip((1, 2), (3, 4)): x = self.drop1(x)")
    found = candidates(source_of(spoiled, 17), 64, "a stop")
    assert not [edits for edits in found if "zip()" in with_edits(spoiled, edits)]


STOPS: dict[str, tuple[str, str, str, int, After]] = {
    "no neurons": ("1728, 10", "1728, 12", "1728, 0", 13, "a stop"),
    "a window of no side": ("2d(1, 12, 5)", "2d(1, 12, 2)", "2d(1, 12, 0)", 9, "a stop"),
    "a slash for a star": ("12 * 12 * 12", "12 * 12 * 12", "12 / 12 * 12", 13, "a stop"),
    "a number for the data": (
        "x = self.drop1(x)", "x = x.flatten(1)", "x = -1", 17, "a stop",
    ),
    "a return under a condition": (
        "x = self.drop1(x)", "if self.training: pass", "if self.training: return x", 17,
        "no scores",
    ),
    "a layer lost three lines above": (
        f"{ROUND}\n        x = self.drop1(x)\n",
        "x = self.conv1(x); x = self.drop1(x)\n        y = x\n        z = x\n",
        "x = self.drop1(x)\n        y = x\n        z = x\n", 19, "numbers put right",
    ),
}  # fmt: skip


def test_a_misspelt_name_of_one_in_use_comes_before_a_layer_that_is_made() -> None:
    spoiled = NET.replace("x = self.drop1(x)", "x = self.drop1(self.droop1(x))")
    kinds = [edits[0].kind for edits in candidates(source_of(spoiled, 17), 64, "a stop")]
    assert kinds.index("name-misspelt") < kinds.index("layer-not-made")
    numbered = NET.replace("x = self.drop1(x)", "x = self.drop1(self.drop2(x))")
    kinds = [edits[0].kind for edits in candidates(source_of(numbered, 17), 64, "a stop")]
    assert kinds.index("layer-not-made") < kinds.index("name-misspelt")


def test_a_lost_layer_stands_as_early_as_it_fits() -> None:
    lines = "x = self.drop1(x)\n        y = x"
    spoiled = NET.replace("self.conv1(x)", "x").replace("x = self.drop1(x)", lines)
    found = candidates(source_of(spoiled, 19), 64, "numbers put right")
    lost = [edits[0].line for edits in found if edits[0].kind == "layer-left-out"]
    assert lost[-1] == 19
    assert sorted(lost[1:]) == lost[1:]  # before all the `F.relu(x)` without a layer in it


@pytest.mark.parametrize("case", STOPS)
def test_what_stopped_it_is_led_back(case: str) -> None:
    there, right, wrong, line, after = STOPS[case]
    net = NET.replace("12 * 12 * 12", "1728") if "1728," in there else NET
    assert there in net
    meant, spoiled = net.replace(there, right), net.replace(there, wrong)
    found = candidates(source_of(spoiled, line), 64, after)
    assert lead_back(spoiled, found, meant)

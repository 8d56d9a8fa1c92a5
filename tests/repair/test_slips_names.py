"""Slips of names: misspelt, renamed, of another module, without `self`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.repair.edits import with_edits
from grader.repair.slips import candidates
from tests.repair.conftest import NET, lead_back, source_of

CONV, FC = "nn.Conv2d(1, 12, 5)", "nn.Linear(12 * 12 * 12, 10)"
DROP = "x = self.drop1(x)"


def test_a_name_that_another_function_gives_is_misspelt_here() -> None:
    meant = NET.replace("x = self.drop1(x)", "n = self.drop1(x); x = n")
    spoiled = meant.replace("self.drop1 = nn.", "self.drop1 = n.")
    found = candidates(source_of(spoiled, 10, name="n"), 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]


SELF = "self-missing"


def test_layers_that_were_all_renamed_are_found_in_their_order() -> None:
    spoiled = NET.replace("self.conv1 =", "self.first =").replace("self.fc1 =", "self.last =")
    found = candidates(source_of(spoiled, 16), 64, "a stop")
    meant = spoiled.replace("self.conv1(", "self.first(").replace("self.fc1(", "self.last(")
    assert meant in [with_edits(spoiled, edits) for edits in found]


def test_a_name_in_a_text_is_misspelt() -> None:
    meant = NET.replace(CONV, 'getattr(nn, "ReLU")()')
    spoiled = meant.replace("ReLU", "Relu")
    source = replace(source_of(spoiled, 9), missing="Relu")
    assert meant in [with_edits(spoiled, edits) for edits in candidates(source, 64, "a stop")]


def test_init_by_another_name_with_an_argument_that_nobody_gives() -> None:
    meant = NET.replace("__init__(self)", "__init__(self, args=None)")
    spoiled = meant.replace("=None", "").replace("__init__", "init")
    found = candidates(source_of(spoiled, 16), 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]


def test_a_layer_of_a_loop_is_no_older_name_of_the_data() -> None:
    text = NET.replace(DROP, "for f in self.parts: x = f(x)")
    found = candidates(source_of(text, 18), 64, "a stop")
    assert not [e for e in found if e[0].kind == "older-name" and e[0].now == "f"]


@pytest.mark.parametrize(
    ("line", "edits"),
    [
        ("z = self.drop1(x)", {("x", "y")}),  # y is newer
        ("z = self.drop1(y)", set()),  # and x is older still
        ("z = y + x", set()),  # nobody adds a value to itself
        ("y += x", set()),
    ],
)
def test_an_older_name_is_one_in_place_of_a_newer(line: str, edits: set[tuple[str, str]]) -> None:
    text = NET.replace(DROP, f"y = x\n        {line}")
    found = candidates(source_of(text, 18), 64, "a stop")
    older = [e[0] for e in found if e[0].kind == "older-name" and e[0].line == 18]
    assert {(e.was, e.now) for e in older if "z" not in (e.was, e.now)} == edits


def test_a_name_of_another_module_is_imported() -> None:
    spoiled = NET.replace("(self, x)", "(self, x: Tensor)")
    found = candidates(source_of(spoiled, 15, name="Tensor"), 64, "a stop")[0]
    assert (found[0].line, found[0].now) == (15, "from torch import Tensor; ")


def test_a_name_in_a_text_that_is_made_up_begins_otherwise() -> None:
    meant = NET.replace(DROP, 'x = getattr(self, f"fc{1}")(x)')
    source = replace(source_of(meant.replace('f"fc', 'f"fc_'), 17), missing="fc_1")
    assert meant in [with_edits(source.text, e) for e in candidates(source, 64, "a stop")]


def test_a_name_in_a_text_begins_as_that_under_which_it_is_put() -> None:
    put = NET.replace("self.fc1 = nn", 'self.fc1 = setattr(self, f"layer{1}", nn')
    meant = put.replace("12, 10)", "12, 10))").replace(DROP, 'x = getattr(self, f"layer{1}")(x)')
    source = replace(source_of(meant.replace('self, f"layer{1}")(', 'self, f"layers_{1}")('), 17),
                     missing="layers_1")  # fmt: skip
    assert meant in [with_edits(source.text, e) for e in candidates(source, 64, "a stop")]


def test_a_method_of_ones_own_is_called_by_way_of_self() -> None:
    helper = "    def half(self, x):\n        return x / 2\n\n    def forward"
    meant = NET.replace("    def forward", helper).replace(DROP, "x = self.half(x)")
    spoiled = meant.replace("= self.half(x)", "= half(x)")
    found = candidates(source_of(spoiled, 20, name="half"), 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]


def test_a_container_appends() -> None:
    meant = NET.replace(CONV, "nn.Sequential(); self.conv1.append(nn.ReLU())")
    source = replace(source_of(meant.replace("append", "add"), 9), missing="add")
    assert meant in [with_edits(source.text, e) for e in candidates(source, 64, "a stop")]


def test_a_device_that_nothing_names() -> None:
    meant = NET.replace(DROP, "x = self.drop1(x).to('cpu')")
    source = source_of(meant.replace("'cpu'", "device"), 17, name="device")
    assert meant in [with_edits(source.text, e) for e in candidates(source, 64, "a stop")]


def test_what_nn_module_brings_is_no_layer_that_is_lacking() -> None:
    text = NET.replace(DROP, "x = self.drop1(x) if self.training else x")
    assert not source_of(text).lacking


def test_an_import_is_put_before_the_first_statement() -> None:
    spoiled = NET.replace("import torch.nn.functional as F\n", "\n")
    found = candidates(source_of(spoiled, 16, name="F"), 64, "a stop")[0]
    assert found[0].kind == "import-missing"
    assert with_edits(spoiled, found).startswith("import torch.nn.functional as F; import torch")


def test_init_and_what_it_hands_on_to_are_put_right_together() -> None:
    spoiled = NET.replace("__init__", "_init_")
    found = candidates(source_of(spoiled, 16), 64, "a stop")
    assert lead_back(spoiled, found, NET)


def test_a_layer_that_is_made_and_called_without_self_gets_it_in_both() -> None:
    plain = NET.replace("self.conv1", "conv1")
    found = [
        g for g in candidates(source_of(plain, 16, name="conv1"), 64, "a stop") if g[0].kind == SELF
    ]
    assert lead_back(plain, found, NET)


def test_the_number_of_a_loop_is_no_name_for_the_data() -> None:
    spoiled = NET.replace(DROP, f"for i in range(2): {DROP}")
    found = candidates(source_of(spoiled, 17), 64, "a stop")
    assert not [edit for group in found for edit in group if edit.kind == "older-name"]


def test_an_attribute_of_an_object_of_ones_own_is_misspelt() -> None:
    meant = NET.replace("class Net", "args = parse()\nargs.wide = 12\n\n\nclass Net").replace(
        "nn.Conv2d(1, 12, 5)", "nn.Conv2d(1, args.wide, 5)"
    )
    spoiled = meant.replace("(1, args.wide", "(1, args.wdie")
    source = replace(source_of(spoiled, 13), missing="wdie")
    found = candidates(source, 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]

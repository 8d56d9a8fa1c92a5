"""Slips of methods, classes and calls: what stands twice, is not called, or takes no data."""

from __future__ import annotations

import pytest

from grader.repair.edits import with_edits
from grader.repair.slips import candidates
from tests.repair.conftest import NET, source_of

CONV, FC = "nn.Conv2d(1, 12, 5)", "nn.Linear(12 * 12 * 12, 10)"
DROP = "x = self.drop1(x)"


@pytest.mark.parametrize(
    ("data", "layer"),
    [
        ("x.view(-1, 320)", "nn.Flatten()"),
        ("torch.flatten(x, 1)", "nn.Flatten()"),
        ("F.relu(x)", "nn.ReLU()"),
        ("F.max_pool2d(x, 2)", "nn.MaxPool2d(2)"),
    ],
)
def test_where_the_layers_are_made_there_are_no_data(data: str, layer: str) -> None:
    made = "self.conv1 = nn.Conv2d(1, 12, 5)"
    there = f"{made}; self.parts = nn.Sequential({layer})"
    spoiled = NET.replace(made, there.replace(layer, data))
    found = candidates(source_of(spoiled, 9, name="x"), 64, "a stop")
    assert NET.replace(made, there) in [with_edits(spoiled, edits) for edits in found]


def test_a_layer_of_a_part_is_made_where_the_part_is_of_its_own_widths() -> None:
    part = """class Part(nn.Module):
    def __init__(self, into, out):
        super().__init__()

    def forward(self, x):
        return self.conv(x)


"""
    spoiled = NET.replace("class Net", f"{part}class Net").replace(CONV, "Part(1, 12)")
    found = candidates(source_of(spoiled, 11), 64, "a stop")
    made = next(edits[0] for edits in found if edits[0].kind == "layer-not-made")
    assert (made.line, made.now.partition(",")[0]) == (8, "; self.conv = nn.LazyConv2d(out")


def test_a_method_of_ones_own_is_not_called() -> None:
    helper = "    def half(self, x):\n        return x / 2\n\n    def forward"
    meant = NET.replace("    def forward", helper).replace(DROP, "x = self.half(x)")
    spoiled = meant.replace("= self.half(x)", "= self.half")
    found = candidates(source_of(spoiled, 20), 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]


def test_of_two_methods_of_one_name_the_first_is_tried() -> None:
    twice = f"{NET}\n    def forward(self, x):\n        return x\n"
    found = candidates(source_of(twice), 64, "a check")
    assert [edits[0].kind for edits in found] == ["method-twice"]
    assert with_edits(twice, found[0]).endswith("def forward_again(self, x):\n        return x\n")


def test_a_static_method_is_given_no_object() -> None:
    spoiled = NET.replace("    def forward", "    @staticmethod\n    def forward")
    found = candidates(source_of(spoiled, 16), 64, "a stop")
    assert found[0][0].kind == "static-method"


def test_layers_are_no_argument_too_many() -> None:
    listed = NET.replace(CONV, 'dict([("conv", nn.Conv2d(1, 12, 5))], pool=2)')
    found = candidates(source_of(listed, 9), 64, "a stop")
    gone = [edits[0].was for edits in found if edits[0].kind == "argument-too-many"]
    assert any("pool" in was for was in gone)
    assert not any("Conv2d" in was for was in gone)


def test_of_two_classes_of_one_name_the_first_is_tried() -> None:
    twice = f"{NET}\n\nclass Net(nn.Module):\n    pass\n"
    found = candidates(source_of(twice), 64, "a blank")
    assert [with_edits(twice, edits) for edits in found] == [
        f"{NET}\n\nclass Net_again(nn.Module):\n    pass\n"
    ]


def test_a_list_is_no_default_of_a_dataclass() -> None:
    config = "@dataclass\nclass Config:\n    sizes: list = [3, 5]\n\n\n"
    spoiled = NET.replace("class Net", f"{config}class Net")
    edit = next(edits[0] for edits in candidates(source_of(spoiled, 6), 64, "a stop"))
    assert edit.now == "__import__('dataclasses').field(default_factory=lambda: [3, 5])"


def test_a_function_with_a_backward_pass_is_used_by_way_of_apply() -> None:
    own = "class Own(torch.autograd.Function):\n    pass\n\n\n"
    spoiled = NET.replace("class Net", f"{own}class Net").replace(CONV, "Own()")
    found = candidates(source_of(spoiled, 21), 64, "a stop")
    meant = spoiled.replace("Own()", "Own.apply")
    assert meant in [with_edits(spoiled, edits) for edits in found]


def test_a_window_and_a_padding_by_name_are_not_mixed_up() -> None:
    text = NET.replace(CONV, "nn.Conv2d(1, 12, kernel_size=5, padding=1)")
    found = [edit for group in candidates(source_of(text, 9), 64, "a stop") for edit in group]
    exchanged = [edit.was for edit in found if edit.kind == "arguments-exchanged"]
    assert not [was for was in exchanged if "kernel_size" in was]


def test_a_width_of_the_class_that_is_no_whole_number() -> None:
    meant = NET.replace("    def __init__", "    WIDE = 12\n\n    def __init__")
    spoiled = meant.replace("WIDE = 12", "WIDE = 12.0")
    found = candidates(source_of(spoiled, 11), 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]

"""Slips: from each spoiled text one of the edits leads back to the right one."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from grader.repair.edits import with_edits
from grader.repair.slips import candidates
from tests.repair.conftest import NET, source_of

RELU, POOLED = "F.relu(self.conv1(x))", "x.view(-1, 1728)"
CONV, FC = "nn.Conv2d(1, 12, 5)", "nn.Linear(12 * 12 * 12, 10)"
DROP = "x = self.drop1(x)"
# kind: (what stands in the network, another right way, what a person wrote, where it stops)
SPOILED = {
    "self-missing": ("forward(self, x)", "forward(self, x)", "forward(x)", 15),
    "method-misnamed": ("def __init__", "def __init__", "def _init_", 7),
    "torch-hidden": (DROP, "self.own_train = 1", "self.train = 1", 17),
    "super-call-wrong": ("super().__init__()", "super().__init__()", "super(Net)._init_()", 8),
    "name-misspelt": (DROP, DROP, "x = self.dropl(x)", 17),
    "class-for-a-function": ("nn.Dropout(", "nn.Dropout(", "F.dropout(", 10),
    "class-given-the-data": (RELU, "nn.ReLU()(self.conv1(x))", "nn.ReLU(self.conv1(x))", 16),
    "class-not-built": (CONV, "nn.Sequential(nn.ReLU())", "nn.Sequential(nn.ReLU)", 9),
    "no-such-layer": (
        *(CONV, "nn.Sequential(nn.Flatten())", "nn.Sequential(nn.View(-1, 784))", 9),
    ),
    "list-for-layers": (CONV, "nn.Sequential(*[nn.ReLU()])", "nn.Sequential([nn.ReLU()])", 9),
    "layer-not-called": (RELU, RELU, "F.relu(self.conv1)", 16),
    "layer-beside-its-data": (RELU, RELU, "F.relu(x, self.conv1)", 16),
    "loop-over-names": (
        *(
            DROP,
            "[layer(x) for layer in self.parts.values()]",
            "[layer(x) for layer in self.parts]",
            17,
        ),
    ),
    "comma-forgotten": (CONV, 'dict([("a", 1), ("b", 2)])', 'dict([("a", 1) ("b", 2)])', 9),
    "function-as-method": (DROP, "x = F.max_pool2d(x, 1)", "x = x.max_pool2d(1)", 17),
    "text-joined-to-number": (
        CONV,
        'setattr(self, "a" + str(1), 2)',
        'setattr(self, "a" + 1, 2)',
        9,
    ),
    "row-left-out": (POOLED, "x.view(x.size(0), -1)", "x.view(x.size(0))", 18),
    "images-counted-elsewhere": (*(POOLED, "x.view(len(x), -1)", "x.view(len(x[0]), -1)", 18),),
    "weights-of-another": (*(DROP, "pass", "self.fc1.weight = self.conv1.weight", 17),),
    "sizes-unpacked": (DROP, "a, b = x.shape[:2]", "a, b = x.shape", 17),
    "base-forward": (DROP, "x = x", "x = super().forward(x)", 17),
    "layer-for-its-weight": (
        *(
            "self.fc1 = ",
            "nn.init.zeros_(self.fc1.weight); self.fc1 = ",
            "nn.init.zeros_(self.fc1); self.fc1 = ",
            13,
        ),
    ),
    "loop-hands-nothing-on": (
        *(
            DROP,
            "x = __import__('functools').reduce(lambda x, f: f(x), self.parts, x)",
            "x = [f(x) for f in self.parts][-1]",
            17,
        ),
    ),
    "closure-of-a-loop": (
        *(
            DROP,
            "for f in (1, 2): self.steps.append(lambda x, f=f: f(x))",
            "for f in (1, 2): self.steps.append(lambda x: f(x))",
            17,
        ),
    ),
    "data-overwritten": (DROP, "pass", "x = x.size()[0]", 17),
    "value-in-one-case": (
        *(
            DROP,
            f"{DROP}; y = x\n        if x.dim(): y = 1",
            f"{DROP}\n        if x.dim(): y = 1",
            18,
        ),
    ),
    "bracket-misplaced": (RELU, RELU, "F.relu(self.conv1)(x)", 16),
    "tuple-for-a-tensor": (DROP, DROP, "x = self.drop1(x),", 17),
    "comma-for-a-product": (FC, FC, "nn.Linear(12, 12, 12, 10)", 13),
    "number-of-another-kind": (CONV, "nn.Conv2d(1, 12, 9 // 2)", "nn.Conv2d(1, 12, 9 / 2)", 9),
    "argument-misnamed": (
        *(CONV, "nn.Conv2d(1, 12, kernel_size=5)", "nn.Conv2d(1, 12, kernel=5)", 9),
    ),
    "arguments-exchanged": (FC, FC, "nn.Linear(10, 12 * 12 * 12)", 13),
    "argument-missing": (FC, FC, "nn.Linear(12 * 12 * 12)", 13),
    "argument-too-many": (FC, FC, "nn.Linear(12 * 12 * 12, 10, 3)", 13),
    "bent-for-nothing": (RELU, RELU, "F.relu(self.conv1(x.squeeze()))", 16),
    "flatten-from-the-batch": (POOLED, "x.view(x.size(0), -1)", "x.view(-1)", 18),
    "number-that-cannot-be": (POOLED, "x.view(x.size(0), -1)", "x.view(x.size(1), -1)", 18),
    "result-not-kept": (DROP, "x = x.view(-1, 1728)", "x.view(-1, 1728)", 17),
    "pair-for-a-tensor": (POOLED, "x", "torch.max(x, 1)", 18),
    "network-in-itself": (DROP, "pass", "self.inner = Net()", 17),
    "batch-size-written": (POOLED, "x.view(64, -1)", "x.view(16, -1)", 18),
}
# further slips of the kinds above, and of those that are looked for behind numbers put right
OTHERS = "z = self.fc2(self.fc2(x.new_zeros(1, 10)))"  # of its class there are more than two
MORE = {
    "a line twice": (DROP, f"{DROP}\n        pass", f"{DROP}\n        {DROP}", 18),
    "a dot left out": (RELU, RELU, "Frelu(self.conv1(x))", 16),
    "a layer stored without the dot": (
        "self.drop1 = nn", "self.drop1 = nn", "selfdrop1 = nn", 17,
    ),
    "self without its dot": (DROP, DROP, "x = selfdrop1(x)", 17),
    "a method without its brackets": (
        DROP, "x = self.drop1(x).flatten(1)", "x = self.drop1(x).reshape", 17,
    ),
    "a sign too many": (DROP, "x = F.dropout(x, 0.2)", "x = F.dropout(x, -0.2)", 17),
    "one row for all images": (
        POOLED, "x.view(x.size(0), -1)", "x.view(1, -1)", 18,
    ),
    "a filter larger than the map": (CONV, "nn.Conv2d(1, 12, 5)", "nn.Conv2d(1, 12, 50)", 9),
    "a pooling larger than the map": (", 2)", ", 2)", ", 28)", 16),
    "a window in the brackets of another call": (
        f"({RELU}, 2)", f"({RELU}, 2)", "(F.relu(self.conv1(x), 2))", 16,
    ),
    "an argument of view in the brackets of size": (
        POOLED, "x.view(x.size(0), -1)", "x.view(x.size(0, -1))", 18,
    ),
    "a pooling over all places, by another name": (
        CONV, "nn.Sequential(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()))",
        "nn.Sequential(nn.GlobalAvgPool2d())", 9,
    ),
    "a named argument in the brackets of the inner call": (
        "return F.log_softmax(self.fc1(x.view(-1, 1728)), dim=1)",
        "return F.log_softmax(self.fc1(x.view(-1, 1728)), dim=1)",
        "return F.log_softmax(self.fc1(x.view(-1, 1728), dim=1))", 18,
    ),
    "an argument of view in the brackets of an index": (
        POOLED, "x.view(x.shape[0], -1)", "x.view(x.shape[0, -1])", 18,
    ),
    "a size that is not called": (
        POOLED, "x.view(x.size(0), -1)", "x.view(x.size, -1)", 18,
    ),
    "one row for all images, in a tuple": (
        POOLED, "x.view((x.size(0), -1))", "x.view((-1,))", 18,
    ),
    "a return too many": (DROP, f"{DROP}; pass", f"{DROP}; return x", 18),
    "a pooling without its window": (", 2)", ", 2)", ")", 16),
    "a dropout made of the data": (
        DROP, "x = __import__('torch').nn.functional.dropout(x, 0.2, training=self.training)",
        "x = nn.Dropout(x, 0.2)", 17,
    ),
    "the name from before": (
        DROP, "y = self.drop1(x)\n        x = y", "y = self.drop1(x)\n        x = x", 18,
    ),
    "a method for the flag": (
        DROP, "x = F.dropout(x, 0.2, self.training)", "x = F.dropout(x, 0.2, self.train)", 17,
    ),
    "the same layer in each round": (
        DROP, 'for i in range(1, 3): x = getattr(self, f"fc{i}")(x)',
        "for i in range(1, 3): x = self.fc1(x)", 17,
    ),
    "the same layer of a list in each round": (
        DROP, "for i, _ in enumerate(self.parts): x = self.parts[i](x)",
        "for i, _ in enumerate(self.parts): x = self.parts[0](x)", 17,
    ),
    "a whole number with a point": (CONV, "nn.Conv2d(1, 12, 5)", "nn.Conv2d(1, 12, 5.0)", 9),
    "the data and a layer of a helper exchanged": (
        DROP, "x = max_pooled(x, self.drop1)", "x = max_pooled(self.drop1, x)", 17,
    ),
    "one layer handed on for another": (
        DROP, "x = self.fc1(helper(x, self.fc2))", "x = self.fc1(helper(x, self.fc1))", 17,
    ),
    "channels exchanged by name": (
        CONV, "nn.Conv2d(in_channels=1, out_channels=12, kernel_size=5)",
        "nn.Conv2d(in_channels=12, out_channels=1, kernel_size=5)", 9,
    ),
    "a shape of one image": (POOLED, "x.view(-1, 1728)", "x.view(1728)", 18),
    "a point left out behind self": (
        DROP, "x = F.dropout(x, 0.2, self.training)", "x = F.dropout(x, 0.2, selftraining)", 17,
    ),
    "a method of its own without the data": (
        DROP, "x = self.forward(x)", "x = self.forward()", 17,
    ),
    "a layer of a list without the data": (
        DROP, "x = self.fc1[0](x)", "x = self.fc1[0]()", 17,
    ),
    "a share of more than all": (
        DROP, "x = F.dropout(x, 0.5, self.training)", "x = F.dropout(x, 1.25, self.training)", 17,
    ),
    "a text for the flag": (
        DROP, "x = F.dropout(x, training=self.training)", 'x = F.dropout(x, training="yes")', 17,
    ),
    "a result kept in self": (DROP, DROP, "self.x = self.drop1(x)", 17),
    "a flattening that begins too late": (
        POOLED, "torch.flatten(x, 1)", "torch.flatten(x, 2)", 18,
    ),
    "a flattening that begins with the images": (
        POOLED, "x.flatten(start_dim=1)", "x.flatten(start_dim=0)", 18,
    ),
    "a shape for a number": (FC, "nn.Linear(12 * 12 * 12, 10)", "nn.Linear((12, 12, 12), 10)", 13),
    "a list of one number": (CONV, CONV, "nn.Conv2d(1, 12, [5])", 9),
    "one layer for another": (DROP, "x = self.fc1(self.fc2(x))", "x = self.fc1(self.fc1(x))", 18),
    "two layers exchanged": (
        DROP, "x = self.fc1(self.fc2(x))", "x = self.fc2(self.fc1(x))", 18,
    ),
    "a pooling left out": (
        DROP, "x = F.max_pool2d(self.conv1(x), 2)", "x = self.conv1(x)", 18,
    ),
    "a join too many": (DROP, DROP, "x = x + self.drop1(x)", 17),
    "a layer too many": (
        DROP, f"x = x; {OTHERS}", f"x = self.fc1(x); {OTHERS}", 18,
    ),
    "a number left out between two": (CONV, CONV, "nn.Conv2d(1, 5)", 9),
    "the last layer left out": (
        "self.fc1(x.view(-1, 1728))", "self.fc1(x)", "x", 18,
    ),
    "two arguments misnamed": (
        CONV, "nn.Conv2d(in_channels=1, out_channels=12, kernel_size=5)",
        "nn.Conv2d(in_channel=1, out_channel=12, kernel_size=5)", 9,
    ),
    "scores beside the answer": (
        "return F.log", "return F.log", "return x, F.log", 18,
    ),
    "a number left out before a word": (
        CONV, "nn.Conv2d(1, 12, kernel_size=5)", "nn.Conv2d(1, kernel_size=5)", 9,
    ),
    "a number left out before a setting": (
        CONV, "nn.Conv2d(1, 12, 5, padding=0)", "nn.Conv2d(1, 5, padding=0)", 9,
    ),
    "the width of a class by itself": (FC, "nn.LazyLinear(10)", "nn.Linear", 13),
    "a size that is not the number of images": (
        POOLED, "x.view(x.shape[0], -1)", "x.view(x.shape[-1], -1)", 18,
    ),
    "an open size with another number": (POOLED, "x.view(64, -1)", "x.view(64, -12)", 18),
    "an axis far out": (DROP, "x = x.flatten(start_dim=1)", "x = x.flatten(start_dim=12)", 17),
    "two lines behind numbers put right": (
        DROP, "x = self.drop1(x)\n        y = x", "y = x\n        x = self.drop1(x)", 17,
    ),
    "a line behind the loop": (
        DROP, "for f in self.parts:\n            x = f(x)\n        x = x / 2",
        "for f in self.parts:\n            x = f(x)\n            x = x / 2", 17,
    ),
    "a layer of a list that is not there": (
        DROP, "self.parts = [1, 2]; x = self.parts[1](x)",
        "self.parts = [1, 2]; x = self.parts[2](x)", 17,
    ),
    "a minus for an equals sign": (DROP, DROP, "x - self.drop1(x)", 17),
    "the two sides of a merge": (
        "x = F.max_pool2d(F.relu(self.conv1(x)), 2)",
        "x = F.max_pool2d(F.relu(self.conv1(x)), 2); pass",
        "x = F.max_pool2d(F.relu(self.conv1(x)), 2); x = self.conv1(x)", 16,
    ),
    "a helper inside forward that returns nothing": (
        DROP, "def half(x): x = x / 2; return x\n        x = half(x)",
        "def half(x): x = x / 2\n        x = half(x)", 17,
    ),
    "a line above what it needs": (
        *(DROP, "y = x\n        x = 1\n        a = y + x",
          "a = y + x\n        y = x\n        x = 1", 17),
    ),
    "a loop that ends too early": (
        DROP, "for i in range(1, 3): x = self.fc2(x)", "for i in range(1, 2): x = self.fc2(x)", 18,
    ),
    "pairs for layers": (
        DROP, "for i, y in enumerate(self.parts): x = y(x)", "for i, y in self.parts: x = y(x)", 17,
    ),
    "a window left out of a function that is kept": (
        DROP, "x = self.pool(x, 2); self.pool = F.max_pool2d",
        "x = self.pool(x); self.pool = F.max_pool2d", 17,
    ),
    "a function in a sum": (DROP, "x = x + F.relu(x)", "x = x + F.relu", 17),
    "a function of torch, misspelt": (
        DROP, "x = x * torch.randn(3)", "x = x * torch.ranndn(3)", 17,
    ),
    "two letters exchanged": (CONV, CONV, "nn.Con2vd(1, 12, 5)", 9),
    "a name that another line reads too": (
        DROP, "x = self.drop1(self.drop1(x))", "x = self.drop1(self.droop1(x))", 17,
    ),
    "a pooling without a side": (", 2)", ", 2)", ", 0)", 16),
    "a layer left out of a line": (RELU, RELU, "F.relu(x)", 17),
}  # fmt: skip


SECOND = "        self.fc2 = nn.Linear(10, 10)\n    def forward"


@pytest.mark.parametrize("name", MORE)
def test_another_edit_leads_back(name: str) -> None:
    there, right, wrong, line = MORE[name]
    net = NET.replace("    def forward", SECOND) if "fc2" in right else NET
    meant, spoiled = net.replace(there, right), net.replace(there, wrong)
    after = ("a stop", "numbers put right", "no scores")
    found = [group for one in after for group in candidates(source_of(spoiled, line), 64, one)]  # type: ignore[arg-type]
    assert ast.dump(ast.parse(meant)) in [_dump(with_edits(spoiled, edits)) for edits in found]


def test_a_name_that_another_function_gives_is_misspelt_here() -> None:
    meant = NET.replace("x = self.drop1(x)", "n = self.drop1(x); x = n")
    spoiled = meant.replace("self.drop1 = nn.", "self.drop1 = n.")
    found = candidates(source_of(spoiled, 10, name="n"), 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]


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


SELF = "self-missing"


@pytest.mark.parametrize("kind", SPOILED)
def test_one_edit_leads_back(kind: str) -> None:
    there, right, wrong, line = SPOILED[kind]
    assert NET.count(there) == 1
    meant, spoiled = NET.replace(there, right), NET.replace(there, wrong)
    found = [g for g in candidates(source_of(spoiled, line), 64, "a stop") if g[0].kind == kind]
    back = [_dump(with_edits(spoiled, edits)) for edits in found]
    assert ast.dump(ast.parse(meant)) in back


def test_what_is_misunderstood_is_put_right_wherever_it_is_done() -> None:
    meant = NET.replace(DROP, f"{DROP}; y = F.relu(self.fc1(x))")
    spoiled = meant.replace("(self.conv1(x))", "(self.conv1, x)")
    spoiled = spoiled.replace("(self.fc1(x))", "(self.fc1, x)")
    found = candidates(source_of(spoiled, 16), 64, "a stop")
    assert _dump(meant) in [_dump(with_edits(spoiled, edits)) for edits in found]


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


def test_layers_that_a_call_was_not_given_are_all_tried_in_their_order() -> None:
    meant = NET.replace(DROP, "x = F.relu(self.drop1(self.conv1(x)))").replace(RELU, "x")
    spoiled = meant.replace("self.drop1(self.conv1(x))", "")
    found = candidates(source_of(spoiled, 17), 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]


def test_a_method_of_ones_own_is_not_called() -> None:
    helper = "    def half(self, x):\n        return x / 2\n\n    def forward"
    meant = NET.replace("    def forward", helper).replace(DROP, "x = self.half(x)")
    spoiled = meant.replace("= self.half(x)", "= self.half")
    found = candidates(source_of(spoiled, 20), 64, "a stop")
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


def test_where_a_name_is_missing_only_what_touches_it_is_tried() -> None:
    spoiled = NET.replace(DROP, "x = self.drop1(torchrand(x, 3, 7))")
    found = candidates(source_of(spoiled, 17, name="torchrand"), 64, "a stop")
    assert found
    assert all("torchrand" in edit.was + edit.now for edits in found for edit in edits)


def test_a_name_of_another_module_is_imported() -> None:
    spoiled = NET.replace("(self, x)", "(self, x: Tensor)")
    found = candidates(source_of(spoiled, 15, name="Tensor"), 64, "a stop")[0]
    assert (found[0].line, found[0].now) == (15, "from torch import Tensor; ")


def test_a_name_in_a_text_that_is_made_up_begins_otherwise() -> None:
    meant = NET.replace(DROP, 'x = getattr(self, f"fc{1}")(x)')
    source = replace(source_of(meant.replace('f"fc', 'f"fc_'), 17), missing="fc_1")
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


def test_what_nn_module_brings_is_no_layer_that_is_lacking() -> None:
    text = NET.replace(DROP, "x = self.drop1(x) if self.training else x")
    assert not source_of(text).lacking


def test_a_function_with_a_backward_pass_is_used_by_way_of_apply() -> None:
    own = "class Own(torch.autograd.Function):\n    pass\n\n\n"
    spoiled = NET.replace("class Net", f"{own}class Net").replace(CONV, "Own()")
    found = candidates(source_of(spoiled, 21), 64, "a stop")
    meant = spoiled.replace("Own()", "Own.apply")
    assert meant in [with_edits(spoiled, edits) for edits in found]


def test_an_import_is_put_before_the_first_statement() -> None:
    spoiled = NET.replace("import torch.nn.functional as F\n", "\n")
    found = candidates(source_of(spoiled, 16, name="F"), 64, "a stop")[0]
    assert found[0].kind == "import-missing"
    assert with_edits(spoiled, found).startswith("import torch.nn.functional as F; import torch")


def _dump(text: str) -> str:
    try:
        return ast.dump(ast.parse(text))
    except SyntaxError:
        return ""


def test_the_likelier_comes_first_and_what_is_near_before_what_is_far() -> None:
    spoiled = NET.replace("self.conv1(x)", "self.conv1(x.squeeze())")
    kinds = [edits[0].kind for edits in candidates(source_of(spoiled, 16), 64, "a stop")]
    assert kinds.index("bent-for-nothing") < kinds.index("argument-too-many")
    near = [e[0].line for e in candidates(source_of(NET, 16), 64, "a stop")
            if e[0].kind == "argument-too-many"]  # fmt: skip
    assert near[0] == 16


def test_the_same_slip_in_two_places_is_mended_in_both() -> None:
    twice = NET.replace("nn.Conv2d(1, 12, 5)", "nn.Sequential(nn.ReLU, nn.ReLU)")
    groups = [
        g for g in candidates(source_of(twice, 9), 64, "a stop") if g[0].kind == "class-not-built"
    ]
    assert any(len(group) == 2 for group in groups)


def test_init_and_what_it_hands_on_to_are_put_right_together() -> None:
    spoiled = NET.replace("__init__", "_init_")
    found = candidates(source_of(spoiled, 16), 64, "a stop")
    assert _dump(NET) in [_dump(with_edits(spoiled, edits)) for edits in found]


def test_a_layer_that_is_made_and_called_without_self_gets_it_in_both() -> None:
    plain = NET.replace("self.conv1", "conv1")
    found = [
        g for g in candidates(source_of(plain, 16, name="conv1"), 64, "a stop") if g[0].kind == SELF
    ]
    assert _dump(NET) in [_dump(with_edits(plain, edits)) for edits in found]


def test_no_text_is_tried_that_would_take_its_time() -> None:
    huge = NET.replace("nn.Linear(12 * 12 * 12, 10)", "nn.Linear(9216, 40)")
    kinds = {edits[0].kind for edits in candidates(source_of(huge, 18), 64, "numbers put right")}
    assert "comma-for-a-product" not in kinds


def test_the_number_of_a_loop_is_no_name_for_the_data() -> None:
    spoiled = NET.replace(DROP, f"for i in range(2): {DROP}")
    found = candidates(source_of(spoiled, 17), 64, "a stop")
    assert not [edit for group in found for edit in group if edit.kind == "older-name"]


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


def test_an_attribute_of_an_object_of_ones_own_is_misspelt() -> None:
    meant = NET.replace("class Net", "args = parse()\nargs.wide = 12\n\n\nclass Net").replace(
        "nn.Conv2d(1, 12, 5)", "nn.Conv2d(1, args.wide, 5)"
    )
    spoiled = meant.replace("(1, args.wide", "(1, args.wdie")
    source = replace(source_of(spoiled, 13), missing="wdie")
    found = candidates(source, 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]

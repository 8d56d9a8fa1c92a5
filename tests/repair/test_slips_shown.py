"""Slips that only a whole submission showed before: an edit leads back to each."""

from __future__ import annotations

import pytest

from grader.repair.slips import candidates
from grader.repair.slips_known import After
from tests.repair.conftest import NET, lead_back, source_of

LAST = "self.fc1 = nn.Linear(12 * 12 * 12, 10)"
CONV, DROP, RELU = "self.conv1 = nn.Conv2d(1, 12, 5)", "x = self.drop1(x)", "F.relu(self.conv1(x))"
FORWARD = "    def forward(self, x):"
END = "return F.log_softmax(self.fc1(x.view(-1, 1728)), dim=1)"
PARAMETER = "__import__('torch').nn.Parameter"
HELPER = "    def more(self, x, layer):\n        return {}\n\n    def forward(self, x):"
PART = "class Part(nn.Module):\n    def __init__(self, a, b):\n        super().__init__()\n\n\n"
NETS = "class Net(nn.Module):"
OWN = "def conv(a, b, k=3, g=1):\n    return nn.Conv2d(a, b, k, groups=g)\n\n\n"
SUM = "x = x + self.conv1(x)"
LOOP = "for name, layer in self.named_children():\n            if {}:\n                x = layer(x)"
# what is there: what stands in the network, what was meant, what a person wrote, where it shows
CASES: dict[str, tuple[After, str, str, str, int]] = {
    "a method of nn.Module hidden": (
        "a stop", LAST, f"{LAST}; self.own_half = nn.ReLU()", f"{LAST}; self.half = nn.ReLU()", 16,
    ),
    "a layer on a line of its own": ("a stop", LAST, LAST, LAST.removeprefix("self.fc1 = "), 18),
    "a number where a layer is meant": (
        "a stop", "nn.Linear(12 * 12 * 12, 10)", "nn.LazyLinear(10)", "10", 18,
    ),
    "a setting of somebody else's where a layer is meant": (
        "a stop", "nn.Linear(12 * 12 * 12, 10)", "nn.LazyLinear(10)", "args.wide", 18,
    ),
    "a layer that a method is given, and not called": (
        "a stop", FORWARD, HELPER.format("layer(x)"), HELPER.format("x"), 16,
    ),
    "a layer for signals": ("a stop", CONV, CONV, CONV.replace("2d", "1d"), 16),
    "called before it is handed on": (
        "a stop", f"{FORWARD}\n        x = F.max_pool2d({RELU}, 2)",
        f"{HELPER.format('layer(x)')}\n        x = self.more(x, self.conv1)",
        f"{HELPER.format('layer(x)')}\n        x = self.more(x, self.conv1(x))", 19,
    ),
    "a tensor for a parameter": (
        "a stop", LAST, f"{LAST}; self.fc1.weight = {PARAMETER}(torch.zeros(10, 1728))",
        f"{LAST}; self.fc1.weight = torch.zeros(10, 1728)", 13,
    ),
    "a parameter that nobody fills": (
        "a stop", FORWARD, FORWARD.replace("x)", "x, labels=None)"),
        FORWARD.replace("x)", "x, labels)"), 15,
    ),
    "two names with each other's value": (
        "a stop", CONV, f"one, two = 1, 12; {CONV.replace('1, 12', 'one, two')}",
        f"two, one = 1, 12; {CONV.replace('1, 12', 'one, two')}", 9,
    ),
    "the batch written down": ("a stop", "-1, 1728", "64, 1728", "32, 1728", 18),
    "an image of another size": (
        "numbers put right", LAST, f"{LAST}; torch.zeros(1, 1, 28, 28)",
        f"{LAST}; torch.zeros(1, 1, 32, 32)", 13,
    ),
    "an early return": (
        "numbers put right", f"{DROP}\n        {END}", f"{DROP}; {END}", f"{END}\n        {DROP}",
        17,
    ),
    "state that outlives its batch": (
        "training steps", DROP, "pass; x = self.drop1(x)", "self.last = x; x = self.drop1(x)", 17,
    ),
    "layers in a plain list": (
        "a check", LAST, f"{LAST}; self.more = nn.ModuleList(([nn.ReLU()]))",
        f"{LAST}; self.more = [nn.ReLU()]", 13,
    ),
    "a tensor made anew": ("a check", RELU, RELU, f"torch.tensor({RELU})", 16),
    "a share of nothing under a name": (
        "a check", "class Net(nn.Module):", "SHARE = 0.5\n\n\nclass Net(nn.Module):",
        "SHARE = 0.0\n\n\nclass Net(nn.Module):", 16,
    ),
    "a helper's result thrown away": (
        "a check", f"{FORWARD}\n        x = ", f"{HELPER.format('layer(x)')}\n        "
        "x = self.more(x, F.relu)\n        x = ",
        f"{HELPER.format('layer(x)')}\n        self.more(x, F.relu)\n        x = ", 19,
    ),
    "joined in __init__, and thrown away": (
        "a check", LAST, f"{LAST}; self.drop1 = self.drop1 + 1", f"{LAST}; self.drop1 + 1", 13,
    ),
    "named the other way round": (
        "numbers put right", LAST, "self.fc1 = nn.Linear(out_features=10, in_features=1728)",
        "self.fc1 = nn.Linear(out_features=1728, in_features=10)", 18,
    ),
    "a number too many for a function": (
        "a stop", f"{NETS}\n    def __init__(self):\n        super().__init__()\n        {CONV}",
        f"{OWN}{NETS}\n    def __init__(self):\n        super().__init__()\n"
        "        self.conv1 = conv(1, 12, k=5)",
        f"{OWN}{NETS}\n    def __init__(self):\n        super().__init__()\n"
        "        self.conv1 = conv(1, 12, k=5, g=5)", 12,
    ),
    "a sum of maps that have become smaller": (
        "a stop", NET, NET.replace(DROP, SUM).replace("12, 5)", "12, 5, padding='same')"),
        NET.replace(DROP, SUM), 17,
    ),
    "maps joined along a side": (
        "numbers put right", DROP, f"x = torch.cat((x, x), dim=1); {DROP}",
        f"x = torch.cat((x, x), dim=-2); {DROP}", 17,
    ),
    "a number of a table": (
        "numbers put right", NETS, f"PLAN = {{'a': (1, 12), 'b': (12, 6)}}\n\n\n{NETS}",
        f"PLAN = {{'a': (1, 12), 'b': (6, 6)}}\n\n\n{NETS}", 17,
    ),
    "all but the last, twice": (
        "numbers put right", CONV, f"{CONV}; more = zip([1, 2][:-1], [1, 2][1:])",
        f"{CONV}; more = zip([1, 2][:-1], [1, 2][:-1])", 17,
    ),
    "a layer called again for another": (
        "a check", DROP, f"self.drop2 = nn.Dropout(0.5); {DROP}; x = self.drop2(x)",
        f"self.drop2 = nn.Dropout(0.5); {DROP}; x = self.drop1(x)", 17,
    ),
    "a name that no layer has": (
        "numbers put right", DROP, LOOP.format("'drop' in name"), LOOP.format("name == 'drop'"), 17,
    ),
    "the round before": (
        "numbers put right", DROP, LOOP.format("name == 3"), LOOP.format("name == 2"), 17,
    ),
    "layers of another class": (
        "numbers put right", DROP, LOOP.format("isinstance(layer, nn.Linear)"),
        LOOP.format("isinstance(layer, nn.Flatten)"), 17,
    ),
    "a return in a loop": (
        "a check", DROP, "for _ in range(2):\n            x = self.drop1(x)\n        return x",
        "for _ in range(2):\n            x = self.drop1(x)\n            return x", 17,
    ),
    "an older name given back": (
        "no scores", END, f"y = {END.removeprefix('return ')}\n        return y",
        f"y = {END.removeprefix('return ')}\n        return x", 19,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_edit_leads_back(name: str) -> None:
    after, there, right, wrong, line = CASES[name]
    net = NET.replace("0.2,", "SHARE,") if "SHARE" in right else NET
    assert there in net
    spoiled = net.replace(there, wrong)
    found = candidates(source_of(spoiled, line), 64, after)
    assert lead_back(spoiled, found, net.replace(there, right))

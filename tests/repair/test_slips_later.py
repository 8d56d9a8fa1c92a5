"""Slips of networks that do not stop where they are built or run: an edit leads back to each."""

from __future__ import annotations

import pytest

from grader.repair.slips import candidates
from grader.repair.slips_known import After
from tests.repair.conftest import NET, lead_back, source_of

CONV, DROP = "self.conv1 = nn.Conv2d(1, 12, 5)", "x = self.drop1(x)"
LAST = "self.fc1 = nn.Linear(12 * 12 * 12, 10)"
BEGIN, END = "super().__init__()", "return F.log_softmax(self.fc1(x.view(-1, 1728)), dim=1)"
SCORES = END.removeprefix("return ")
BY_NAME = "__import__('torch').log_softmax"
ON_THE_CLASS = "class Net(nn.Module):\n    conv1 = nn.Conv2d(1, 12, 5)"
STORED = "[setattr(self, n, getattr(type(self), n)) for n in ('conv1',)]"
MADE = "(super(Net, self).__init__(), " + STORED + ", None)[-1]"
FORWARD = "\n\n    def forward(self, x):"
LOOKED_UP = f"{FORWARD}\n        x = self.more['drop'](x)"
INIT = NET[NET.index("    def __init__") : NET.index("    def forward")]
# what is there: what stands in the network, what was meant, what a person wrote, where it shows
CASES: dict[str, tuple[After, str, str, str, int]] = {
    "return forgotten": ("nothing returned", END, f"x = {SCORES}; return x", f"x = {SCORES}", 18),
    "printed, not returned": ("nothing returned", END, END, f"print({SCORES})", 18),
    "the last layer not written": (
        "nothing returned", END, f"{DROP}; return {BY_NAME}(self.fc1(x), 1)", DROP, 18,
    ),
    "the softmax not written": (
        "nothing returned", END, f"x = self.fc1(x); return {BY_NAME}(x, 1)", "x = self.fc1(x)", 18,
    ),
    "the mode held against a word": (
        "a check", DROP, f"if self.training == True: {DROP}", f"if self.training == False: {DROP}",
        17,
    ),
    "layers on the class, with an __init__": (
        "a check", NET, NET.replace("class Net(nn.Module):", ON_THE_CLASS).replace(
            CONV, "pass"
        ).replace(LAST, f"{LAST}; {STORED}"),
        NET.replace("class Net(nn.Module):", ON_THE_CLASS).replace(CONV, "pass"), 17,
    ),
    "layers on the class, without": (
        "a check", NET, NET.replace(INIT, "").replace(
            "class Net(nn.Module):", f"{ON_THE_CLASS}; __init__ = lambda self: {MADE}"
        ),
        NET.replace(INIT, "").replace("class Net(nn.Module):", ON_THE_CLASS), 7,
    ),
    "a parameter that is a result": (
        "training steps", CONV,
        "self.w = nn.Parameter((nn.Parameter(torch.rand(2)) * 0.5).detach())",
        "self.w = nn.Parameter(torch.rand(2)) * 0.5", 17,
    ),
    "gradients switched off": (
        "training steps", CONV, f"{CONV}; pass", f"{CONV}; torch.set_grad_enabled(False)", 17,
    ),
    "super twice": ("a stop", BEGIN, f"{BEGIN}; None", f"{BEGIN}; {BEGIN}", 8),
    "super forgotten": ("a stop", BEGIN, f"{BEGIN}; pass", "pass", 9),
    "super too late": (
        "a stop", f"{BEGIN}\n        {CONV}", f"{BEGIN}; {CONV}\n        pass",
        f"{CONV}\n        {BEGIN}", 8,
    ),
    "half a channel": ("a stop", CONV, CONV, CONV.replace("12", "12.0"), 9),
    "a number in quotes": ("a stop", CONV, CONV, CONV.replace("12", "' 12'"), 9),
    "a tuple of layers called": (
        "a stop", LAST, f"self.both = nn.Sequential(*(nn.ReLU(), nn.Dropout())); {LAST}",
        f"self.both = nn.ReLU(), nn.Dropout(); {LAST}", 16,
    ),
    "what a layer has no method for": (
        "a stop", "F.relu(self.conv1(x))", "self.conv1(x).relu()", "self.conv1.relu()", 16,
    ),
    "one of several layers, not called": (
        "a stop", FORWARD,
        f"; self.more = nn.ModuleList([nn.ReLU()]){FORWARD}\n        x = self.more[0](x)",
        f"; self.more = nn.ModuleList([nn.ReLU()]){FORWARD}\n        x = self.more[0]", 16,
    ),
    "a product with another sign": (
        "a stop", "12 * 12 * 12", "12 * 12 * 12", "12 - 12 * 12", 13,
    ),
    "a width divided away": (
        "a stop", "nn.Conv2d(1, 12, 5)", "nn.Conv2d(1, 24 // 2, 5)", "nn.Conv2d(1, 24 // 48, 5)",
        16,
    ),
    "an empty container under keys": (
        "a stop", FORWARD, f"; self.more = nn.ModuleDict({{'drop': nn.Dropout()}}){LOOKED_UP}",
        f"; self.more = nn.ModuleDict({{}}){LOOKED_UP}", 16,
    ),
    "a list of layers called": (
        "a stop", LAST, f"{LAST}; self.parts = nn.Sequential(*[nn.Tanh()])",
        f"{LAST}; self.parts = [nn.Tanh()]", 17,
    ),
    "a ModuleList called": (
        "a stop", LAST, f"{LAST}; self.parts = nn.Sequential(*[nn.Tanh()])",
        f"{LAST}; self.parts = nn.ModuleList([nn.Tanh()])", 17,
    ),
    "a word of another library": (
        "a stop", CONV, CONV.replace("5)", '5, padding="same")'),
        CONV.replace("5)", '5, padding="SAME")'), 9,
    ),
    "same size beside a stride": (
        "a stop", CONV, CONV.replace("5)", "5, 2, 2)"), CONV.replace("5)", '5, 2, "same")'), 9,
    ),
    "a bias drawn as weights": (
        "a stop", LAST, f"{LAST}; (self.b.dim() > 1 and nn.init.xavier_normal_(self.b))",
        f"{LAST}; nn.init.xavier_normal_(self.b)", 13,
    ),
    "lazy weights": (
        "a stop", LAST, "self.fc1 = nn.LazyLinear(10); None",
        "self.fc1 = nn.LazyLinear(10); nn.init.zeros_(self.fc1.weight)", 13,
    ),
    "joined along the images": (
        "a stop", DROP, "x = torch.cat([x, x], dim=1)", "x = torch.cat([x, x])", 17,
    ),
    "stacked for joined": (
        "a stop", DROP, "x = __import__('torch').cat([x, x], dim=1)", "x = torch.stack([x, x])", 17,
    ),
    "a layer of doubles": ("a stop", CONV, CONV, f"{CONV}.double()", 16),
    "one key for two": (
        "a check", CONV, 'self.parts = nn.ModuleDict({"a": nn.ReLU(), "a_2": nn.Tanh()})',
        'self.parts = nn.ModuleDict({"a": nn.ReLU(), "a": nn.Tanh()})', 9,
    ),
    "three sizes for two sides": (
        "a stop", CONV, CONV.replace("5)", "(5, 5))"), CONV.replace("5)", "(5, 5, 5))"), 9,
    ),
    "a share in quotes": (
        "a stop", LAST, f"{LAST}; self.more = nn.Dropout(0.5)",
        f'{LAST}; self.more = nn.Dropout("0.5")', 13,
    ),
    "a point in a key": (
        "a stop", LAST, f'{LAST}; self.more = nn.ModuleDict({{"a_1": nn.ReLU()}})',
        f'{LAST}; self.more = nn.ModuleDict({{"a.1": nn.ReLU()}})', 13,
    ),
    "a name behind its layer": (
        "a stop", LAST, f'{LAST}; self.add_module("more", nn.ReLU())',
        f'{LAST}; self.add_module(nn.ReLU(), "more")', 13,
    ),
    "a list filled too late": (
        "a check", LAST,
        f"{LAST}; a = []; self.parts = nn.ModuleList(a)\n        self.parts.append(nn.Tanh())",
        f"{LAST}; a = []; self.parts = nn.ModuleList(a)\n        a.append(nn.Tanh())", 13,
    ),
    "names with their layers for layers": (
        "a stop", DROP, "for f in self.parts.values(): x = f(x)",
        "for f in self.parts.items(): x = f(x)", 17,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_edit_leads_back(name: str) -> None:
    after, there, right, wrong, line = CASES[name]
    assert there in NET
    spoiled = NET.replace(there, wrong)
    found = candidates(source_of(spoiled, line), 64, after)
    assert lead_back(spoiled, found, NET.replace(there, right))

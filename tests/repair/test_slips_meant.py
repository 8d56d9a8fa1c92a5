"""Slips of joins, loops, keys and dimensions: an edit leads back to each."""

from __future__ import annotations

import pytest

from grader.repair.slips import candidates
from grader.repair.slips_known import After
from tests.repair.conftest import NET, lead_back, source_of

CONV, FC = "self.conv1 = nn.Conv2d(1, 12, 5)", "self.fc1 = nn.Linear(12 * 12 * 12, 10)"
DROP, ROWS = "x = self.drop1(x)", "x.view(-1, 1728)"
TWO = "two(1, 8), two(8, 12)"
LISTED = "nn.Sequential(*two(1, 8)), nn.Sequential(*two(8, 12))"
ROUNDS = """parts = []
        for width in (8, 12):
            parts.append(nn.Conv2d(before, width, 5))"""
NAMED = """parts = nn.Sequential()
        for {0} in {1}:
            parts.add_module('conv'{2}, nn.Conv2d(1, 12, 5))"""
OVER = "for f in self.parts:\n            x = f(x){0}\n        {1}"
NEXT = "; self.p = [nn.Linear(s[i], s[{0}]) for i in range(2)]"
TABLE = "STEPS = {{'none': 1, 'relu': 2}}\n\n{0}"
CHOSEN = FC + "; self.step = STEPS[kind]"
# what it is looked for behind, what stands in the network, what was meant, what a person wrote
CASES: dict[str, tuple[After, str, str, str]] = {
    "a list kept of append": (
        "a stop", CONV, f"parts = []; parts.append(1); {CONV}",
        f"parts = []; parts = parts.append(1); {CONV}",
    ),
    "append given back": (
        "a stop", DROP, "y = [x]; y.append(x); return y", "y = [x]; return y.append(x)",
    ),
    "lists among the layers": (
        "a stop", CONV, f"self.conv1 = nn.Sequential({LISTED})",
        f"self.conv1 = nn.Sequential({TWO})",
    ),
    "lists in a list": (
        "a stop", CONV, f"self.conv1 = nn.ModuleList([{LISTED}])",
        f"self.conv1 = nn.ModuleList([{TWO}])",
    ),
    "a dictionary for layers": (
        "a stop", CONV, "self.conv1 = nn.Sequential(*({'a': nn.ReLU()}).values())",
        "self.conv1 = nn.Sequential({'a': nn.ReLU()})",
    ),
    "a width that stays": (
        "several put right", CONV, f"before = 1; {ROUNDS}; before = width",
        f"before = 1; {ROUNDS}",
    ),
    "one name in each round": (
        "several put right", CONV, NAMED.format("i", "range(2)", " + str(i)"),
        NAMED.format("i", "range(2)", ""),
    ),
    "one name, nothing counted": (
        "a check", CONV, NAMED.format("w", "(8, 9)", " + str((8, 9).index(w))"),
        NAMED.format("w", "(8, 9)", ""),
    ),
    "a line behind the loop": (
        "a check", DROP, OVER.format("; x = F.relu(x)", "pass"), OVER.format("", "x = F.relu(x)"),
    ),
    "another order of the sizes": (
        "a stop", DROP, "n, c, w, h = x.shape", "h, w, c, n = x.shape",
    ),
    "the images second": (
        "numbers put right", DROP, "n, c, h, w = x.size()", "c, n, h, w = x.size()",
    ),
    "rows of a product": ("a stop", ROWS, "x.view(n, -1)", "x.view(n * c, h * w)"),
    "rows of a product in a tuple": (
        "numbers put right", ROWS, "torch.reshape(x, (n, -1))", "torch.reshape(x, (n * c, 144))",
    ),
    "other dimensions": (
        "numbers put right", DROP, "x = x.mean(dim=(2, 3))", "x = x.mean(dim=(1, 2))",
    ),
    "left out of a join": (
        "numbers put right", DROP, "a = b = c = x; x = torch.cat((a, b, c), 1)",
        "a = b = c = x; x = torch.cat((a, b), 1)",
    ),
    "added for joined": (
        "numbers put right", DROP, "x = __import__('torch').cat((x, self.drop1(x)), 1)",
        "x = x + self.drop1(x)",
    ),
    "joined for added": (
        "numbers put right", DROP, "x = (x + self.drop1(x))",
        "x = torch.cat([x, self.drop1(x)], 1)",
    ),
    "stacked for joined": (
        "a stop", DROP, "x = __import__('torch').cat((x, x), 1)", "x = torch.stack((x, x), dim=1)",
    ),
    "a size of another dimension": (
        "a stop", DROP, "x = F.max_pool2d(x, x.shape[-1])", "x = F.max_pool2d(x, x.shape[1])",
    ),
    "a side of another dimension": (
        "a stop", DROP, "x = F.max_pool2d(x, x.size(-1))", "x = F.max_pool2d(x, x.size(1))",
    ),
    "a condition in a loop": (
        "a check", DROP, "for i in range(2): x = F.relu(x) if True else x",
        "for i in range(2): x = F.relu(x) if i < 1 else x",
    ),
    "a number of this round": (
        "several put right", FC, FC.replace("10)", "s[0])") + NEXT.format("i + 1"),
        FC.replace("10)", "s[0])") + NEXT.format("i"),
    ),
    "without gradients": (
        "a stop", DROP, "with __import__('contextlib').nullcontext(): x = self.drop1(x)",
        "with torch.inference_mode(): x = self.drop1(x)",
    ),
}  # fmt: skip


def _leads_back(spoiled: str, meant: str, after: After) -> bool:
    return lead_back(spoiled, candidates(source_of(spoiled, 9, 17), 64, after), meant)


@pytest.mark.parametrize("name", CASES)
def test_an_edit_leads_back(name: str) -> None:
    after, there, right, wrong = CASES[name]
    assert NET.count(there) == 1
    assert _leads_back(NET.replace(there, wrong), NET.replace(there, right), after)


def test_another_size_that_a_part_is_given_is_tried() -> None:
    part = (
        "\n\ndef part(a, b):\n    return nn.Sequential(nn.Conv2d(a, b, 3), nn.BatchNorm2d({0}))\n"
    )
    net = NET.replace(CONV, f"{CONV}; self.p = part(1, 2)")
    assert _leads_back(net + part.format("a"), net + part.format("b"), "a stop")


def test_another_entry_of_a_table_is_tried() -> None:
    net = TABLE.format(NET.replace(FC, CHOSEN))
    meant, chosen = (net.replace("(self)", f"(self, kind='{one}')") for one in ("relu", "none"))
    assert _leads_back(chosen, meant, "a check")


def test_a_method_that_switches_gradients_off_is_tried_without() -> None:
    head = "    {0}\n    def forward(self, x):"
    off, on = (NET.replace("    def forward(self, x):", head.format(one))
               for one in ("@torch.no_grad()", "@(lambda f: f)"))  # fmt: skip
    assert _leads_back(off, on, "a stop")


def test_the_other_of_two_bases_with_the_same_method_is_tried() -> None:
    part = "class {0}:\n    def last(self, x): return x\n\n"
    own = part.format("A") + part.format("B")
    asked, meant = (own + NET.replace("(nn.Module)", f"({bases}, nn.Module)")
                    for bases in ("A, B", "B, A"))  # fmt: skip
    assert _leads_back(asked, meant, "a check")
    assert not _leads_back(asked, NET.replace("(nn.Module)", "(A, nn.Module)"), "a check")


def test_a_list_that_a_part_gives_back_is_taken_for_no_tensor() -> None:
    listed = "\n\ndef two(a, b):\n    return [nn.Conv2d(a, b, 3), nn.ReLU()]\n"
    text = NET.replace(CONV, f"{CONV}; self.p = nn.Sequential(*two(1, 2))") + listed
    found = candidates(source_of(text, 20), 64, "a stop")
    assert "tuple-for-a-tensor" not in {one.kind for edits in found for one in edits}


def test_one_size_alone_counts_no_images_in() -> None:
    text = NET.replace(DROP, "x = F.max_pool2d(x, x.shape[1])")
    found = candidates(source_of(text, 17), 64, "a stop")
    assert "batch-counted-in" not in {one.kind for edits in found for one in edits}


def test_what_a_loop_changes_is_not_given_anew() -> None:
    text = NET.replace(CONV, f"before = 1; {ROUNDS}; before = width")
    found = candidates(source_of(text, 9), 64, "several put right")
    assert "loop-carries-nothing" not in {one.kind for edits in found for one in edits}

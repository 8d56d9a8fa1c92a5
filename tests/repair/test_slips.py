"""Slips: from each spoiled text one of the edits leads back to the right one."""

from __future__ import annotations

import pytest

from grader.repair.slips import candidates
from tests.repair.conftest import NET, lead_back, source_of

RELU, POOLED = "F.relu(self.conv1(x))", "x.view(-1, 1728)"
CONV, FC = "nn.Conv2d(1, 12, 5)", "nn.Linear(12 * 12 * 12, 10)"
DROP = "x = self.drop1(x)"
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


@pytest.mark.parametrize("kind", SPOILED)
def test_one_edit_leads_back(kind: str) -> None:
    there, right, wrong, line = SPOILED[kind]
    assert NET.count(there) == 1
    meant, spoiled = NET.replace(there, right), NET.replace(there, wrong)
    found = [g for g in candidates(source_of(spoiled, line), 64, "a stop") if g[0].kind == kind]
    assert lead_back(spoiled, found, meant)

"""Which class is graded, and what is said where there is none."""

import textwrap

import pytest

from grader.lab import read_lab
from grader.submission.intake import read_bytes

LAB = read_lab()
M = "from torch import nn\n"
F = "    def forward(self, x): return x\n"
C = M + "class CNN(nn.Module):\n    a, b = nn.Conv2d, nn.Linear\n" + F

CHOSEN = {  # text: (name, line, other_name)
    M + "class Net(nn.Module): pass\n": ("Net", 2, False),
    M + "class Net: pass\nclass CNN(nn.Module):\n" + F: ("Net", 2, False),
    M + "class CNN(nn.Module):\n" + F: ("CNN", 2, True),
    M + "class CNN(nn.Module): pass\n": ("CNN", 2, True),
    M + "class CNN(nn.Module):\n" + F + "class Data:\n    pass\n": ("CNN", 2, True),
    M + "class A(nn.Module): pass\nclass B(A):\n" + F: ("B", 3, True),
    "from torch.nn import Module as M\nclass CNN(M):\n" + F: ("CNN", 2, True),
    M + "Base = nn.Module\nclass CNN(Base):\n" + F: ("CNN", 3, True),
    M + "class CNN(nn.Sequential): pass\n": ("CNN", 2, True),
    M + "class Block(nn.Module):\n" + F + "class CNN(nn.Module):\n"
    "    def __init__(self): self.a = Block()\n" + F: ("CNN", 4, True),
    M + "class CNN(nn.Module):\n" + F + "class MLP(nn.Module):\n" + F + "m = MLP()\n": (
        "MLP", 4, True,
    ),
    C + "m = nn.Sequential(CNN(), nn.Linear(10, 10))\n": ("CNN", 2, True),  # a whole by itself
    M + "class MLP(nn.Module):\n    a = nn.Linear\n" + F
    + "m = nn.Sequential(nn.Flatten(), MLP())\n": ("MLP", 2, True),
    M + "class net(nn.Module):\n" + F + "class MLP(nn.Module):\n" + F: ("net", 2, True),
    M + "class CNN(nn.Module):\n" + F + "Net = CNN\n": ("Net", 2, False),
    M + "def Net(): return nn.Linear(1, 1)\n": ("Net", 2, False),
    M + "Net = lambda: nn.Linear(1, 1)\n": ("Net", 2, False),
    "if True:\n    class Net: pass\n": ("Net", 2, False),
    "class Net: pass\nif __name__ == '__main__':\n    class Net: pass\n": ("Net", 1, False),
}  # fmt: skip


@pytest.mark.parametrize("text", CHOSEN)
def test_the_class_to_grade(text):
    plan = read_bytes("a.py", text.encode(), LAB).plan
    assert plan is not None
    assert (plan.class_name, plan.line, plan.other_name) == CHOSEN[text]


NONE = {  # text: (kind, line, words that the sentence holds)
    "": ("NoNetwork", None, ["empty"]),
    "# later\n": ("NoNetwork", None, ["empty"]),
    '"""Task 1"""\n': ("NoNetwork", None, ["empty"]),
    "x = 1\n": ("NoNetwork", None, ["no class Net", "no class at all"]),
    "class A: pass\nclass B: pass\n": ("NoNetwork", None, ["no class Net", "A, B"]),
    "class A:\n" + F: ("NoNetwork", 1, ["A", "nn.Module"]),
    "from model import Net\n": ("NoNetwork", 1, ["model"]),
    M + "def make():\n    class Net(nn.Module): pass\n    return Net\n": (
        "NoNetwork", 3, ["make", "left margin"],
    ),
    M + "Net = nn.Sequential(nn.Conv2d(1, 1, 1))\n": ("NoNetwork", 2, ["class Net(nn.Module)"]),
    M + "class Flatten(nn.Module):\n" + F + "def make():\n"
    "    return nn.Sequential(nn.Conv2d(1, 1, 1), Flatten(), nn.Linear(1, 1))\n": (
        "NoNetwork", 5, ["nn.Sequential", "Flatten (line 2)", "class Net(nn.Module)"],
    ),
    M + "class Block(nn.Module):\n    a = nn.Conv2d\n" + F
    + "m = nn.Sequential(nn.Conv2d(1, 1, 1))\n"
    "m.append(Block())\nm.append(nn.Linear(1, 1))\n": ("NoNetwork", 5, ["Block (line 2)"]),
    M + "m = nn.Sequential(nn.Linear(1, 1))\n": ("NoNetwork", 2, ["nn.Sequential"]),
    M + "m = nn.Sequential(nn.ReLU())\n": ("NoNetwork", None, ["no class at all"]),
    M + "class Block(nn.Module):\n    a = nn.Conv2d\n" + F + "class A(nn.Module):\n"
    "    a = nn.Conv2d\n    b = Block\n" + F + "class B(nn.Module):\n    a = nn.Conv2d\n" + F: (
        "SeveralNetworks", 5, ["2 classes", "A (line 5)", "B (line 9)"],
    ),
    M + "class CNN(nn.Module):\n" + F + "class MLP(nn.Module):\n" + F: (
        "SeveralNetworks", 2, ["CNN (line 2)", "MLP (line 4)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_no_class_to_grade(text):
    submission = read_bytes("a.py", text.encode(), LAB)
    kind, line, words = NONE[text]
    trouble = submission.trouble
    assert submission.plan is None
    assert trouble is not None
    assert (trouble.stage, trouble.type, trouble.line) == ("load", kind, line)
    for word in words:
        assert word in trouble.message


def test_candidates_tell_what_each_class_is():
    text = textwrap.dedent("""\
        import torch.nn as nn
        class Data: pass
        class Base(nn.Module): pass
        class Net(Base):
            def forward(self, x): return x
    """)
    facts = [
        (c.name, c.line, c.has_forward, c.is_module)
        for c in read_bytes("a.py", text.encode(), LAB).script.classes
    ]
    assert facts == [("Data", 2, False, False), ("Base", 3, False, True), ("Net", 4, True, True)]

"""One text, one tree: what names stand for, what classes derive from and store, what calls do."""

from __future__ import annotations

import ast
import textwrap

import pytest

from grader.diagnoses import diagnose
from grader.evidence import Evidence
from grader.lab import read_lab
from grader.reading.reading import reading_of
from grader.script import Script
from grader.script.deeds import deed_of
from grader.submission.intake import read_bytes

LAB = read_lab()

STANDS_FOR = {  # (text above, name): what it stands for
    ("import torch", "torch.nn.Conv2d"): "torch.nn.Conv2d",
    ("import torch.nn", "torch.nn.ReLU"): "torch.nn.ReLU",
    ("import torch.nn.functional as F", "F.relu"): "torch.nn.functional.relu",
    ("from torch import nn", "nn.Module"): "torch.nn.Module",
    ("from torch.nn import Module as M", "M"): "torch.nn.Module",
    ("from torch import nn\nM = nn.Module", "M"): "torch.nn.Module",
    ("from torch import nn\nM = nn.Module\nB = M", "B"): "torch.nn.Module",
    ("if True:\n    from torch import nn\n    M = nn.Module", "M"): "torch.nn.Module",
    ("from torch import *\nM = nn.Module", "M"): "nn.Module",
    ("from torch import *\nnn = 1\nM = nn.Module", "M"): "M",
    ("from .layers import Block", "Block"): "layers.Block",
    ("from . import layers", "layers.Block"): "layers.Block",
    ("args = read()\nsize = args.size", "size"): "size",
    ("", "f(x).y"): "",
}


@pytest.mark.parametrize("case", STANDS_FOR)
def test_what_a_name_stands_for(case: tuple[str, str]) -> None:
    text, name = case
    assert Script(text).dotted(ast.parse(name, mode="eval").body) == STANDS_FOR[case]


def test_bases_are_the_last_ones_before() -> None:
    text = textwrap.dedent("""\
        from torch import nn
        class Base(nn.Module): pass
        try:
            class Base(nn.Module): pass
        except ImportError: pass
        class Net(Base): pass
        class Base(Net): pass
    """)
    assert [one.lineno for one in Script(text).family] == [6, 4]


STORED = {  # a line of __init__: (name, value) of each
    "self.a = 1": [("a", "1")],
    "self.a: int = 1": [("a", "1")],
    "self.a = self.b = 1": [("a", "1"), ("b", "1")],
    "self.a, self.b = 1, 2": [("a", "1"), ("b", "2")],
    "self.a, (self.b, c) = 1, (2, 3)": [("a", "1"), ("b", "2")],
    "self.a, *self.b = 1, 2, 3": [("a", "None"), ("b", "None")],
    "self.a += 1": [("a", "None")],
    "for self.a in x: pass": [("a", "None")],
    "self.add_module('a', nn.ReLU())": [("a", "nn.ReLU()")],
    "self.register_buffer(name='a', tensor=x)": [("a", "x")],
    "self.add_module(name, nn.ReLU())": [],
    "other.a = 1": [],
    "a = self.a": [],
}


@pytest.mark.parametrize("line", STORED)
def test_what_a_class_stores(line: str) -> None:
    script = Script(f"class Net:\n    def __init__(self, x):\n        {line}\n")
    named = dict(script.declared)
    assert named == {name: 3 for name, _ in STORED[line]}
    valued = [(name, ast.unparse(value)) for name, value, _ in script.stored]
    assert valued == [pair for pair in STORED[line] if pair[1] != "None"]


DEEDS = {  # (text above, call): what it does
    ("", "loss.backward()"): "trains",
    ("", "F.nll_loss(a, b).backward()"): "trains",
    ("from torchvision.datasets import MNIST as M", "M('.')"): "loads data",
    ("from torchvision import datasets as d", "d.Omniglot('.')"): "loads data",
    ("import torch.optim as o", "o.RMSprop(p)"): "makes the optimizer",
    ("from torch.optim.lr_scheduler import StepLR", "StepLR(o)"): "",
    ("", "model.eval()"): "tests the network",
    ("", "eval('1')"): "",
    ("from sys import exit as leave", "leave()"): "ends the program",
}


@pytest.mark.parametrize("case", DEEDS)
def test_what_a_call_does(case: tuple[str, str]) -> None:
    text, line = case
    call = ast.parse(line, mode="eval").body
    assert isinstance(call, ast.Call)
    assert deed_of(call, Script(text).imports) == DEEDS[case]


@pytest.mark.parametrize(
    ("text", "read"),
    [("x = 1\n", 1), ("return 1\n", 1), ("x = (\n", 0), ("{" * 10_001, 0), (f"{'-' * 300}1", 0)],
)
def test_a_text_that_cannot_be_read_has_an_empty_tree(text: str, read: int) -> None:
    script = Script(text)
    assert len(script.tree.body) == read
    assert (script.plan, script.trouble is not None) == (None, True)


def test_a_text_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "from torch import nn\nclass Net(nn.Module):\n    def forward(self, x): return x\n"
    real, parsed = ast.parse, list[str]()

    def parse(source: str, *args: object) -> ast.Module:
        parsed.append(source)
        return real(source)

    monkeypatch.setattr(ast, "parse", parse)
    submission = read_bytes("a.py", text.encode(), LAB)
    diagnose((), submission, reading_of(Evidence()), Evidence(), LAB)
    assert parsed == [text]

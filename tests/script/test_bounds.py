"""Texts made to hang or fell the reader: a sentence in a moment, at no cost in memory."""

import json
import resource

import pytest

from grader.lab import read_lab
from grader.submission.intake import read_bytes

LAB = read_lab()
pytestmark = pytest.mark.slow


def _finally(depth: int, ways: int = 1) -> str:
    """Each `finally` may leave by `return`, and then the compiler copies those around it."""
    head = [" " * (i + 1) + "try:" for i in range(depth)]
    last = [
        " " * (i + 1) + "finally:" + ("\n" + " " * (i + 2) + "if a: return 1") * ways
        for i in range(depth)
    ]
    return "\n".join(["def f():", *head, " " * (depth + 1) + "pass", *reversed(last)])


BOMBS = {  # name: (text, type of the trouble)
    "finally": (_finally(19), "TooLong"),
    "finally with many ways out": (_finally(5, 30), "TooLong"),
    "fields of an f-string": ("x = f'" + "{a}" * 60_000 + "'", "TooLong"),
    "statements": ("x;" * 100_000, "TooLong"),
    "functions of one name": ("def f(): f()\n" * 18_000, "TooLong"),
    "keywords": ("f(" + ",".join(f"a{i}=1" for i in range(20_000)) + ")", "TooLong"),
    "a long chain": ("x = a" + ".b()" * 150, "RecursionError"),
    "lambdas": ("x = " + "lambda: " * 300 + "1", "RecursionError"),
    "elifs": ("if a: pass\n" + "elif a: pass\n" * 18_000, "RecursionError"),
    "not": ("x = " + "not " * 50_000 + "1", "RecursionError"),
    "subscripts": ("x = a" + "[0]" * 70_000, "RecursionError"),
    "digits": ("x = " + "9" * 200_000, "SyntaxError"),
    "shift": ("x = 1 << 10 ** 9", None),
    "power": ("x = 10 ** 10 ** 10", None),
    "repeated text": ("x = 'a' * 10 ** 10", None),
    "padded text": ("x = '%1000000000s' % 1", None),
    "comprehensions": ("x = " + "[" * 30 + "1" + " for a in b]" * 30, None),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb(name):
    text, kind = BOMBS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    submission = read_bytes("a.py", f"{text}\nclass Net: pass\n".encode(), LAB)
    assert (submission.trouble and submission.trouble.type) == kind
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 400 * 1024  # kB


def test_ordinary_nesting_is_read():
    chain = "class Net:\n    def forward(self, x):\n        return x" + ".relu()" * 40
    guarded = "\ndef f():\n    try:\n        return 1\n    finally:\n" + "        x = 1\n" * 50
    submission = read_bytes("a.py", (chain + guarded).encode(), LAB)
    assert submission.trouble is None


def test_a_notebook_of_magics_is_left_out():
    cell = {"cell_type": "code", "source": "%a\n" * 80_000}
    net = {"cell_type": "code", "source": "class Net: pass"}
    submission = read_bytes("a.ipynb", json.dumps({"cells": [cell, net]}).encode(), LAB)
    assert "left out" in submission.warnings[0]
    assert submission.plan is not None

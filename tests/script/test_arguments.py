"""What a script itself hands to a network that cannot be built without."""

from __future__ import annotations

import pytest

from grader.lab import read_lab
from grader.submission.intake import read_bytes

NET = """
import torch.nn as nn
class Net(nn.Module):
    def __init__(self, {parameters}):
        super().__init__()
    def forward(self, x):
        return x
"""


def _given(parameters: str, script: str) -> tuple[object, ...] | None:
    """The values in order of the call, the named ones as pairs; None where none were found."""
    text = NET.format(parameters=parameters) + script
    plan = read_bytes("task1_cnn.py", text.encode(), read_lab()).plan
    assert plan is not None
    given = plan.given
    return None if given is None else (*given.positional, *given.named)


READ = {
    "a number": ("n", "model = Net(10)", (10,)),
    "a list and a pair": ("sizes, kernel", "model = Net([10, 20], (5, 5))", ([10, 20], (5, 5))),
    "by name": ("n, m", "model = Net(m=3, n=4)", (("m", 3), ("n", 4))),
    "keyword only": ("*, n", "model = Net(n=4)", (("n", 4),)),
    "a constant": ("n", "CLASSES = 10\nmodel = Net(CLASSES)", (10,)),
    "in a function": ("n", "def main():\n    n = 10\n    model = Net(n)", (10,)),
    "an option's default": (
        "n",
        "p.add_argument('-c', '--my-channels', type=int, default=8)\nmodel = Net(args.my_channels)",
        (8,),
    ),
    "an option with a name of its own": (
        "n",
        "p.add_argument('--channels', dest='c', default=8)\nmodel = Net(args.c)",
        (8,),
    ),
    "a dictionary's entry": ("n", "config = {'n': 8}\nmodel = Net(config['n'])", (8,)),
    "a dictionary by words": ("n", "config = dict(n=8)\nmodel = Net(config.n)", (8,)),
    "by way of another name": ("n", "c = {'n': 8}\na = c['n']\nmodel = Net(a)", (8,)),
    "a constant that is written twice": ("n", "c = 8\na = Net(c)\nc = 8\nb = Net(c)", (8,)),
    "a constant that another class takes": (
        "n",
        "class A:\n    def __init__(self, c):\n        pass\nc = 8\nmodel = Net(c)",
        (8,),
    ),
    "behind one that cannot be read": ("n", "a = Net(f())\nb = Net(12)", (12,)),
}


@pytest.mark.parametrize(("parameters", "script", "values"), READ.values(), ids=READ)
def test_what_stands_in_the_script_is_read(
    parameters: str, script: str, values: tuple[object, ...]
) -> None:
    assert _given(parameters, script) == values


LEFT = {
    "nothing is needed": ("n=10", "model = Net(12)"),
    "nobody builds it": ("n", ""),
    "a name that changes": ("n", "n = 1\nn = 2\nmodel = Net(n)"),
    "what only a run knows": ("n", "model = Net(len(data))"),
    "too few": ("n, m", "model = Net(10)"),
    "spread out": ("n", "model = Net(*[10])"),
    "a dictionary": ("n", "model = Net(**{'n': 10})"),
    "two dictionaries": ("n", "a = {'n': 8}\nb = {'n': 9}\nmodel = Net(a['n'])"),
    "a huge number": ("n", f"model = Net({2**40})"),
    "a long text": ("n", f"model = Net({'x' * 300!r})"),
    "the class itself": ("n", "def copy(n):\n    return Net(n)"),
    "a loop's variable": ("n", "for n in range(3):\n    model = Net(n)"),
}


@pytest.mark.parametrize(("parameters", "script"), LEFT.values(), ids=LEFT)
def test_what_is_known_only_when_it_runs_is_left(parameters: str, script: str) -> None:
    assert _given(parameters, script) is None


BUILT = {
    "with the values of its call": (
        "def make(k, n=3):\n    return Net(k, n)\nmodel = make(10)",
        ("make", (10,)),
    ),
    "under a name": ("def make():\n    net = Net(2 * 2)\n    return net", ("make", ())),
    "that is called where it can be read": (
        "def make(n):\n    return Net(n)\na = make(len(x))\nb = make(n=12)",
        ("make", (("n", 12),)),
    ),
    "that nobody calls": ("def make(n):\n    return Net(n)", ("Net", None)),
    "that gives something else": ("def make():\n    net = Net(f())\n    return 3", ("Net", None)),
    "that trains": (
        "def make():\n    net = Net(f())\n    net.fit(data)\n    return net",
        ("Net", None),
    ),
    "beside a call that can be read": ("def make():\n    return Net(5)\nb = Net(3)", ("Net", (3,))),
}


@pytest.mark.parametrize(("script", "wanted"), BUILT.values(), ids=BUILT)
def test_a_function_that_builds_it_is_called(script: str, wanted: tuple[str, object]) -> None:
    text = NET.format(parameters="n, m=1") + script
    plan = read_bytes("task1_cnn.py", text.encode(), read_lab()).plan
    assert plan is not None
    given = plan.given and (*plan.given.positional, *plan.given.named)
    assert (plan.maker, given) == wanted
    assert plan.class_name == "Net"

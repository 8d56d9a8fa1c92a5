"""Which numbers reach an expression: by names, attributes, keys, arguments, properties."""

from __future__ import annotations

import ast

import pytest

from grader.script import Script
from grader.script.behind import numbers_behind, share_given

# what stands above the class, what its __init__ has besides, and the share of its dropout
BY = {
    "itself": ("", "", "0.25"),
    "a name of the file": ("RATE = 0.25", "", "RATE"),
    "a name of two steps": ("RATE = 0.25\nDROP = RATE", "", "DROP"),
    "two names at once": ("A, B = 4, 0.25", "", "B"),
    "an attribute": ("", "self.rate = 0.25", "self.rate"),
    "a key": ("RATES = {'maps': 0.25}", "", "RATES['maps']"),
    "a key given later": ("RATES = {}\nRATES['maps'] = 0.25", "", "RATES['maps']"),
    "a default": ("def rate(p=0.25):\n    return p", "", "rate()"),
    "a default after a star": ("def rate(*, p=0.25):\n    return p", "", "rate()"),
    "an argument": ("def rate(p):\n    return p", "", "rate(0.25)"),
    "an argument by its name": ("def rate(p):\n    return p", "", "rate(p=0.25)"),
    "a field of a class": ("class Config:\n    rate: float = 0.25", "", "Config().rate"),
    "an object of a class": (
        "class Config:\n    def __init__(self, rate): self.rate = rate", "", "Config(0.25).rate",
    ),
    "several arguments": ("def rate(*p):\n    return max(*p)", "", "rate(0.25)"),
    "a loop": ("", "for rate in (0.25,): pass", "rate"),
}  # fmt: skip


def _share(above: str, inside: str, share: str, call: str = "nn.Dropout({})") -> list[object]:
    text = (
        f"import torch.nn as nn\nimport torch.nn.functional as F\nfrom functools import partial\n"
        f"{above}\nclass Net(nn.Module):\n    def __init__(self):\n        {inside or 'pass'}\n"
        f"        self.drop = {call.format(share)}\n        self.fc = nn.Linear(784, 10)\n"
    )
    script = Script(text)
    given = [share_given(script, one) for one in script.calls]
    (found,) = (one for one in given if one is not None)
    return [ast.literal_eval(one) for one in numbers_behind(script, found)]


@pytest.mark.parametrize("way", BY)
def test_the_number_is_found_where_it_is_written(way: str) -> None:
    assert _share(*BY[way]) == [0.25]


@pytest.mark.parametrize("call", ["F.dropout(x, {})", "F.dropout(x, p={})",
                                  "partial(nn.Dropout, p={})", "nn.Dropout2d(p={})"])  # fmt: skip
def test_of_each_sort_of_dropout(call: str) -> None:
    assert _share("", "", "0.25", call) == [0.25]


def test_a_name_that_stands_for_itself_ends() -> None:
    assert _share("RATE = RATE", "", "RATE") == []

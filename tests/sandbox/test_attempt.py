"""Changed texts, tried in a process of the sandbox: how far each comes, and where it ends."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from grader.evidence import Tried
from grader.lab import read_lab
from grader.script import Changed, Script, Submission
from grader.submission.intake import read
from tests.bench import RIGHT, Benches

pytestmark = pytest.mark.processes
LAB = read_lab()


def _attempt(benches: Benches, texts: Sequence[str], mend: bool = True) -> tuple[Tried, ...]:
    submission = read(RIGHT, LAB)
    changed = [Changed(text, Script(text, "Net").plan) for text in texts]
    with benches.lent() as bench:
        return bench.attempt(submission, changed, LAB, mend)


def _text() -> str:
    submission: Submission = read(RIGHT, LAB)
    return submission.text


def _with(body: str) -> str:
    return (
        "import torch\nimport torch.nn as nn\n\n\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n"
        "        self.fc1 = nn.Linear(7, 10)\n\n"
        f"    def forward(self, x):\n        {body}\n"
    )


STOPS = {
    "not Python": ("def", "load"),
    "no class": ("x = 1\n", "load"),
    "init": (_with("return x").replace("7, 10", "7"), "construct"),
    "forward": (_with("return self.fc2(x)"), "forward"),
    "ends itself": (_with("raise SystemExit"), "forward"),
    "no end": (_with("while True: pass"), "forward"),
    "takes the alarm": (_with("\n            ".join(
        ("while True:", "try:", "    while True: pass", "except Exception: pass"))), "forward"),
}  # fmt: skip


def test_each_comes_as_far_as_it_comes(benches: Benches) -> None:
    told = _attempt(benches, [text for text, _ in STOPS.values()])
    stages = [one.trouble.stage for one in told if one.trouble is not None]
    assert stages == [stage for _, stage in STOPS.values()]
    assert not any(one.returned for one in told)


def test_the_first_that_wants_nothing_is_the_last(benches: Benches) -> None:
    broken = _with("return self.fc2(x)")
    told = _attempt(benches, [broken, _text(), broken])
    assert len(told) == 2
    assert told[1].trouble is None
    assert (told[1].shape, told[1].mends) == ((LAB.recipe.batch_size, LAB.classes), 0)
    assert told[1].steps > 5


@pytest.mark.parametrize("mend", [False, True])
def test_numbers_are_put_right_where_that_is_asked_for(benches: Benches, mend: bool) -> None:
    (told,) = _attempt(benches, [_with("return self.fc1(torch.flatten(x, 1))")], mend)
    assert (told.mends, told.trouble is None) == ((1, True) if mend else (0, False))


def test_one_does_not_see_what_another_left(benches: Benches) -> None:
    left = _with("return self.fc2(x)").replace(
        "class Net", "torch.set_grad_enabled(False)\nclass Net"
    )
    told = _attempt(benches, [left, _text()])
    assert told[1].trouble is None

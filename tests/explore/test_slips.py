"""In predict mode a wrong number is told as `answers` tells it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from concepts.questions.diagnosis import diagnose_pool, fits, slipped
from concepts.questions.given import flat, same_table, shape
from concepts.questions.pool_question import PoolQuestion
from concepts.questions.pool_slips import Slip, window_slips
from concepts.questions.result_slips import finish_slips, sum_slips
from tests.explore.asked import ask, needs_node
from tests.thorough import ALL

pytestmark = [pytest.mark.processes, needs_node]

QUESTIONS = 40 if ALL else 8


def _question(draw: random.Random) -> PoolQuestion:
    side, kernel = draw.randint(4, 7), draw.randint(2, 3)
    cells = tuple(tuple(float(draw.randint(-2, 9)) for _ in range(side)) for _ in range(side))
    method = draw.choice(("max", "average"))
    return PoolQuestion(cells, method, kernel, draw.randint(1, 3), draw.randint(0, kernel // 2))


def _asked(question: PoolQuestion, typed: list[float]) -> dict[str, Any]:
    setting = {
        "method": "max" if question.method == "max" else "avg",
        "kernel": question.kernel, "stride": question.stride, "padding": question.padding,
        "dilation": 1, "ceil": False, "countPadding": True,
    }  # fmt: skip
    more = {"channels": [question.cells], "filters": []}
    return {"ask": "slips", "setting": setting, "typed": typed, **more}


def _slips(question: PoolQuestion) -> list[Slip]:
    """Those that leave the output its shape, so that its cells can be filled with them."""
    every = [*window_slips(question), *sum_slips(question), *finish_slips(question)]
    expected = question.expected
    return [
        slip
        for slip in every
        if not slip.loose
        and shape(slipped(question, (slip,))) == shape(expected)
        and not same_table(slipped(question, (slip,)), expected)
    ]


def test_a_table_made_with_a_slip_is_told_as_answers_tells_it() -> None:
    draw = random.Random(6)
    cases = [
        (one, slip) for one in (_question(draw) for _ in range(QUESTIONS)) for slip in _slips(one)
    ]
    tables = [slipped(question, (slip,)) for question, slip in cases]
    asked = [_asked(q, list(flat(table))) for (q, _), table in zip(cases, tables, strict=True)]
    names = set()
    for (question, slip), table, answer in zip(cases, tables, ask(asked), strict=True):
        assert fits(question, table, (slip,))
        said = diagnose_pool(question, table).said
        right, wrong = flat(question.expected), flat(table)
        for i, here in enumerate(answer["found"]):
            if abs(right[i] - wrong[i]) <= 1e-6 * max(1, abs(right[i])):
                continue
            assert slip.sentence in here, (question, slip.name, i, here)
            assert len(here) > 1 or here[0] in said, (question, slip.name, here, said)
        names.add(slip.name)
    assert len(names) > (60 if ALL else 40)


def test_two_slips_at_once_are_told_with_both() -> None:
    cells = tuple(tuple(float(7 * r + c * c) for c in range(6)) for r in range(6))
    question = PoolQuestion(cells, "max", 2, 2)
    windows = {slip.name: slip for slip in window_slips(question)}
    sums = {slip.name: slip for slip in sum_slips(question)}
    both = (windows["late-start"], sums["sum-for-max"])
    table = slipped(question, both)
    typed = list(flat(question.expected))
    for at in (0, 1):  # two cells of it
        typed[at] = flat(table)[at]
    assert shape(table) != shape(question.expected)
    (answer,) = ask([_asked(question, typed)])
    sentence = ", and ".join(slip.sentence for slip in both)
    assert answer["found"][0] == [sentence]
    assert answer["found"][5] == []  # that cell is right

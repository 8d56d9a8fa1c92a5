"""The workbench works out what `concepts` does, to the letter."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import concepts
from tests.explore.asked import ask, needs_node
from tests.thorough import ALL

pytestmark = [pytest.mark.processes, needs_node]

SETTINGS = 2_000 if ALL else 250


def _question(draw: random.Random) -> dict[str, Any]:
    method = draw.choice(("max", "avg", "conv"))
    channels, rows, columns = draw.randint(1, 3), draw.randint(1, 9), draw.randint(1, 9)
    kernel = draw.randint(1, 5)

    def number() -> float:
        return draw.choice((draw.randint(-9, 9), draw.randint(-40, 40) / 8, draw.randint(0, 9)))

    def matrix(height: int, width: int) -> list[list[float]]:
        return [[number() for _ in range(width)] for _ in range(height)]

    return {
        "ask": "work",
        "setting": {
            "method": method,
            "kernel": kernel,
            "stride": draw.randint(1, 4),
            "padding": draw.randint(0, min(3, kernel // 2 + (draw.random() < 0.2))),
            "dilation": 1 if method == "avg" else draw.randint(1, 3),
            "ceil": draw.random() < 0.5,
            "countPadding": draw.random() < 0.5,
        },
        "channels": [matrix(rows, columns) for _ in range(channels)],
        "filters": [
            {"weights": [matrix(kernel, kernel) for _ in range(channels)], "bias": number()}
            for _ in range(draw.randint(1, 2))
        ],
    }


def _expected(question: dict[str, Any]) -> tuple[Any, Any]:
    """What comes out (maps, rows, columns), and the working; raises ConceptError."""
    s = question["setting"]
    x = np.array(question["channels"], dtype=float)
    size = {"stride": s["stride"], "padding": s["padding"]}
    if s["method"] == "conv":
        weights = np.array([one["weights"] for one in question["filters"]], dtype=float)
        bias = np.array([one["bias"] for one in question["filters"]], dtype=float)
        values = concepts.conv(x, weights, bias, **size, dilation=s["dilation"])
        cells = list(np.ndindex(values.shape))
        working = [
            concepts.explain_conv(x, weights, bias, **size, dilation=s["dilation"], cell=c)
            for c in cells
        ]
        return values, working
    size["ceil_mode"] = s["ceil"]
    if s["method"] == "max":
        size["dilation"] = s["dilation"]
    else:
        size["count_include_pad"] = s["countPadding"]
    found = concepts.explain_pool(s["method"], x, s["kernel"], **size)
    return found.values, found


def test_random_settings_equal_concepts() -> None:
    draw = random.Random(8420)
    questions = [_question(draw) for _ in range(SETTINGS)]
    refused = 0
    for question, answer in zip(questions, ask(questions), strict=True):
        try:
            values, working = _expected(question)
        except concepts.ConceptError as error:
            refused += 1
            sentences = answer.get("error"), str(error)
            assert len(set(sentences)) == 1, question
            continue
        found = answer["found"]
        cells = [cell for maps in found["maps"] for row in maps for cell in row]
        assert [float(cell["result"]) for cell in cells] == pytest.approx(
            values.ravel().tolist(), rel=1e-12, abs=1e-12
        ), question
        if question["setting"]["method"] == "conv":
            assert found["formulas"] == list(working[0].formulas)
            for cell, one in zip(cells, working, strict=True):
                _same_sum(cell, one, left_out=one.bias == 0)
            continue
        assert found["formulas"] == list(working.formulas)
        hatched = {
            (c, i, j)
            for c in range(len(question["channels"]))
            for i, row in enumerate(found["unused"])
            for j, missing in enumerate(row)
            if missing
        }
        assert hatched == set(working.unused), question
        for cell, one in zip(cells, working.windows, strict=True):
            _same_sum(cell, one)
            marked = [(w["channel"], w["row"], w["column"]) for w in cell["winners"]]
            assert marked == list(one.winners)
    assert 0 < refused < SETTINGS / 2  # both kinds have been drawn


def _same_sum(cell: dict[str, Any], one: Any, left_out: bool = False) -> None:
    """The arithmetic, sign by sign; a bias of 0 is not written on the page."""
    ours, theirs = cell["arithmetic"], one.arithmetic
    if left_out:
        theirs = theirs.replace(" + 0 =", " =").replace(" + 0 ≈", " ≈")
    if theirs.partition("≈")[1] or ours.partition("≈")[1]:  # the last digit hangs on the order
        ours, theirs = (text.replace("≈", "=").rpartition("=")[0] for text in (ours, theirs))
    assert ours == theirs

"""Mistakes put into right solutions: each is another program, of a kind that its words say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.trial.mistakes import planted

SOLUTIONS = sorted((Path(__file__).parents[2] / "solutions").glob("*.py"))
KINDS = {
    "a ReLU is left out": 3,
    "a dropout is left out": 2,
    "a convolution is left out": 2,
    "a fully connected layer is left out": 1,
    "the scores are no log-probabilities": 1,
    "no gradient comes through": 1,
    "each image loses the mean of its batch": 1,
    "nothing of the image comes in": 1,
    "12 scores come out": 1,
    "a layer is made for nothing": 1,
}


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_each_is_another_program_of_as_many_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = planted(text, "Net", 10)
    assert len({one.text for one in made} | {text}) == len(made) + 1
    for one in made:
        assert ast.dump(ast.parse(one.text)) != ast.dump(ast.parse(text)), one.what
        assert one.text.count("\n") == text.count("\n")


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_there_are_some_of_every_kind_that_has_a_place_there(path: Path) -> None:
    made = planted(path.read_text(encoding="utf-8"), "Net", 10)
    counted = {kind: sum(one.what.startswith(kind) for one in made) for kind in KINDS}
    assert counted == KINDS


def test_the_line_is_where_the_text_differs() -> None:
    text = SOLUTIONS[0].read_text(encoding="utf-8")
    for one in planted(text, "Net", 10):
        pairs = zip(text.splitlines(), one.text.splitlines(), strict=True)
        differ = [number for number, (before, after) in enumerate(pairs, 1) if before != after]
        assert f"(line {differ[0]})" in one.what


def test_what_has_no_network_has_no_place_for_one() -> None:
    assert planted("x = 1\n", "Net", 10) == ()
    assert planted("class Net(:\n", "Net", 10) == ()

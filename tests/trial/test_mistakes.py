"""Mistakes put into right solutions: each is another program, of a kind that its words say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.lab import read_lab
from grader.trial.mistakes import planted

LAB = read_lab()
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
    made = planted(text, LAB)
    assert len({one.text for one in made} | {text}) == len(made) + 1
    for one in made:
        assert ast.dump(ast.parse(one.text)) != ast.dump(ast.parse(text)), one.what
        assert one.text.count("\n") == text.count("\n")


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_there_are_some_of_every_kind_that_has_a_place_there(path: Path) -> None:
    made = planted(path.read_text(encoding="utf-8"), LAB)
    counted = {kind: sum(one.what.startswith(kind) for one in made) for kind in KINDS}
    assert counted == KINDS


def test_the_line_is_where_the_text_differs() -> None:
    text = SOLUTIONS[0].read_text(encoding="utf-8")
    for one in planted(text, LAB):
        pairs = zip(text.splitlines(), one.text.splitlines(), strict=True)
        differ = [number for number, (before, after) in enumerate(pairs, 1) if before != after]
        assert f"(line {differ[0]})" in one.what


def test_what_has_no_network_has_no_place_for_one() -> None:
    assert planted("x = 1\n", LAB) == ()
    assert planted("class Net(:\n", LAB) == ()


LABS = Path(__file__).parents[2] / "labs"
OTHERS = {  # a lab, and mistakes that only what it asks for has a place for
    "lenet": (
        "a sigmoid is left out",
        "max_pool2d stands for avg_pool2d",
        "probabilities come out",
    ),
    "batch-norm": ("a batch norm is left out", "avg_pool2d stands for max_pool2d"),
    "mlp": ("a tanh is left out", "a dropout is left out", "the scores are no probabilities"),
    "residual": ("of a sum x goes on alone", "of a sum y goes on alone", "a ReLU is left out"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_lab_has_the_mistakes_of_what_it_asks_for(name: str) -> None:
    lab = read_lab(LABS / name)
    text = (LABS / name / "solution" / f"{name.replace('-', '_')}.py").read_text(encoding="utf-8")
    made = [one.what for one in planted(text, lab)]
    assert not [kind for kind in OTHERS[name] if not any(one.startswith(kind) for one in made)]
    if name == "lenet":
        assert not [one for one in made if "dropout" in one or "log-prob" in one]

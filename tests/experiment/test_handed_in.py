"""An experiment.csv that was handed in, held against the network beside it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from grader.evidence import Made, Trial
from grader.experiment.handed_in import checked
from grader.experiment.nouns import Asked
from grader.experiment.variants.design import design
from grader.lab import Recipe
from tests.experiment.books import trial
from tests.experiment.handed import network, table
from tests.experiment.networks import NAME
from tests.mutants.grading import LAB


def _asked_again(text: str, data: str = "digits") -> tuple[tuple[str, ...], list[Recipe]]:
    asked: list[tuple[Made, Recipe]] = []

    def again(made: Made, recipe: Recipe) -> Trial:
        asked.append((made, recipe))
        return trial(recipe.seed, 0.875)

    said = checked(text.encode(), network(), LAB, data, again)
    return said, [recipe for _, recipe in asked]


def test_one_row_is_run_again_and_both_are_shown() -> None:
    said, asked = _asked_again(table(Asked(vary=(("lr", ("0.01",)), ("dropout", ("0",))))))
    assert [(one.seed, one.max_samples) for one in asked] == [(3, 640)]
    (sentence,) = said
    assert "2 of 2 runs are of the network handed in" in sentence
    assert "says 90.00% held out, and run again here it reads 87.50%" in sentence


def test_every_row_leads_back_to_its_setting() -> None:
    """Whichever is chosen: the same network, the same recipe."""
    made = design(network(), LAB, Asked(channels=((5, 10),), kernels=((3,),)), NAME)
    rows = list(csv.DictReader(io.StringIO(table(Asked(channels=((5, 10),), kernels=((3,),))))))
    for row, variant in zip(rows, made.variants, strict=True):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(row))
        writer.writeheader()
        writer.writerow(row)
        seen: list[Made] = []

        def again(built: Made, recipe: Recipe, seen: list[Made] = seen) -> Trial:
            seen.append(built)
            return trial(recipe.seed, 0.9)

        checked(out.getvalue().encode(), network(), LAB, "digits", again)
        assert seen == [variant.made]


def test_another_network_is_told() -> None:
    mine = next(csv.DictReader(io.StringIO(table())))["network"]
    other = table().replace(mine, "f" * 16)
    said, asked = _asked_again(other)
    assert "experiment.csv is not of this network: its 9 runs are of network 'ffff" in said[0]
    assert not asked


def test_other_digits_are_told() -> None:
    said, asked = _asked_again(table(), "mnist")
    assert "they used other digits than are here" in said[0]
    assert not asked


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: "", "it has no column network"),
        (lambda text: text.replace("held_out_accuracy", "accuracy"), "no column held_out_accuracy"),
        (lambda text: text.replace(",0.9,", ",nan,"), "holds no such number"),
        (lambda text: text.replace(",640,", ",10000000,"), "too long to be run again"),
        (lambda text: text.replace("quick", "magic"), "its recipe is 'magic'"),
        (lambda text: text.splitlines()[0], "it has no row of a run"),
        (lambda text: "\0" + text, "no column network"),
        (lambda text: text.replace(",10/20,5\n", ",10/20,5×9\n"), "a setting of it is '5×9'"),
    ],
)
def test_what_cannot_be_read_is_said(change, words: str) -> None:
    said, asked = _asked_again(change(table(Asked(kernels=((5,),)))))
    assert words in said[0]
    assert not asked


def test_more_than_is_read_is_said() -> None:
    said = checked(b"x" * 2**22, replace(network()), LAB, "digits", lambda *_: Trial())
    assert "it has 4 MB, and 2 are read" in said[0]

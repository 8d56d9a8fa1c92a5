"""Thresholds lie between what a solution reaches and what it reaches broken, or there are none."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cli.lab import FLAWED, _measured
from grader.lab import Data, Lab, read_lab
from grader.trial.measure import (
    Learned,
    MeasureError,
    as_toml,
    rights_and_broken,
    thresholds_from,
)

LAB = replace(
    read_lab(), classes=5, data=Data("my shapes.npz", "shapes"), thresholds={}, starter=""
)
SOLUTION = (Path(__file__).parents[2] / "solutions/task1_cnn.py").read_text("utf-8")


def learned(accuracy: float, before: float = 0.2, loss: float = 0.3) -> Learned:
    return Learned(accuracy, before, loss)


def test_what_is_asked_lies_between_right_and_broken() -> None:
    found = thresholds_from([learned(0.9), learned(0.95)], [learned(0.2), learned(0.3)], LAB)
    assert found.held_out_accuracy == 0.75  # 0.3 and three quarters of the way to 0.9
    ((samples, share),) = found.give_up
    assert samples < LAB.recipe.max_samples
    assert 0.3 < share < found.held_out_accuracy
    assert 0.2 < found.chance < 1


def test_a_broken_one_that_learns_all_the_same_is_no_lower_end() -> None:
    found = thresholds_from([learned(1.0)], [learned(0.9), learned(0.2)], LAB)
    assert found == thresholds_from([learned(1.0)], [learned(0.2)], LAB)
    assert found.held_out_accuracy == 0.8


def test_one_that_read_much_before_is_no_chance() -> None:
    usual = thresholds_from([learned(0.9)], [learned(0.2)], LAB)
    lucky = thresholds_from([learned(0.9, before=0.4)], [learned(0.2)], LAB)
    assert lucky.chance > max(usual.chance, 0.4)


@pytest.mark.parametrize(
    ("rights", "broken", "says"),
    [
        ([learned(0.9), learned(0.35)], [learned(0.2)], "cannot be told apart"),
        ([Learned(0, 0, 1, "it stops")], [learned(0.3)], "it stops"),
        ([learned(0.9, loss=0.99)], [learned(0.3)], "loss does not fall"),
    ],
)
def test_where_they_cannot_be_told_apart_nothing_is_asked(
    rights: list[Learned], broken: list[Learned], says: str
) -> None:
    with pytest.raises(MeasureError, match=says):
        thresholds_from(rights, broken, LAB)


def test_the_table_is_read_as_it_was_measured() -> None:
    found = thresholds_from([learned(0.9)], [learned(0.2)], LAB)
    (table,) = tomllib.loads(as_toml("my shapes", found))["thresholds"].values()
    assert table["held_out_accuracy"] == found.held_out_accuracy
    assert [tuple(rule) for rule in table["give_up"]] == list(found.give_up)


def test_the_solution_is_trained_from_several_seeds_and_broken_to_the_end() -> None:
    asked: list[tuple[int, bool]] = []

    def graded(_: str, contents: bytes, lab: Lab) -> bytes:
        (bounds,) = lab.thresholds.values()
        assert bounds.held_out_accuracy == 1  # nothing ends it before
        whole = contents.decode() == SOLUTION
        asked.append((lab.recipe.seed, whole))
        training = {"accuracy": 0.9 if whole else 0.2, "accuracy_before": 0.1, "loss_after": 0.5}
        return json.dumps(
            {"gradable": True, "trouble": "", "evidence": {"training": training}}
        ).encode()

    rights, broken = rights_and_broken("a.py", SOLUTION, LAB, graded, lambda *_: None)
    assert [seed for seed, whole in asked if whole] == [1, 2, 3]
    assert [one.accuracy for one in rights] == [0.9] * 3
    assert [one.accuracy for one in broken] == [0.2] * 2


@pytest.mark.parametrize(
    ("broken", "says"), [(0.2, "[thresholds."), (0.95, "accuracy alone does not see"), (1.0, "")]
)
def test_what_is_measured_is_given_to_be_pasted_in(
    broken: float, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.py").write_text(SOLUTION, encoding="utf-8")

    def graded(_: str, contents: bytes, lab: Lab) -> bytes:
        reached = 0.97 if contents.decode() == SOLUTION else broken
        training = {"accuracy": reached, "accuracy_before": 0.1, "loss_after": 0.3}
        return json.dumps(
            {"gradable": True, "trouble": "", "evidence": {"training": training}}
        ).encode()

    assert _measured(tmp_path / "net.py", LAB, graded) == FLAWED
    told = capsys.readouterr().out
    assert "seed 1: reads 97.0%, 10.0% before" in told
    assert says in told
    if broken < 0.5:
        table = tomllib.loads(told.partition("check again:\n")[2])["thresholds"]
        assert list(table) == list(LAB.data.names)

"""What stands on the computer where a script was written, and not here."""

from __future__ import annotations

import sys

import pytest

from grader.probe.standins import stand_in_module
from tests.rehearsed.here import rehearsed
from tests.rehearsed.shapes import RIGHT
from tests.rehearsed.shapes_elsewhere import SHAPES

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("name", ["settings of a command line", "settings of a logger"])
def test_a_package_that_is_not_here_hands_its_settings_on(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("click", "wandb"):
        monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.setitem(sys.modules, "click", stand_in_module("click"))
    told = rehearsed(RIGHT[name])
    assert (told.end, told.trouble) == ("ended", None)
    assert {one.size for one in told.passages} == {64, 200}


def test_an_option_that_must_be_given_ends_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "click", stand_in_module("click"))
    text = RIGHT["settings of a command line"].replace("default=64", "required=True")
    assert rehearsed(text).end == "left"


def test_weights_that_are_not_here_are_good_for_nothing_else() -> None:
    text = RIGHT["weights of another day"].replace('state["model"]', 'dict(state["model"].items())')
    told = rehearsed(text)
    assert told.trouble is not None
    assert told.trouble.type == "FileNotFoundError"


def test_there_are_scripts_of_each_kind() -> None:
    assert len(SHAPES) >= 6

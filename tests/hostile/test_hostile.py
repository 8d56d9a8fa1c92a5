"""No attack touches what it may not, and each gets the outcome that its file says.

Wherever the grader runs: where namespaces and Landlock are refused, as in a container, with
CNNGRADE_TESTS=more as an ordinary user, and with CNNGRADE_TESTS=all as whoever runs the tests, root
say; `chosen.py` says which attacks are tried where.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from tests.sandbox.worlds import ROOT, command
from tests.thorough import ALL, MORE

from .cases import CASES, Case
from .chosen import BY_COMMAND, RUNS, TRIED, WORLDS
from .page import page
from .run import seconds_of

SLACK = 2.0  # seconds beyond the limit within which the grader must answer
PATIENCE = 60.0  # seconds for all that the grader itself does with what came out
HONEST = 0.2  # seconds that an honest one takes on an idle machine; a busy one has more of both

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


@cache
def _came_of(world: str) -> dict[str, Any] | str:
    """What came of the cases there, or why nothing did."""
    words = [f"{how}:{case.name}" for place, how, case in RUNS if place == world]
    told = command(world, "-m", "tests.hostile.run", *words)
    if told is None:
        return ""
    environment = {**os.environ, "HOME": "/tmp"}
    ended = subprocess.run(
        told, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=3600
    )
    if ended.returncode != 0:
        return ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def came_of(world: str) -> dict[str, Any]:
    found = _came_of(world)
    if found == "":
        pytest.skip(f"there is no way to be {world} on this machine")
    assert isinstance(found, dict), found
    return found


def _id(value: Any) -> str:
    return value.name if isinstance(value, Case) else str(value)


@pytest.mark.parametrize(("world", "how", "case"), RUNS, ids=_id)
def test_an_attack_gets_what_its_file_says(world: str, how: str, case: Case) -> None:
    said = came_of(world)[how][case.name]
    assert said["outcome"] in case.outcomes, said
    assert case.says in " ".join([said["trouble"], said["detail"], *said["notes"]]), said
    assert case.script in said["script"], said
    assert case.early == said["early"], said
    assert case.tutor in " ".join(said["tutor"]), said
    assert said["gradable"], said["why"]
    full = said["points"] == said["max_points"] and not said["failed"]
    assert full or case.earns != "full", said
    assert not full or case.earns == "full", said


@pytest.mark.parametrize(("world", "how", "case"), RUNS, ids=_id)
def test_an_attack_touches_nothing(world: str, how: str, case: Case) -> None:
    whole = came_of(world)
    said, busy = whole[how][case.name], max(1.0, whole["took"] / HONEST)
    assert said["touched"] == []
    assert not any(said["leaked"]), "a secret stands in the report"
    assert said["raw"] == [], "a terminal would obey"
    assert not said["markup"]
    assert said["confined"]
    assert said["seconds"] < seconds_of(case) + SLACK * busy
    assert said["wall"] < PATIENCE * busy


@pytest.mark.parametrize("world", WORLDS)
def test_nobody_else_is_touched(world: str) -> None:
    said = came_of(world)
    assert said["touched"] == []
    assert said["left"] == [], "a process outlived its submission"
    assert len(said["honest"]) == 1, "an honest submission was graded in more than one way"


@pytest.mark.skipif("ordinary user" not in WORLDS, reason="CNNGRADE_TESTS=more")
def test_the_user_is_an_ordinary_one() -> None:
    assert came_of("ordinary user")["user"] != 0


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 80
    assert len({case.attack for case in CASES}) == len(CASES)


def test_each_layer_is_tried_everywhere_and_with_more_each_family() -> None:
    layers = {case.stops for case in CASES}
    for world in WORLDS:
        tried = {case.stops for case in TRIED[world, "warm"]}
        assert tried >= layers
    families = {case.family for case in TRIED["docker", "warm"]}
    assert not MORE or families == {case.family for case in CASES}
    ways_to_end = {case.outcomes[0] for case in CASES}
    fresh = {case.outcomes[0] for case in TRIED["docker", "fresh"]}
    assert fresh == ways_to_end if MORE else len(fresh) == 2
    assert {case.outcomes[0] for case in BY_COMMAND} == ways_to_end
    assert not ALL or all(cases == CASES for cases in TRIED.values())


def test_the_page_is_the_one_that_is_made() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert text == page(text), "make it anew:  python -m tests.hostile.page"

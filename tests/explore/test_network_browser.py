"""Screen 1 in a real browser: what is pointed at, drawn, changed, and what strangers wrote."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from grader.data.digits import held_out_digits
from grader.evidence import Observation
from grader.explore.network import network_data
from grader.explore.page import render_explore
from grader.lab import read_lab
from grader.submission.intake import read
from tests.bench import RIGHT, Benches
from tests.browser import opened, quiet
from tests.explore.hostile import NAMES, bent, explored, named, page_of
from tests.thorough import ALL

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def observation(benches: Benches) -> Observation:
    lab = read_lab()
    return benches.observe(read(RIGHT, lab), lab)[0]


@pytest.fixture(scope="module")
def page(observation: Observation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("network") / "explore.html"
    text = page_of(observation, "task1_cnn.py", RIGHT.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return path


def _last(tab: Any) -> Any:
    return tab.get_by_role("application", name="log_softmax")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_the_network_is_quiet_accessible_and_fits(
    browser: Any, page: Path, width: int, scheme: str
) -> None:
    tab = opened(browser, page, width, scheme)
    tab.get_by_role("application", name="conv1, 10×24×24").press("ArrowRight")
    tab.locator(".panel .blocks").wait_for()
    quiet(tab, width, "my network")
    tab.context.close()


def test_a_way_leads_back_from_a_probability_to_a_pixel(browser: Any, page: Path) -> None:
    tab = opened(browser, page, 1280, "light")
    _last(tab).press("ArrowRight")
    seen = []
    for _ in range(14):
        seen.append(tab.locator(".panel h2").inner_text().partition(",")[0])
        if seen[-1] == "image":
            break
        _last(tab).press("b")
        tab.wait_for_timeout(60)
    assert seen[0] == "log_softmax"
    assert seen[-1] == "image"
    assert len(seen) == 14  # each step of forward, and the image
    assert tab.locator("[role=status]").first.inner_text().startswith("image, row")
    tab.context.close()


def test_a_digit_is_drawn_and_a_change_answers_at_once(browser: Any, page: Path) -> None:
    tab = opened(browser, page, 1280, "light")

    def shares() -> list[str]:
        return [one.get_attribute("aria-label") for one in tab.locator(".bars button").all()]

    before = shares()
    box = tab.locator(".pad").bounding_box()
    tab.mouse.move(box["x"] + 110, box["y"] + 30)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 115, box["y"] + 190, steps=6)
    tab.mouse.up()
    tab.wait_for_timeout(100)
    drawn = shares()
    assert drawn != before
    tab.get_by_role("application", name="conv1, 10×24×24").press("ArrowRight")
    tab.get_by_role("button", name="Switch filter 1 off").click()
    tab.get_by_role("button", name="Everything as it is").wait_for()
    assert shares() != drawn
    tab.get_by_role("button", name="Everything as it is").click()
    tab.get_by_role("switch", name="dropout as in training").check()
    tab.get_by_role("button", name="Another mask").wait_for()
    assert shares() != drawn
    tab.get_by_role("switch", name="dropout as in training").uncheck()
    tab.wait_for_timeout(100)
    assert shares() == drawn
    tab.context.close()


def test_hostile_names_are_text(browser: Any, observation: Observation, tmp_path: Path) -> None:
    for number, names in enumerate([NAMES, *([one] for one in NAMES if ALL)]):
        path = tmp_path / f"{number}.html"
        text = page_of(named(observation, names), f"{names[0]}.py", "\n".join(names * 60))
        path.write_text(text, encoding="utf-8")
        _survives(browser, path, names)


def test_odd_graphs_break_nothing(browser: Any, observation: Observation, tmp_path: Path) -> None:
    draw = random.Random(300)
    data = network_data(observation, explored(observation), "a.py", "")
    digit = held_out_digits()[0][0].tobytes()
    for number in range(300 if ALL else 2):
        path = tmp_path / "odd.html"
        path.write_text(render_explore(digit, 0, "", "", bent(data, draw)), encoding="utf-8")
        _survives(browser, path, number)


def _survives(browser: Any, path: Path, case: object) -> None:
    """It opens, says nothing to the console, asks for nothing, and its title is its own."""
    tab = opened(browser, path, 1280, "light")
    assert tab.get_by_role("tab").count() == 3, case
    assert tab.title().endswith(": explore"), case
    assert not tab.said, (case, tab.said)
    assert all(url.startswith("file:") for url in tab.asked), (case, tab.asked)
    assert tab.locator("img, iframe, object, link").count() == 0, case
    tab.context.close()

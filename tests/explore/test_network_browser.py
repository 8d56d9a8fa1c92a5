"""Screen 1 in a real browser: what is pointed at, drawn, changed, and what strangers wrote."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.data.digits import held_out_digits
from grader.evidence import Mend, Observation, Trouble
from grader.explore.network import network_data
from grader.explore.page import render_explore
from grader.lab import read_lab
from grader.submission.intake import read
from tests.bench import RIGHT, Benches
from tests.browser import opened, quiet
from tests.explore.hostile import NAMES, bent, explored, named, page_of
from tests.thorough import ALL, MORE

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


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")][: 1 + MORE])
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
    assert tab.locator(".panel .words").inner_text().startswith("switched off: 0")
    tab.get_by_label("swap with").select_option("3")
    assert tab.get_by_role("button", name="conv1: filters 1 and 4 swapped: undo").is_visible()
    tab.get_by_role("button", name="conv1: filter 1 off: undo").click()
    assert tab.locator(".panel .words").inner_text().startswith("number 4 in this place: ")
    tab.get_by_role("button", name="Everything as it is").click()
    tab.get_by_role("switch", name="dropout as in training").check()
    tab.get_by_role("button", name="Another mask").wait_for()
    assert shares() != drawn
    tab.get_by_role("switch", name="dropout as in training").uncheck()
    tab.wait_for_timeout(100)
    assert shares() == drawn
    tab.context.close()


def test_what_is_pointed_at_stands_beside_what_it_sees_and_says(browser: Any, page: Path) -> None:
    tab = opened(browser, page, 1280, "light")
    last = _last(tab)
    last.scroll_into_view_if_needed()
    last.press("ArrowRight")
    assert tab.locator(".panel h2").inner_text() == "log_softmax, for digit 0"
    assert tab.locator(".panel .powers li").count() == 11  # e to each score, and their sum
    for part in (".panel canvas.seen", ".panel .columns"):
        box = tab.locator(part).bounding_box()
        assert 0 <= box["y"] <= 900 - box["height"], part  # in sight, where the top is not
    tab.context.close()


def test_a_network_that_was_put_right_to_run_is_told_so(
    browser: Any, observation: Observation, tmp_path: Path
) -> None:
    stopped = Trouble("forward", "RuntimeError", "shapes cannot be multiplied", 43)
    wrong = replace(observation, mends=(Mend("in_features", "fc1", 43, 500, 320, stopped),))
    path = tmp_path / "mended.html"
    path.write_text(page_of(wrong, "a.py", ""), encoding="utf-8")
    tab = opened(browser, path, 390, "dark")
    told = tab.locator(".trouble").first.inner_text()
    assert told.startswith("As it is written this network does not run: fc1 (line 43) was put")
    assert "320" not in told  # the right number is the last hint of a student, and submit's
    quiet(tab, 390, "put right")
    tab.context.close()


def test_the_present_state_is_printed_on_white_and_without_what_cannot_be_pressed(
    browser: Any, page: Path
) -> None:
    tab = opened(browser, page, 1280, "dark")
    conv = tab.get_by_role("application", name="conv1, 10×24×24")
    conv.press("ArrowRight")
    tab.get_by_role("button", name="Switch filter 1 off").click()

    def corner() -> list[int]:  # of a map that is switched off: 0, as paper
        return tab.evaluate(
            "[...document.querySelector('.step canvas').getContext('2d')"
            ".getImageData(40, 40, 1, 1).data]"
        )

    assert max(corner()[:3]) < 80
    tab.emulate_media(media="print")
    tab.wait_for_timeout(200)
    assert min(corner()[:3]) > 240
    for gone in ("tablist", "slider"):
        assert tab.get_by_role(gone).count() == 0, gone
    assert tab.get_by_text("conv1: filter 1 off").is_visible()
    assert tab.get_by_text("switched off: 0").is_visible()
    tab.context.close()


def test_hostile_names_are_text(browser: Any, observation: Observation, tmp_path: Path) -> None:
    for number, names in enumerate([NAMES, *([one] for one in NAMES if ALL)]):
        path = tmp_path / f"{number}.html"
        text = page_of(named(observation, names), f"{names[0]}.py", "\n".join(names * 60))
        path.write_bytes(text.encode("utf-8", "backslashreplace"))  # as the judge does
        _survives(browser, path, names)


def test_odd_graphs_break_nothing(browser: Any, observation: Observation, tmp_path: Path) -> None:
    draw = random.Random(300)
    data = network_data(observation, explored(observation), "a.py", "")
    digit = held_out_digits()[0][0].tobytes()
    for number in range(300 if ALL else 2):
        path = tmp_path / "odd.html"
        text = render_explore(digit, 0, "", "", bent(data, draw))
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
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

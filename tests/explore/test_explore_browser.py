"""The page in a real browser: no error, no request, accessible, within its width, and it works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.data.digits import held_out_digits
from grader.explore.page import render_explore
from tests.browser import opened, quiet

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explore") / "explore.html"
    images, labels = held_out_digits()
    path.write_text(render_explore(images[3].tobytes(), int(labels[3])), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_screens_are_quiet_accessible_and_fit(
    browser: Any, page: Path, width: int, scheme: str
) -> None:
    tab = opened(browser, page, width, scheme)
    quiet(tab, width, "max pooling")
    tab.get_by_role("button", name="Convolution").click()
    tab.get_by_role("switch", name="predict").check()
    quiet(tab, width, "convolution, to be guessed")
    tab.get_by_role("tab", name="Fields").click()
    for name in ("a cross", "two branches"):
        tab.get_by_role("button", name=name).click()
        tab.get_by_role("switch", name="beside its neighbour").set_checked(name == "two branches")
        quiet(tab, width, name)
    tab.context.close()


def test_the_workbench_never_opens_with_the_sheet_s_matrix(browser: Any, page: Path) -> None:
    tab = opened(browser, page, 1280, "light")
    cells = [one.input_value() for one in tab.locator(".matrix.input input").all()]
    assert " ".join(cells) != "4 3 5 1 2 1 3 1 1 1 2 3 0 0 1 2"
    for _ in range(3):
        tab.get_by_role("button", name="New numbers").click()
    assert [one.input_value() for one in tab.locator(".matrix.input input").all()] != cells
    tab.context.close()


def test_what_is_typed_is_worked_out_and_a_wrong_guess_gets_its_slip(
    browser: Any, page: Path
) -> None:
    tab = opened(browser, page, 1280, "light")
    tab.get_by_label("row 1, column 1", exact=True).first.fill("9")
    assert tab.locator(".arithmetic").inner_text() == "max(9, 0, 4, 6) = 9"
    tab.get_by_role("switch", name="predict").check()
    guess = tab.get_by_label("your number for row 1, column 1")
    assert tab.locator(".arithmetic").inner_text() == "max(9, 0, 4, 6) = ?"
    guess.fill("4.75")
    assert "You averaged: the question asks for the maximum." in tab.locator(".sum").inner_text()
    guess.fill("9")
    assert tab.locator(".result.right").count() == 1
    tab.context.close()


def test_play_fills_the_output_and_the_filter_walks(browser: Any, page: Path) -> None:
    context = browser.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_selector(".result.hidden", state="attached")
    tab.wait_for_selector(".result.hidden", state="detached")
    places = tab.get_by_label("places that the filter has been in")
    places.fill("576")
    assert tab.locator(".counter b").inner_text() == "576"
    context.close()


def test_a_link_holds_the_state(browser: Any, page: Path) -> None:
    tab = opened(browser, page, 1280, "light")
    tab.get_by_role("tab", name="Fields").click()
    tab.get_by_role("button", name="dilated").click()
    unit = tab.get_by_role("application", name="conv3")
    unit.focus()
    tab.keyboard.press("ArrowLeft")
    finding = "225 pixels reach row 15, column 14 of conv3: all of rows 8–22, columns 7–21."
    tab.locator(".finding", has_text=finding).wait_for()
    tab.get_by_role("button", name="Link to this").click()
    address = tab.evaluate("location.href")
    again = opened(browser, page, 1280, "light")
    again.goto("about:blank")
    again.goto(address)
    again.locator(".finding", has_text=finding).wait_for()
    tab.get_by_role("button", name="Undo").click()
    assert tab.get_by_label("the same as a line").input_value().startswith("conv 10 k5; max k2")
    tab.context.close()
    again.context.close()

"""The page in a real browser: no error, no request, accessible, within its width, and it works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.data.digits import held_out_digits
from grader.explore.page import render_explore
from tests.browser import opened, quiet
from tests.thorough import MORE

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explore") / "explore.html"
    images, labels = held_out_digits()
    path.write_text(render_explore(images[3].tobytes(), int(labels[3])), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")][: 1 + MORE])
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
    assert tab.locator(".input .lit").count() == 0  # which window it is, is for them to say
    assert "9" not in tab.locator(".arithmetic").inner_text()
    guess.fill("4.75")
    averaged = "It looks as if you averaged: the question asks for the maximum."
    assert tab.locator(".slip").inner_text() == averaged
    tab.get_by_role("button", name="Show its window").click()
    assert tab.locator(".input .lit").count() == 4
    assert tab.locator(".arithmetic").inner_text() == "max(9, 0, 4, 6) = ?"
    guess.fill("9")
    assert tab.locator(".result.right").count() == 1
    assert tab.locator(".arithmetic").inner_text() == "max(9, 0, 4, 6) = 9"
    tab.context.close()


@pytest.mark.skipif(not MORE, reason="a matrix of this size is drawn as others are")
def test_the_largest_matrix_fits_a_phone_that_is_turned(browser: Any, page: Path) -> None:
    tab = opened(browser, page, 844, "dark")
    tab.get_by_role("button", name="Convolution").click()
    for name, most in (("rows", 12), ("columns", 12), ("channels", 3), ("filters", 3)):
        tab.get_by_role("slider", name=name).fill(str(most))
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.get_by_role("slider", name="padding p").fill("3")
    tab.wait_for_timeout(200)
    quiet(tab, 390, "the largest matrix")
    tab.context.close()


def test_two_slips_are_named_with_an_or_until_another_cell_decides(
    browser: Any, page: Path
) -> None:
    tab = opened(browser, page, 1280, "light")
    for at, number in enumerate("0002"):
        place = f"row {at // 2 + 1}, column {at % 2 + 1}"
        tab.get_by_label(place, exact=True).first.fill(number)
    tab.get_by_role("switch", name="predict").check()
    tab.get_by_label("your number for row 1, column 1").fill("0.5")
    assert tab.locator(".slip").inner_text().startswith("It looks as if you averaged")
    tab.get_by_label("your number for row 1, column 1").fill("0")
    told = tab.locator(".slip").inner_text()
    assert told.startswith("Several slips give this number: either ")
    assert "; or " in told
    for place in ("row 1, column 2", "row 2, column 1", "row 2, column 2"):
        tab.get_by_label(f"your number for {place}").fill("0")  # the least of its window
    tab.get_by_label("your number for row 1, column 1").focus()
    least = "you took the minimum of each window: the question asks for the maximum"
    assert tab.locator(".slip").inner_text() == f"It looks as if {least}."
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

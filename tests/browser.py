"""A real browser, in which pages are opened: Debian's chromium, or the one that is named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("CNNGRADE_TEST_CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
HERE = ("file:", "data:")  # where a page of one file may look for things


@contextmanager
def started() -> Iterator[Any]:
    """The browser; the test is skipped where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("there is no chromium here")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Any, path: Path, width: int = 1280, scheme: str = "light", **more: Any) -> Any:
    """The page, with what the console said and what was asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, **more
    )
    tab = context.new_page()
    tab.said, tab.asked = [], []
    tab.on("console", lambda message: tab.said.append(message.text))
    tab.on("pageerror", lambda error: tab.said.append(str(error)))
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.goto(path.as_uri())
    return tab


def quiet(tab: Any, width: int, where: str) -> None:
    """Nothing was said or fetched, nothing sticks out, and axe has no finding."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    assert not tab.said, (where, tab.said)
    outside = [url for url in tab.asked if not url.startswith(HERE)]
    assert not outside, (where, outside)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, where
    found = axe.Axe().run(tab)
    assert found.violations_count == 0, (where, found.generate_report())

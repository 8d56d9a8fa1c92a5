"""The page in a real browser: no error, no request, accessible, within its width."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.report import render_html

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = os.environ.get("CNNGRADE_TEST_CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Any, path: Path, width: int, scheme: str, script: bool = True) -> Any:
    """The page, with what the console said and what was asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
    )
    tab = context.new_page()
    tab.said, tab.asked = [], []
    tab.on("console", lambda message: tab.said.append(message.text))
    tab.on("pageerror", lambda error: tab.said.append(str(error)))
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.goto(path.as_uri())
    return tab


@pytest.mark.parametrize(
    ("width", "scheme", "names"),
    [(390, "dark", ("answers", "empty")), (1280, "light", ("flawed", "stopped"))],
)
def test_pages_are_quiet_accessible_and_fit(
    browser: Any, pages: Any, tmp_path: Path, width: int, scheme: str, names: tuple[str, ...]
) -> None:
    for name in names:
        path = tmp_path / f"{name}.html"
        path.write_text(render_html(pages[name], "tutor"), encoding="utf-8")
        tab = opened(browser, path, width, scheme)
        assert not tab.said, (name, tab.said)
        outside = [url for url in tab.asked if not url.startswith(("file:", "data:"))]
        assert not outside, (name, outside)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, name
        found = axe.Axe().run(tab)
        assert found.violations_count == 0, (name, found.generate_report())
        tab.context.close()


def test_a_figure_shows_itself_by_its_width(browser: Any, pages: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_html(pages["flawed"]), encoding="utf-8")
    for width, wide in ((1280, True), (390, False)):
        tab = opened(browser, path, width, "light", script=False)
        assert tab.locator(".drawing.wide").is_visible() is wide
        assert tab.locator(".drawing.narrow").is_visible() is not wide
        tab.context.close()


def test_a_student_s_script_does_not_run(browser: Any, pages: Any, tmp_path: Path) -> None:
    """Even if an escape were forgotten, the policy would stop it: try with it put in by hand."""
    path = tmp_path / "page.html"
    evil = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">"
    path.write_text(render_html(pages["flawed"]).replace("<main>", "<main>" + evil))
    tab = opened(browser, path, 1280, "light")
    assert tab.title().startswith("task1_cnn.py")
    assert any("Content Security Policy" in text for text in tab.said)
    tab.context.close()

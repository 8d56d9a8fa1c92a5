"""The page in a real browser: no error, no request, accessible, within its width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.report.html import render_html
from tests.browser import opened, quiet

pytestmark = pytest.mark.processes


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
        quiet(tab, width, name)
        tab.context.close()


def test_a_figure_shows_itself_by_its_width(browser: Any, pages: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_html(pages["flawed"]), encoding="utf-8")
    for width, wide in ((1280, True), (390, False)):
        tab = opened(browser, path, width, "light", java_script_enabled=False)
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

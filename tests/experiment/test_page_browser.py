"""The page in a real browser: quiet, accessible, within its width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.experiment.page.render import render
from tests.experiment.books import book
from tests.report import test_browser as beside
from tests.report.test_browser import CHROMIUM, axe, opened

browser = beside.browser  # the fixture

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here"),
]


def test_the_page_is_quiet_accessible_and_fits(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "experiment.html"
    path.write_text(render(book()), encoding="utf-8")
    for width, scheme in ((390, "dark"), (1280, "light")):
        tab = opened(browser, path, width, scheme)
        assert not tab.said, tab.said
        assert all(url.startswith(("file:", "data:")) for url in tab.asked)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()
        tab.context.close()

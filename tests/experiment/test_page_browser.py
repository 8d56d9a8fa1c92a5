"""The page in a real browser: quiet, accessible, within its width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.experiment.page.render import render
from tests.browser import opened, quiet
from tests.experiment.books import book

pytestmark = pytest.mark.processes


def test_the_page_is_quiet_accessible_and_fits(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "experiment.html"
    path.write_text(render(book()), encoding="utf-8")
    for width, scheme in ((390, "dark"), (1280, "light")):
        tab = opened(browser, path, width, scheme)
        quiet(tab, width, scheme)
        tab.context.close()

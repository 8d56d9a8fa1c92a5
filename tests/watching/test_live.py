"""The page in a real browser: it follows each save, and the reader stays where they are."""

from __future__ import annotations

from typing import Any

import pytest

from grader.watching.serving import PageServer

pytestmark = pytest.mark.processes


def _page(title: str) -> bytes:
    body = "<p style='height:3000px'>long</p>"
    folds = "<section id=s><details><summary>A hint</summary>one</details>"
    folds += "<details><summary>A hint</summary>two</details></section>"
    attack = "<script>document.title = 'attacked'</script>"
    return f"<!doctype html><title>{title}</title>{folds}{body}{attack}".encode()


def _report(tab: Any) -> Any:
    return next(frame for frame in tab.frames if "report" in frame.url)


def _until(tab: Any, holds: str) -> None:
    """Wait for it from here: what the page would look at again and again its policy forbids."""
    for _ in range(600):
        if tab.evaluate(holds):
            return
        tab.wait_for_timeout(100)
    raise AssertionError(f"never so: {holds}")


def test_scroll_and_folds_stay_and_no_script_of_the_page_runs(browser: Any) -> None:
    with PageServer() as pages:
        tab = browser.new_page()
        said: list[str] = []
        tab.on("pageerror", lambda error: said.append(str(error)))
        pages.put(_page("one"))
        tab.goto(pages.address)
        _until(tab, "document.title === 'one'")
        frame = _report(tab)
        _until(  # the reader opens the second fold, and scrolls
            tab,
            """() => { const inner = document.querySelector("iframe").contentWindow;
                       inner.document.querySelectorAll("details")[1].open = true;
                       inner.scrollTo(0, 700); return inner.scrollY === 700; }""",
        )
        pages.put(_page("two"))
        _until(tab, "document.title === 'two'")
        inner = "document.querySelector('iframe').contentWindow"
        opened = f"[...{inner}.document.querySelectorAll('details')].map(one => one.open)"
        assert tab.evaluate(opened) == [False, True]
        assert tab.evaluate(f"{inner}.scrollY") == 700
        assert len(tab.query_selector_all("iframe")) == 1
        assert frame.is_detached()  # the old one is gone
        assert not said
        tab.close()

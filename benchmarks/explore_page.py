"""How quick the page of `cnngrade explore` is, in headless Chromium on one core.

    python -m benchmarks.explore_page PAGE

PAGE is what `cnngrade explore FILE` wrote. Medians, in milliseconds: from a move of
the pointer to the frame that shows it, and to the first paint; a forward pass under node; and the
page's size.
"""

from __future__ import annotations

import base64
import json
import os
import re
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser import CHROMIUM, FLAGS
from tests.explore.asked import ask

RUNS = 9
HOVERS = 40


def main() -> None:
    """Print the table."""
    page = Path(sys.argv[1]).resolve()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        paints = [_paint(browser, page) for _ in range(RUNS)]
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(page.as_uri())
        hovers = _hovers(tab)
        browser.close()
    print(f"size of the page     {page.stat().st_size / 1000:8.0f} kB")
    print(f"first paint          {statistics.median(paints):8.0f} ms")
    print(f"hover to frame       {statistics.median(hovers):8.1f} ms")
    print(f"forward pass         {_forward(page):8.2f} ms")


def _paint(browser: Any, page: Path) -> float:
    tab = browser.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector(".bars")
    tab.wait_for_timeout(200)
    found = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    tab.close()
    return float(found)


def _hovers(tab: Any) -> list[float]:
    """From the event to the end of the frame that it is drawn in."""
    return [
        tab.evaluate(
            """async (turn) => {
              const maps = document.querySelectorAll('.step canvas.maps')[turn % 6];
              const box = maps.getBoundingClientRect();
              const began = performance.now();
              maps.dispatchEvent(new PointerEvent('pointermove', {
                clientX: box.left + 12 + (turn * 7) % 40, clientY: box.top + 12 + (turn * 5) % 30,
                pointerType: 'mouse', bubbles: true }));
              await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
              return performance.now() - began;
            }""",
            turn,
        )
        for turn in range(HOVERS)
    ]


def _forward(page: Path) -> float:
    """A pass of the engine under node, of many, start and decoding taken off."""
    (text,) = re.findall(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"))
    network = json.loads(text)["network"]
    image = base64.b64encode(base64.b64decode(network["images"])[:784]).decode()

    def seconds(passes: int) -> float:
        question = {"ask": "run", "network": network, "images": [image] * passes, "wanted": []}
        before = os.times()
        ask([question])
        after = os.times()  # of the processor: others may be busy beside
        return after.children_user - before.children_user

    return (seconds(401) - seconds(1)) / 400 * 1000


if __name__ == "__main__":
    main()

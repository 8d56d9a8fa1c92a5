"""The class page with very many rows, in headless Chromium: first paint, sorting, filtering.

    python -m benchmarks.class_page [--rows 10000] [--runs 5] [--chromium /usr/bin/chromium]

Asked: first paint under 1 s, sorting under 200 ms, until the browser has drawn the new order.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

from playwright.sync_api import Page, sync_playwright

from grader.batch.nouns import Found, Row, State
from grader.batch.page import render_index
from grader.checks import CHECKS as ALL_CHECKS
from grader.diagnoses import BY_ID

NAMES = ("Ada", "Ben", "Chi", "Dov", "Eva", "Fay", "Gus")
FAMILIES = ("Nguyễn", "Poe", "Świątek", "van der Berg", "O’Neil", "García", "Li", "Müller")
SECTIONS = ("Tue 10", "Tue 14", "Wed 9", "Fri 11")
CHECKS = tuple(check.id for check in ALL_CHECKS)

# a click, and the time until the frame after it has been drawn
CLICK = """(selector) => new Promise((resolve) => {
  const began = performance.now();
  document.querySelector(selector).click();
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began), 0));
})"""
TYPE = """(text) => new Promise((resolve) => {
  const began = performance.now();
  const search = document.getElementById("search");
  search.value = text;
  search.dispatchEvent(new Event("input"));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began), 0));
})"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def main() -> None:
    """Print medians in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        page = Path(folder) / "index.html"
        page.write_text(render_index("moodle", rows(asked.rows), "A large class"), "utf-8")
        print(f"{asked.rows} rows, {page.stat().st_size / 2**20:.1f} MB; medians of {asked.runs}")
        browser = play.chromium.launch(executable_path=asked.chromium, args=arguments)
        measured = [_measure(browser.new_page(), page) for _ in range(asked.runs)]
        browser.close()
    for name in measured[0]:
        print(f"{name:<28} {statistics.median(one[name] for one in measured):7.0f} ms")


def rows(count: int) -> list[Row]:
    """An invented class: a third with mistakes, some late, a few without a mark."""
    chance = Random(1)
    causes = [one.id for one in BY_ID.values() if one.of]
    return [_row(number, chance, causes) for number in range(count)]


def _row(number: int, chance: Random, causes: list[str]) -> Row:
    marked = chance.random() >= 0.01  # who has no mark failed nothing
    failed = [check for check in CHECKS if chance.random() < 0.08 and marked]
    made = tuple(chance.sample(causes, min(len(failed), 2)))
    points = max(17.0 - 2 * len(failed), 0.0) if marked else None
    state: State = "graded" if points is not None else "no mark"
    name, family = f"{chance.choice(NAMES)}", f"{chance.choice(FAMILIES)} {number}"
    key, here = str(number), f"students/{number}"
    late = chance.random() < 0.1
    row = Row(key, key, f"{name} {family}", "task1_cnn.py", late, state, points, 17.0)
    return replace(
        row,
        failed=tuple(failed),
        causes=made,
        accuracy=chance.uniform(0.1, 0.99),
        report=f"{here}/report.html",
        tutor=f"{here}/tutor.html",
        original=f"{here}/task1_cnn.original.txt",
        annotated=f"{here}/task1_cnn.annotated.py",
        lateness="2 days" if late else "",
        section=chance.choice(SECTIONS),
        family=family,
        found=tuple(_found(check, check in failed, made, chance) for check in CHECKS),
        trouble="" if points is not None else "The trainer did not answer.",
    )


def _found(check: str, failed: bool, made: tuple[str, ...], chance: Random) -> Found:
    if failed:
        return Found(check, "failed", earned=False, cause=chance.choice(made))
    return Found(check, "passed" if chance.random() < 0.97 else "blocked", earned=True)


def _measure(page: Page, path: Path) -> dict[str, float]:
    page.goto(path.as_uri())
    page.wait_for_timeout(200)
    told = {"first paint": page.evaluate(PAINT)}
    for name in ("mark", "rank", "family", "id"):
        told[f"sort by {name}"] = page.evaluate(CLICK, f'#table thead [data-by="{name}"]')
    told["search for a name"] = page.evaluate(TYPE, "nguyen")
    told["show who made a mistake"] = page.evaluate(CLICK, ".mistake")
    told["show who failed a check"] = page.evaluate(CLICK, ".bad button")
    page.close()
    return told


if __name__ == "__main__":
    main()

"""The page from the book."""

from __future__ import annotations

from dataclasses import dataclass

from grader.evidence import LOOKED_AT
from grader.experiment.book import Book, Expected, equal_seconds, summaries
from grader.experiment.compared import Comparison, comparisons
from grader.experiment.guesses import came_out
from grader.experiment.page.layers import Layers, layers_of
from grader.experiment.page.plots import Curves, Plot, curves_of, plots_of
from grader.experiment.page.rows import Table, accuracy_scale, table_of
from grader.experiment.page.seen import Bank, Change, banks_of, changes_of
from grader.experiment.words import (
    data_words,
    recipe_words,
    thing_of,
    words_of_intervals,
    words_of_seeds,
    words_of_test,
)
from grader.report.html import digest, sheet, templates


@dataclass(frozen=True)
class Page:
    """All that the template puts out."""

    file: str
    count: int  # of settings
    seeds: int
    done: int  # runs
    missing: int  # runs that are not done yet
    recipe: str
    data: str
    equal: str  # seconds that all had
    looked_at: int  # held-out images, the first ones, that curves and equal time rest on at most
    few: str  # what so few seeds leave open
    many: str  # what it means to look at so many intervals
    tested: str  # what was read of the test images
    table: Table
    plots: tuple[Plot, ...]
    curves: Curves | None
    layers: Layers | None
    banks: tuple[Bank, ...]
    thing: str  # that one of the images shows
    changes: tuple[Change, ...]
    comparisons: tuple[Comparison, ...]
    guesses: tuple[tuple[Expected, str], ...]  # and how it came out, "" where it did not run
    followed: tuple[tuple[str, tuple[str, ...]], ...]  # setting, and what had to follow
    notes: tuple[str, ...]
    network: str
    made_by: str


def render(book: Book) -> str:
    """The page as HTML."""
    style = sheet("style.css", "experiment.css")
    text = (
        templates()
        .get_template("experiment.html")
        .render(page=_page(book), style=style, digest=digest(style))
    )
    return text.strip() + "\n"


def _page(book: Book) -> Page:
    found, design = summaries(book), book.design
    scale, equal = accuracy_scale(found), equal_seconds(book)
    compared = comparisons(found)
    done = sum(map(len, book.trials.values()))
    return Page(
        file=design.file,
        count=len(design.variants),
        seeds=len(book.seeds),
        done=done,
        missing=len(design.possible) * len(book.seeds) - done,
        recipe=recipe_words(book),
        data=data_words(book),
        equal="" if equal is None else f"{equal:.1f}",
        looked_at=LOOKED_AT,
        few=words_of_seeds(len(book.seeds)),
        many=words_of_intervals(len(compared)),
        tested=words_of_test(found),
        table=table_of(found, scale),
        plots=plots_of(found, scale),
        curves=curves_of(found, book.samples),
        layers=layers_of(found),
        banks=banks_of(found),
        thing=thing_of(book),
        changes=changes_of(found),
        comparisons=compared,
        guesses=tuple((guess, came_out(guess, found)) for guess in book.expected),
        followed=tuple((one.name, one.followed) for one in design.variants if one.followed),
        notes=design.notes,
        network=design.network,
        made_by=book.made_by,
    )

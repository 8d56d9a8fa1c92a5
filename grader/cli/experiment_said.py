"""What `cnngrade experiment` says at the terminal: before, meanwhile and at the end."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from grader.cli.spelling import spelled
from grader.cli.streams import width
from grader.experiment.book import Book, Expected, Summary, equal_seconds, summaries
from grader.experiment.compared import comparisons
from grader.experiment.figures import Mean
from grader.experiment.files import CSV, JSON, PAGE, as_csv, as_json
from grader.experiment.guesses import ANSWERS, said
from grader.experiment.nouns import Variant
from grader.experiment.words import (
    data_words,
    recipe_words,
    words_of_intervals,
    words_of_seeds,
    words_of_test,
)

_HEAD = ("parameters", "mult–adds", "held out", "equal time", "CPU s")
_WIDE = (10, 9, 13, 10, 5)
_NARROW = (0, 2, 4)  # the columns that a small window has


def ask(questions: Sequence[Expected]) -> tuple[Expected, ...]:
    """What is expected, a letter a question; those that are skipped are left out."""
    if not questions:
        return ()
    click.echo("What do you expect? b: better, w: worse, n: no difference; Enter skips.")
    answered = []
    for one in questions:
        while True:
            given = click.prompt(spelled(f"  {one.question}"), default="", show_default=False)
            letter = given.strip().lower()[:1]
            if not letter or letter in ANSWERS:
                break
            click.echo("  b, w, n or Enter")
        if letter:
            answered.append(replace(one, answer=ANSWERS[letter]))
    click.echo("")
    return tuple(answered)


class Teller:
    """Tells how far it is: a row of the table for each setting as it is finished."""

    def __init__(self, form: str, seeds: Sequence[int]) -> None:
        self._aside = form != "text"  # standard output is for data
        self._form = form
        self._seeds = len(seeds)
        self._shown: set[str] = set()
        self._terminal = (sys.stderr if self._aside else sys.stdout).isatty()
        self._all = 0

    def begin(self, book: Book, done: int, of: int) -> None:
        """What is going to be tried, and how."""
        self._all = of
        design = book.design
        runs = f"{of} run{'s' * (of != 1)}"
        kept = f", {done} of them done before" if done else ""
        self._say(
            f"{design.file}: {len(design.variants)} settings, {len(book.seeds)} seed"
            f"{'s' * (len(book.seeds) != 1)}: {runs}{kept}."
        )
        self._say(f"{recipe_words(book)} {data_words(book)}")
        for note in design.notes:
            self._say(f"Note: {note}")
        self._say("")
        self._plain(self._line(book, "setting", _HEAD))
        self.tell(book)

    def estimate(self, ran: int, first: float, rest: float, runs: int, processes: int) -> None:
        """How long it is going to take, by the first run, or the first that were made at once."""
        self._clear()
        many = f" on {processes} processes" if processes > 1 else ""
        which = "run" if ran == 1 else f"{ran} runs"
        self._say(
            f"The first {which} took {first:.1f} s: about {_span(rest)} for the other {runs}{many}."
            " Ctrl-C keeps what is done."
        )

    def tell(self, book: Book) -> None:
        """The settings that are finished since the last time."""
        self._clear()
        done = 0
        for one in summaries(book):
            ran = len(book.trials.get(one.variant.name, ()))
            done += ran
            if one.variant.name in self._shown or (ran < self._seeds and not one.variant.trouble):
                continue
            self._shown.add(one.variant.name)
            self._plain(self._row(book, one))
        if self._terminal and done < self._all:
            click.echo(f"\r{done} of {self._all} runs", nl=False, err=self._aside)
            (sys.stderr if self._aside else sys.stdout).flush()

    def stopped(self, done: int, of: int) -> None:
        """Ctrl-C."""
        self._clear()
        self._say(f"Stopped with {done} of {of} runs done; the same command goes on.")

    def end(self, book: Book, folder: Path) -> None:
        """What came of it."""
        self._clear()
        found = summaries(book)
        self._say("")
        seconds = equal_seconds(book)
        if seconds is not None:
            seeds = f", ± the 95 % interval over {self._seeds} seeds" if self._seeds > 1 else ""
            self._say(
                "* as handed in. Held out: accuracy on images kept back of the training ones, "
                f"at the end{seeds}. Equal time: the same after {seconds:.1f} s of training each. "
                f"{words_of_seeds(self._seeds)}".rstrip()
            )
            self._say("")
        compared = comparisons(found)
        for one in compared:
            self._say(one.sentence, mark="  ")
        if many := words_of_intervals(len(compared)):
            self._say(many, mark="  ")
        if tested := words_of_test(found):
            self._say("")
            self._say(tested)
        if book.expected:
            self._say("")
        for guess in book.expected:
            self._say(said(guess, found) + ".", mark="  ")
        self._say("")
        if self._form == "csv":
            click.echo(as_csv(book), nl=False)
        elif self._form == "json":
            click.echo(as_json(book))
        names = [name for name in (PAGE, CSV, JSON) if (folder / name).exists()]
        self._say(f"In {folder}: {', '.join(names)}")

    def _line(self, book: Book, name: str, cells: Sequence[str]) -> str:
        """A row of the table: as many columns as the window has room for."""
        longest = max(len(_name(one)) for one in book.design.variants)
        which = range(len(_WIDE)) if longest + sum(_WIDE) + 12 <= width() else _NARROW
        told = "  ".join(f"{cells[i]:>{_WIDE[i]}}" for i in which)
        return f"{name:<{longest}}  {told}"

    def _row(self, book: Book, one: Summary) -> str:
        if one.held_out is None:
            return f"{_name(one.variant)}: {one.trouble}"
        cells = (
            f"{one.variant.parameters:,}",
            f"{one.variant.multiply_adds / 1e6:.2f} M",
            _percent(one.held_out),
            "–" if one.in_time is None else f"{100 * one.in_time.value:.1f} %",
            f"{one.seconds:.1f}",
        )
        return self._line(book, _name(one.variant), cells)

    def _say(self, text: str, mark: str = "") -> None:
        for i, line in enumerate(wrapped(spelled(text), width() - len(mark))):
            click.echo(mark + (" " * len(mark) if i else "") + line, err=self._aside)

    def _plain(self, text: str) -> None:
        click.echo(spelled(text), err=self._aside)

    def _clear(self) -> None:
        if self._terminal:
            click.echo("\r" + " " * 40 + "\r", nl=False, err=self._aside)


def wrapped(text: str, wide: int) -> list[str]:
    """Lines so wide; what is one figure stays on one of them.

    >>> wrapped("it reads 60.6 % of them", 13), wrapped("by -6.0 ± 96.9 points", 12)
    (['it reads', '60.6 % of', 'them'], ['by', '-6.0 ± 96.9', 'points'])
    """
    held = text.replace(" ± ", "\0±\0").replace(" %", "\0%")
    lines = textwrap.wrap(held, wide, break_on_hyphens=False)
    return [line.replace("\0", " ") for line in lines] or [""]


def _name(one: Variant) -> str:
    return f"{one.name} *" if one.own else one.name


def _percent(mean: Mean) -> str:
    half = "" if mean.half is None else f" ± {100 * mean.half:.1f}"
    return f"{100 * mean.value:.1f}{half} %"


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min"

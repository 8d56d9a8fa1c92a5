"""The progress of a run on the screen: a bar on a terminal, now and then a line in a log."""

from __future__ import annotations

import sys
import time

import click

from grader.batch.nouns import Row
from grader.batch.progress import Progress, bar, outcome, plain
from grader.cli.streams import width
from grader.report.shown import one_line

STEP = 0.1  # of the class: how often a log gets a line
QUIET = 60.0  # seconds after which it gets one all the same


class Meter:
    """Counts results and shows how far the run is."""

    def __init__(self, before: int, of: int) -> None:
        self._before = before
        self._of = of
        self._done = 0
        self._began = time.monotonic()
        self._said = (before, self._began)  # results and time of the last line of the log
        self._terminal = sys.stdout.isatty()
        self._draw("")

    @property
    def ready(self) -> int:
        """Results that there are."""
        return self._before + self._done

    def tell(self, row: Row) -> None:
        """One more result lies on the disk."""
        self._done += 1
        if self._terminal:
            self._draw(outcome(row))
            return
        if row.state == "no mark":
            click.echo(one_line(f"{outcome(row)}: {row.trouble}", 300))
        now, (said, at) = time.monotonic(), self._said
        if self.ready - said >= STEP * self._of or now - at >= QUIET or self.ready == self._of:
            self._said = (self.ready, now)
            click.echo(plain(self._progress("")))

    def close(self) -> None:
        """Leave the bar where it stands."""
        if self._terminal and self._of:
            click.echo("")

    def _draw(self, last: str) -> None:
        if self._terminal and self._of:
            columns = width(least=2) - 1
            click.echo("\r" + bar(self._progress(last), columns).ljust(columns), nl=False)
            sys.stdout.flush()

    def _progress(self, last: str) -> Progress:
        seconds = time.monotonic() - self._began
        return Progress(self._before, self._done, self._of, seconds, last)

"""A line on the terminal while one waits: what is known so far, gone when the rest is there."""

from __future__ import annotations

import sys

import click

from grader.cli.spelling import spelled
from grader.cli.streams import width
from grader.judging.glance import Glance

READING = "Reading the file and running its network …"


class Waiting:
    """Used as a context manager; says nothing where standard error is no terminal."""

    def __init__(self) -> None:
        self.seen = sys.stderr.isatty()

    def __enter__(self) -> Waiting:
        self.say(READING)
        return self

    def __exit__(self, *exception: object) -> None:
        self.say("")

    def tell(self, glance: Glance) -> None:
        """What is known of it; the verdict itself is said elsewhere."""
        self.say("" if glance.whole else so_far(glance))

    def say(self, words: str) -> None:
        """In the place of what stood there."""
        if not self.seen:
            return
        columns = width(least=2) - 1
        cut = words if len(words) <= columns else words[: columns - 1] + "…"
        click.echo("\r" + spelled(cut).ljust(columns) + ("" if words else "\r"), nl=False, err=True)


def so_far(glance: Glance) -> str:
    """One line."""
    if not glance.told:
        return f"So far nothing to mend; {glance.waits} …"
    first = glance.told[0]
    where = f" ({first.place})" if first.place else ""
    more = f" and {len(glance.told) - 1} more" if len(glance.told) > 1 else ""
    return f"So far: {first.headline}{where}{more}; {glance.waits} …"

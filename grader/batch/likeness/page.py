"""Two texts side by side, with what they have in common: for tutors, and never a verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.likeness.nouns import Pair, Stretch, Text
from grader.batch.likeness.words import MOST_TEXT
from grader.report.html import digest, sheet, templates
from grader.report.shown import one_line, shown
from grader.submission.ranking import code_in

MOST_LINES = 3_000  # of a text that are shown
_LONGEST = 400  # characters of a line
_HUES = 4  # colours that stretches take in turn


@dataclass(frozen=True)
class Row:
    """One line of a text."""

    number: int
    pieces: tuple[tuple[bool, str], ...]  # whether it is a rare name, text
    stretch: int = 0  # number of the stretch that it lies in; 0 of none
    first: bool = False  # of that stretch


@dataclass(frozen=True)
class Side:
    """One of the two."""

    name: str
    href: str  # of the tutor's page about it; "" of an earlier year's
    file: str
    rows: tuple[Row, ...]
    cut: bool  # it has more lines than are shown


def render_pair(pair: Pair, one: Text, other: Text, common: Sequence[Stretch], title: str) -> bytes:
    """One file, no script, no outside address."""
    style = sheet("style.css", "class.css")
    names = [said for said in pair.rare if said.isidentifier()]
    sides = (
        _side(one, [stretch.one for stretch in common], names),
        _side(other, [stretch.other for stretch in common], names),
    )
    text = (
        templates()
        .get_template("pair.html")
        .render(
            title=title,
            pair=pair,
            rare=[said_of(said) for said in pair.rare],
            sides=sides,
            blocks=[_block(sides, stretch) for stretch in common],
            hues=_HUES,
            style=style,
            style_digest=digest(style),
        )
    )
    return (text.strip() + "\n").encode("utf-8", "backslashreplace")


def said_of(rare: str) -> str:
    """A name, a remark or a string, as a sentence may hold it.

    >>> said_of("hiden"), said_of("# dont forget"), said_of("“all done")
    ('hiden', '“# dont forget”', '“all done”')
    """
    text = one_line(rare, 80)
    return text if rare[:1] not in "#“" else f"“{text.removeprefix('“')}”"


def _side(text: Text, spans: Sequence[tuple[int, int]], names: Sequence[str]) -> Side:
    lines = code_in(text.file, text.data)[:MOST_TEXT].split("\n")
    within: dict[int, tuple[int, bool]] = {}
    for number, (first, last) in enumerate(spans, 1):
        for line in range(first, last + 1):
            within.setdefault(line, (number, line == first))
    rare = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b") if names else None
    rows = [
        Row(at, _pieces(line, rare), *within.get(at, (0, False)))
        for at, line in enumerate(lines[:MOST_LINES], 1)
    ]
    href = "" if text.earlier else f"../students/{text.key}/tutor.html"
    name, file = one_line(text.name or text.key, 120), one_line(text.file, 120)
    return Side(name, href, file, tuple(rows), len(lines) > MOST_LINES)


def _pieces(line: str, rare: re.Pattern[str] | None) -> tuple[tuple[bool, str], ...]:
    line = shown(line, _LONGEST)
    parts = rare.split(line) if rare is not None else [line]
    return tuple((at % 2 == 1, part) for at, part in enumerate(parts) if part)


def _block(sides: tuple[Side, Side], stretch: Stretch) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The lines of one stretch, from both."""
    (a, b), (c, d) = stretch.one, stretch.other
    return sides[0].rows[a - 1 : b], sides[1].rows[c - 1 : d]

"""The class at a glance, ready to be shown: figures, drawings, lists, rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.figures import by_check
from grader.batch.judgement.said import said_of_lines
from grader.batch.likeness.nouns import Pair
from grader.batch.likeness.page import said_of
from grader.batch.likeness.put import FOLDER
from grader.batch.likeness.same import groups
from grader.batch.nouns import Row
from grader.batch.page_drawn import histogram
from grader.batch.page_figures import (
    CheckLine,
    SectionLine,
    check_line,
    figures_of,
    sections_of,
)
from grader.batch.page_lines import (
    SHEETS,
    Line,
    Titles,
    href_of,
    in_order,
    lines_of,
    mistakes_of,
    name_of,
    title_of,
)
from grader.report.drawing.marks import Drawing
from grader.report.shown import one_line

MOST_MISTAKES = 24  # kinds that are listed
MOST_RARE = 3  # names that a pair is listed with
MOST_SHOWN = 12  # names of a group that are listed; the rest is counted


@dataclass(frozen=True)
class Person:
    """Somebody's line in a list, with the link to the report."""

    name: str
    href: str  # "students/12345/tutor.html", or ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """One kind of mistake."""

    id: str
    title: str
    count: int
    share: float  # of the class, in percent: the width of its bar


@dataclass(frozen=True)
class Alike:
    """Submissions that are near-identical."""

    people: tuple[Person, ...]
    more: int  # not listed


@dataclass(frozen=True)
class PairLine:
    """Two submissions that are more alike than chance makes them."""

    one: Person
    other: Person
    earlier: bool
    bits: int
    lines: int
    rare: tuple[str, ...]  # what both have and few others
    href: str  # of the page that shows both


@dataclass(frozen=True)
class ClassPage:
    """Everything that the template needs."""

    title: str
    kind: str  # of the download
    count: int
    figures: tuple[tuple[str, str], ...]  # ("graded", "297 of 300")
    histogram: Drawing
    human: tuple[Person, ...]
    mistakes: tuple[Mistake, ...]
    checks: tuple[CheckLine, ...]
    sections: tuple[SectionLine, ...]
    lines: tuple[Line, ...]
    pairs: tuple[PairLine, ...]
    same_text: tuple[Alike, ...]
    same_graph: tuple[Alike, ...]
    absent: tuple[str, ...]  # on the worksheet, with nothing handed in
    judged: tuple[Person, ...]  # by a tutor, or late: with each line of the sum
    notes: tuple[str, ...]
    regraded: bool


def page_of(
    kind: str,
    rows: Sequence[Row],
    title: str,
    notes: Sequence[str],
    absent: Sequence[str] = (),
    pairs: Sequence[Pair] = (),
    titles: Titles = SHEETS,
) -> ClassPage:
    """The page of a class."""
    people = {row.key: Person(name_of(row), href_of(row)) for row in rows}
    alike = groups(rows)
    most = max((row.max_points or 0 for row in rows), default=0.0)
    return ClassPage(
        title=title,
        kind=kind,
        count=len(rows),
        figures=figures_of(rows, most),
        histogram=histogram(rows),
        human=tuple(_needs_a_human(in_order(rows))),
        mistakes=_mistakes(rows, titles),
        checks=tuple(check_line(one, titles) for one in by_check(rows)),
        sections=sections_of(rows, most),
        lines=lines_of(rows, titles),
        pairs=tuple(_pair(one, people) for one in pairs if one.one in people),
        same_text=tuple(_alike(g.keys, people) for g in alike if g.kind == "text"),
        same_graph=tuple(_alike(g.keys, people) for g in alike if g.kind == "graph"),
        absent=tuple(one_line(name, 120) for name in absent),
        judged=tuple(
            Person(name_of(row), href_of(row), (said_of_lines(row), *row.for_tutors))
            for row in rows
            if row.lines or row.for_tutors
        ),
        notes=tuple(notes),
        regraded=any(row.before is not None for row in rows),
    )


def _needs_a_human(rows: Sequence[Row]) -> list[Person]:
    """No mark, or something that a tutor should look at."""
    found = []
    for row in rows:
        said = [*([row.trouble] if row.state != "graded" and row.trouble else []), *row.for_tutor]
        if row.state != "graded" or said:
            shown = tuple(one_line(text, 300) for text in said) or (row.state,)
            found.append((row.state == "graded", Person(name_of(row), href_of(row), shown)))
    return [person for _, person in sorted(found, key=lambda pair: pair[0])]


def _mistakes(rows: Sequence[Row], titles: Titles) -> tuple[Mistake, ...]:
    count: Counter[str] = Counter()
    for row in rows:
        count.update(mistakes_of(row, titles).keys())
    top = count.most_common(MOST_MISTAKES)
    return tuple(
        Mistake(one, title_of(one, titles), n, 100 * n / max(len(rows), 1)) for one, n in top
    )


def _alike(keys: tuple[str, ...], people: dict[str, Person]) -> Alike:
    shown = tuple(people[key] for key in keys[:MOST_SHOWN])
    return Alike(shown, len(keys) - len(shown))


def _pair(pair: Pair, people: dict[str, Person]) -> PairLine:
    other = Person(one_line(pair.other_name, 120), "")
    return PairLine(
        one=people[pair.one],
        other=other if pair.earlier else people.get(pair.other, other),
        earlier=pair.earlier,
        bits=round(pair.bits),
        lines=pair.lines,
        rare=tuple(said_of(said) for said in pair.rare[:MOST_RARE]),
        href=f"{FOLDER}/{pair.page}" if pair.page else "",
    )

"""The class at a glance, ready to be shown: figures, a histogram, lists, rows."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.likeness import groups
from grader.batch.nouns import Row
from grader.checks import CHECKS
from grader.diagnoses import BY_ID
from grader.report.drawing.marks import Drawing, Mark, Path, Rect, Words
from grader.report.findings_view import number
from grader.report.shown import one_line

MOST_MISTAKES = 24  # kinds that are listed
MOST_SHOWN = 12  # names of a group that are listed; the rest is counted
BINS = 20
HEAD = 36  # above the highest bar: for its count, and over that the name of the mean
_STATES = {"graded": "graded", "no mark": "no mark", "nothing to grade": "nothing to grade"}
_TITLES = {check.id: check.title for check in CHECKS}


@dataclass(frozen=True)
class Person:
    """Somebody's line in a list, with the link to the report."""

    name: str
    href: str  # "students/12345/report.html", or ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """One kind of mistake."""

    id: str
    title: str
    count: int
    share: float  # of the class, in percent: the width of its bar


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    name: str
    id: str
    href: str
    mark: str  # "17.5", or "–"
    order: float  # to sort by; -1 where there is no mark
    before: str  # of an earlier run, or ""
    file_before: str  # what that was for, where it was another hand-in
    state: str
    late: bool
    mistakes: tuple[tuple[str, str], ...]  # (id, title)
    accuracy: str  # "88 %" or ""
    file: str
    rank: int  # of the name in the alphabet
    words: str  # what the search looks through, in small letters


@dataclass(frozen=True)
class Alike:
    """Submissions that are near-identical."""

    people: tuple[Person, ...]
    more: int  # not listed


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
    lines: tuple[Line, ...]
    same_text: tuple[Alike, ...]
    same_graph: tuple[Alike, ...]
    notes: tuple[str, ...]
    regraded: bool


def page_of(kind: str, rows: Sequence[Row], title: str, notes: Sequence[str]) -> ClassPage:
    """The page of a class."""
    people = {row.key: Person(_name(row), row.report) for row in rows}
    alike = groups(rows)
    return ClassPage(
        title=title,
        kind=kind,
        count=len(rows),
        figures=_figures(rows),
        histogram=_histogram(rows),
        human=tuple(_needs_a_human(rows)),
        mistakes=_mistakes(rows),
        lines=_lines(rows),
        same_text=tuple(_alike(g.keys, people) for g in alike if g.kind == "text"),
        same_graph=tuple(_alike(g.keys, people) for g in alike if g.kind == "graph"),
        notes=tuple(notes),
        regraded=any(row.before is not None for row in rows),
    )


def _name(row: Row) -> str:
    return one_line(row.name or row.id or row.key, 120)


def _marks(rows: Sequence[Row]) -> list[float]:
    return [row.points for row in rows if row.points is not None]


def _figures(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    marks = _marks(rows)
    told = [("graded", f"{len(marks)} of {len(rows)}")]
    if marks:
        most = max(row.max_points or 0 for row in rows)
        told.append(("mean", f"{number(round(statistics.fmean(marks), 2))} of {number(most)}"))
        told.append(("median", number(statistics.median(marks))))
        full = sum(row.points is not None and row.points == row.max_points for row in rows)
        told.append(("full marks", str(full)))
    if late := sum(row.late for row in rows):
        told.append(("late", str(late)))
    return tuple(told)


def _histogram(rows: Sequence[Row]) -> Drawing:
    """How many reached what share of their points; apart from them those without a mark."""
    width, height, left, base = 660.0, 170.0, 8.0, 138.0
    shares = [
        row.points / row.max_points for row in rows if row.points is not None and row.max_points
    ]
    counts = Counter(min(int(share * BINS), BINS - 1) for share in shares)
    without = len(rows) - len(_marks(rows))
    top = max([*counts.values(), without, 1])
    most = max((row.max_points or 0 for row in rows), default=0.0)
    step = (width - 90 - left) / BINS
    marks: list[Mark] = [Path(((left, base), (left + BINS * step, base)), "axis")]
    if shares:  # behind the bars and their counts, its name above them
        x = left + statistics.fmean(shares) * BINS * step
        marks.append(Path(((x, 4), (x, base)), "mean"))
        side = "end" if x > width / 2 else "start"
        marks.append(Words(x + (-5 if side == "end" else 5), 10, "mean", "tick", side))
    for i in range(BINS):
        count = counts.get(i, 0)
        low, high = i * most / BINS, (i + 1) * most / BINS
        said = f"{count} with {number(round(low, 2))} to {number(round(high, 2))} points"
        tall = (base - HEAD) * count / top
        if count:
            marks.append(Rect(left + i * step + 1.5, base - tall, step - 3, tall, "bin", 1.5, said))
            marks.append(Words(left + (i + 0.5) * step, base - tall - 5, str(count), "count"))
    for i in range(0, BINS + 1, 5):
        text = number(round(i * most / BINS, 2))
        marks.append(Words(left + i * step, base + 16, text, "tick", "middle" if i else "start"))
    marks.append(Words(left + BINS * step / 2, base + 30, "points", "tick"))
    if without:
        tall = (base - HEAD) * without / top
        said = f"{without} without a mark"
        marks.append(Rect(width - 62, base - tall, 44, tall, "bin without", 1.5, said))
        marks.append(Words(width - 40, base - tall - 5, str(without), "count"))
        marks.append(Words(width - 40, base + 16, "no mark", "tick"))
    told = f"{len(shares)} marks; {without} without one"
    return Drawing("Marks of the class", told, width, height, tuple(marks))


def _needs_a_human(rows: Sequence[Row]) -> list[Person]:
    """No mark, or something that a tutor should look at."""
    found = []
    for row in rows:
        said = [*([row.trouble] if row.state != "graded" and row.trouble else []), *row.for_tutor]
        if row.state != "graded" or said:
            shown = tuple(one_line(text, 300) for text in said) or (_STATES[row.state],)
            found.append((row.state == "graded", Person(_name(row), row.report, shown)))
    return [person for _, person in sorted(found, key=lambda pair: pair[0])]


def _causes(row: Row) -> dict[str, str]:
    """The mistakes of one submission: causes, else the checks that failed."""
    ids = row.causes or row.failed
    return {one: BY_ID[one].title if one in BY_ID else _TITLES.get(one, one) for one in ids}


def _mistakes(rows: Sequence[Row]) -> tuple[Mistake, ...]:
    count: Counter[str] = Counter()
    titles: dict[str, str] = {}
    for row in rows:
        made = _causes(row)
        count.update(made.keys())
        titles.update(made)
    top = count.most_common(MOST_MISTAKES)
    return tuple(Mistake(one, titles[one], n, 100 * n / max(len(rows), 1)) for one, n in top)


def _lines(rows: Sequence[Row]) -> tuple[Line, ...]:
    order = sorted(range(len(rows)), key=lambda i: (_name(rows[i]).casefold(), rows[i].key))
    rank = {index: place for place, index in enumerate(order)}
    return tuple(_line(rows[i], rank[i]) for i in order)


def _line(row: Row, rank: int) -> Line:
    name, file = _name(row), one_line(row.file, 80)
    mistakes = tuple(_causes(row).items())
    words = " ".join((name, row.id, file, row.state, *(title for _, title in mistakes)))
    return Line(
        name=name,
        id=one_line(row.id, 60),
        href=row.report,
        mark=number(row.points) if row.points is not None else "–",
        order=row.points if row.points is not None else -1,
        before=number(row.before) if row.before is not None else "",
        file_before=one_line(row.file_before, 60),
        state=row.state,
        late=row.late,
        mistakes=mistakes,
        accuracy=f"{row.accuracy:.0%}" if row.accuracy is not None else "",
        file=file,
        rank=rank,
        words=words.lower(),
    )


def _alike(keys: tuple[str, ...], people: dict[str, Person]) -> Alike:
    shown = tuple(people[key] for key in keys[:MOST_SHOWN])
    return Alike(shown, len(keys) - len(shown))

"""The table of the class page: a line for each submission, in the order of family names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.batch.nouns import Row
from grader.batch.people import family_of, plain
from grader.checks import CHECKS, checks_of
from grader.diagnoses import BY_ID
from grader.lab import Lab
from grader.report.findings_view import number
from grader.report.shown import one_line

Titles = Mapping[str, str]  # of checks, by their ids
SHEETS: Titles = {check.id: check.title for check in CHECKS}
_OF_ANSWERS = {
    "blank": "An answer of Part 1 is left blank",
    "answer-wrong": "An answer of Part 1 is wrong, for no reason that is known",
    "unreadable": "The answer sheet cannot be read",
}


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    key: str
    given: str  # the name without the family name at its end
    family: str  # that; "" where the name does not end so
    id: str
    href: str
    mark: str  # "17.5", or "–"
    order: float  # to sort by; -1 where there is no mark
    standing: str  # "full", "low" (less than half), "" in between
    before: str  # of an earlier run, or ""
    file_before: str  # what that was for, where it was another hand-in
    before_href: str
    state: str
    late: str  # "late", "2 days late"; "" where it was not
    section: str
    mistakes: tuple[tuple[str, str], ...]  # (id, title)
    failed: tuple[str, ...]  # checks that failed
    unjudged: tuple[str, ...]
    accuracy: str  # "88 %" or ""
    file: str  # its name
    path: str  # with the folders that it lay in
    original: str  # address of what was handed in
    annotated: str
    rank: int  # of the name in the alphabet
    id_rank: int  # of the number, by its value
    look: str  # changes where there is something new to look at


def name_of(row: Row) -> str:
    """What somebody is called on the page."""
    return one_line(row.name or row.id or row.key, 120)


def href_of(row: Row) -> str:
    """The page about somebody: the tutor's copy, where there is one."""
    return row.tutor or row.report


def in_order(rows: Sequence[Row]) -> list[Row]:
    """By family name, then by the whole."""
    return sorted(rows, key=lambda row: (plain(family_of(row)), plain(name_of(row)), row.key))


def titles_of(lab: Lab) -> Titles:
    """What a lab calls its checks."""
    return {check.id: check.title for check in checks_of(lab)}


def mistakes_of(row: Row, titles: Titles) -> Mapping[str, str]:
    """The mistakes of one submission with their titles: causes, else the checks that failed."""
    ids = row.causes or row.failed
    return {one: title_of(one, titles) for one in ids}


def title_of(id: str, titles: Titles) -> str:
    """The title of a diagnosis or of a check; of a slip in Part 1 its id in words."""
    if id in BY_ID:
        title = BY_ID[id].title
    else:
        title = titles.get(id) or _OF_ANSWERS.get(id) or f"A slip in Part 1: {_in_words(id)}"
    return title.replace("`", "")  # in a list, and in what a button says


def _in_words(slip: str) -> str:
    """The id of a slip, such as kernel-1 or sum-for-max+transposed."""
    words = re.sub(r"^kernel-(\d+)$", r"windows of \1×\1", slip, flags=re.ASCII)
    return words.replace("+", ", ").replace("-", " ")


def lines_of(rows: Sequence[Row], titles: Titles) -> tuple[Line, ...]:
    """The table."""
    order = sorted(range(len(rows)), key=lambda i: (plain(name_of(rows[i])), rows[i].key))
    rank = {rows[i].key: place for place, i in enumerate(order)}
    by_id = sorted(rows, key=lambda row: (_number_in(row.id), row.id, row.key))
    id_rank = {row.key: place for place, row in enumerate(by_id)}
    return tuple(_line(row, titles, rank[row.key], id_rank[row.key]) for row in in_order(rows))


def _number_in(id: str) -> float:
    """The value of a number, so that 9 comes before 10; of a login nothing."""
    return float(id) if id.isascii() and id.isdecimal() and len(id) < 40 else float("inf")


def _line(row: Row, titles: Titles, rank: int, id_rank: int) -> Line:
    name, family = name_of(row), one_line(family_of(row), 120)
    apart = name.endswith(family) and name != family
    unjudged = tuple(one.check for one in row.found if one.status in ("blocked", "broken"))
    return Line(
        key=row.key,
        given=name.removesuffix(family).strip() if apart else name,
        family=family if apart else "",
        id=one_line(row.id, 60),
        href=href_of(row),
        mark=number(row.points) if row.points is not None else "–",
        order=row.points if row.points is not None else -1,
        standing=_standing(row),
        before=number(row.before) if row.before is not None else "",
        file_before=one_line(row.file_before, 60),
        before_href=row.report_before,
        state=row.state,
        late=f"{one_line(row.lateness, 40)} late".strip() if row.late else "",
        section=one_line(row.section, 60),
        mistakes=tuple(mistakes_of(row, titles).items()),
        failed=row.failed,
        unjudged=unjudged,
        accuracy=f"{row.accuracy:.0%}" if row.accuracy is not None else "",
        file=one_line(PurePosixPath(row.file).name, 80),
        path=one_line(row.file, 200),
        original=row.original,
        annotated=row.annotated,
        rank=rank,
        id_rank=id_rank,
        look=_look(row),
    )


def _standing(row: Row) -> str:
    if row.points is None or not row.max_points:
        return ""
    share = row.points / row.max_points
    return "full" if share >= 1 else "low" if share < 0.5 else ""


def _look(row: Row) -> str:
    """A print of what there is to look at: a tick holds for as long as it stays the same."""
    told = (row.file, row.points, row.failed, row.causes, row.trouble, row.text_key, row.graph_key)
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()[:8]

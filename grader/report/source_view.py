"""The student's source, line by line: coloured, with what was found beside the line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES

from grader.evidence import LAID_OUT, Mend
from grader.finding import Finding, Grade, without_answer
from grader.lab import Lab
from grader.report.findings_view import headline_of
from grader.report.shown import shown

MOST_LINES = 3_000  # shown at most
MOST_COLUMNS = 400  # of a line
LEAST_FOLDED = 6  # lines
AROUND = 2  # lines that stay open around one of which something is said
MOST_COLOURED = 100_000  # characters; a longer text is shown plain
MOST_SQUARES = 10_000_000  # of the lengths of its lines, added up: what colouring can cost


@dataclass(frozen=True)
class Note:
    """Something said beside a line."""

    kind: Literal["failed", "mend", "trouble", "left"]
    title: str
    text: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the source."""

    number: int  # in the text, from 1; the address within the page
    label: str  # what stands in the margin: the line number, in a notebook within its cell
    pieces: tuple[tuple[str, str], ...]  # (class of pygments, text)
    dimmed: bool  # it was not run
    head: str  # "cell 3" where a notebook's cell begins
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Part:
    """Lines one after another."""

    lines: tuple[Line, ...]
    folded: str  # what stands on the fold, "lines 60 to 141: not run"; "" where it is open


@dataclass(frozen=True)
class Source:
    """The whole text."""

    parts: tuple[Part, ...]
    cut: int  # lines that are not shown

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that are shown, folded or not."""
        return tuple(line for part in self.parts for line in part.lines)


def source_view(grade: Grade, tutor: bool = False) -> Source:
    """Every line of the submission with what was found at it; for a tutor, why what was not run.

    Long stretches around the network of which nothing is said are folded.
    """
    coloured = _coloured(grade.submission.text)
    notes = _notes(grade, tutor)
    loading = grade.evidence.observation.loading
    passages = loading.left_out if loading else ()
    dim = {n for p in passages for n in range(p.line, min(p.end_line, MOST_LINES) + 1)}
    heads = {first: (cell, first) for first, cell in grade.submission.cells}
    lines, offset = [], 0
    for number, pieces in enumerate(coloured[:MOST_LINES], 1):
        head = ""
        if number in heads:
            cell, first = heads[number]
            head, offset = f"cell {cell}", first - 1
        beside = tuple(notes.get(number, ()))
        lines.append(Line(number, str(number - offset), pieces, number in dim, head, beside))
    return Source(tuple(_parts(lines, grade)), max(len(coloured) - MOST_LINES, 0))


def _parts(lines: list[Line], grade: Grade) -> Iterator[Part]:
    """The lines, with a fold where many are of no interest."""
    script = grade.submission.script
    open_ = {n for one in script.made_of for n in range(one.lineno, (one.end_lineno or 0) + 1)}
    for line in lines:
        if any(note.kind != "left" for note in line.notes):
            open_.update(range(line.number - AROUND, line.number + AROUND + 1))
    for quiet, found in groupby(lines, lambda line: bool(open_) and line.number not in open_):
        run = tuple(found)
        fold = quiet and len(run) >= LEAST_FOLDED
        yield Part(run, _of_lines(run, grade) if fold else "")


def _of_lines(run: tuple[Line, ...], grade: Grade) -> str:
    first, last = run[0].number, run[-1].number
    ran = ": not run" if all(line.dimmed for line in run if _says(line)) else ""
    if not grade.submission.cells:
        return f"lines {first} to {last}{ran}"
    return f"{grade.submission.place(first)} to {grade.submission.place(last)}{ran}"


def _says(line: Line) -> bool:
    return any(text.strip() for _, text in line.pieces)


@lru_cache(maxsize=1)  # a tutor's page and a student's show the same file
def _coloured(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The lines, each as pieces of one colour."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if plain.endswith("\n"):
        plain = plain[:-1]
    if not plain:
        return ()
    if len(plain) > MOST_COLOURED or _squares(plain) > MOST_SQUARES:
        return tuple(_cut([("", line)]) for line in plain.split("\n"))
    # lines of blanks alone cost the lexer the square of their number
    plain = "\n".join(line if line.strip() else "" for line in plain.split("\n"))
    lines: list[list[tuple[str, str]]] = [[]]
    for _, token, piece in PythonLexer().get_tokens_unprocessed(plain):
        css = STANDARD_TYPES.get(token, "")
        for i, part in enumerate(piece.split("\n")):
            if i:
                lines.append([])
            if part:
                lines[-1].append((css, part))
    return tuple(_cut(line) for line in lines)


def _squares(text: str) -> int:
    """`"%0000…"` costs the lexer the square of its length; no token of such a kind spans lines."""
    return sum(len(line) ** 2 for line in text.split("\n"))


def _cut(pieces: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """At most `MOST_COLUMNS` characters of a line."""
    kept, room = [], MOST_COLUMNS
    for css, text in pieces:
        if room <= 0:
            break
        kept.append((css, text[:room] + "…" * (len(text) > room)))
        room -= len(text)
    return tuple(kept)


def _notes(grade: Grade, tutor: bool) -> dict[int, list[Note]]:
    """What is said at each line: failures first, then mends, then what was left out."""
    notes: dict[int, list[Note]] = {}
    for finding in grade.findings:
        if finding.status == "failed" and finding.line:
            notes.setdefault(finding.line, []).append(_failed(finding, grade.lab))
        for line in finding.lines if finding.status == "failed" else ():
            notes.setdefault(line, []).append(
                Note("mend", "Belongs to it", shown(finding.title, 120))
            )
    for remark in grade.remarks:
        if remark.line:
            note = Note("mend", remark.title, shown(remark.message, 300))
            notes.setdefault(remark.line, []).append(note)
    observation = grade.evidence.observation
    for mend in observation.mends:
        text = f"With {mend.change}." if tutor else ""
        if mend.line:
            note = Note("mend", f"{_put_right(mend)}, so that the rest could be judged", text)
            notes.setdefault(mend.line, []).append(note)
        declared = dict(grade.evidence.declared).get(mend.layer.partition(".")[0])
        if declared and declared != mend.line and mend.what != LAID_OUT:
            note = Note("mend", f"{mend.layer} is declared here", f"with {mend.was}.")
            notes.setdefault(declared, []).append(note)
    for first, why in _left_out(grade) if tutor else ():
        notes.setdefault(first, []).append(Note("left", "Not run", why))
    return notes


def _put_right(mend: Mend) -> str:
    """What was, and no word of what it is now: that is for the student to find."""
    if mend.what == LAID_OUT:
        return "The maps were laid out in a row here"
    return f"{shown(mend.layer, 60)} got another number here"


def _failed(finding: Finding, lab: Lab) -> Note:
    seen = without_answer(finding.message) or finding.observed
    return Note("failed", headline_of(finding, lab), shown(seen, 300))


def _left_out(grade: Grade) -> Iterable[tuple[int, str]]:
    """The first line of each run of passages with one reason."""
    loading = grade.evidence.observation.loading
    last_line, last_why = -1, ""
    for passage in sorted(loading.left_out if loading else (), key=lambda p: p.line):
        if passage.why.startswith("imports "):
            continue  # dimmed is enough; the foot of the page lists it
        if passage.why and (passage.why != last_why or passage.line > last_line + 4):
            yield passage.line, passage.why
        last_line, last_why = passage.end_line, passage.why

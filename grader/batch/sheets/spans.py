"""A CSV text as cells that know where they stand, so that one can be replaced and no other moves.

Reading with `csv` and writing again would lose which cells were quoted, how lines end, what
follows a closing quote. Here a sheet stays the text that came, and new cells are put in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_BREAKS = "\r\n"
DELIMITERS = (",", ";", "\t")
_ENDS = {mark: re.compile(f"[{mark}\r\n]") for mark in DELIMITERS}


@dataclass(frozen=True)
class Cell:
    """One cell of the text."""

    start: int  # where it begins in the text, its quote included
    end: int  # where its delimiter, its line end, or the end of the text stands
    value: str  # what it says, unquoted


Line = tuple[Cell, ...]


def scan(text: str, delimiter: str) -> tuple[Line, ...]:
    """The lines of a CSV text, by RFC 4180; any text at all is read, as spreadsheets do.

    An empty line is a line of one empty cell. A quote that is never closed reaches to the end;
    a byte-order mark belongs to no cell.
    """
    lines: list[Line] = []
    line: list[Cell] = []
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        cell = _cell(text, at, delimiter)
        line.append(cell)
        at = cell.end
        if at < len(text) and text[at] == delimiter:
            at += 1
            if at == len(text):
                line.append(Cell(at, at, ""))
            continue
        lines.append(tuple(line))
        line = []
        at += 2 if text.startswith("\r\n", at) else 1
    if line:
        lines.append(tuple(line))
    return tuple(lines)


def _cell(text: str, start: int, delimiter: str) -> Cell:
    if not text.startswith('"', start):
        end = _end_of_plain(text, start, delimiter)
        return Cell(start, end, text[start:end])
    value: list[str] = []
    at = start + 1
    while True:
        quote = text.find('"', at)
        if quote < 0:
            return Cell(start, len(text), "".join(value) + text[at:])
        value.append(text[at:quote])
        if not text.startswith('"', quote + 1):
            end = _end_of_plain(text, quote + 1, delimiter)
            return Cell(start, end, "".join(value) + text[quote + 1 : end])
        value.append('"')
        at = quote + 2


def _end_of_plain(text: str, start: int, delimiter: str) -> int:
    match = _ENDS[delimiter].search(text, start)
    return match.start() if match else len(text)


def replace(text: str, delimiter: str, changes: Mapping[Cell, str]) -> str:
    """The text with these cells saying something else; every other character as it was."""
    return "".join(_pieces(text, delimiter, changes))


def _pieces(text: str, delimiter: str, changes: Mapping[Cell, str]) -> Iterator[str]:
    at = 0
    for cell in sorted(changes, key=lambda cell: cell.start):
        yield text[at : cell.start]
        yield written(changes[cell], delimiter, quoted=text.startswith('"', cell.start))
        at = cell.end
    yield text[at:]


def written(value: str, delimiter: str, quoted: bool = False) -> str:
    """A value as a cell: quoted where it must be, or where the one before it was."""
    must = any(mark in value for mark in (delimiter, '"', *_BREAKS)) or value != value.strip()
    return '"' + value.replace('"', '""') + '"' if quoted or must else value


def columns_kept(text: str, delimiter: str, lines: Iterable[Line], kept: set[int]) -> str:
    """The text with only these columns, each cell and each line end as it came."""
    pieces: list[str] = []
    end = 0
    for line in lines:
        pieces.append(text[end : line[0].start])  # the line end before it
        stay = [cell for column, cell in enumerate(line) if column in kept]
        pieces.append(delimiter.join(text[cell.start : cell.end] for cell in stay))
        end = line[-1].end
    pieces.append(text[end:])
    return "".join(pieces)

"""A small table of a tutor's: a CSV however a spreadsheet saved it, and one of ours."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from grader.batch.judgement.judgements import JudgementError
from grader.batch.sheets.cells import harmless
from grader.batch.sheets.spans import DELIMITERS, scan

MOST = 50 * 2**20  # bytes
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_table(data: bytes, name: str, asked: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The lines, each with its number in the file and its cells by heading, in small letters.

    `asked` are headings of which there must be one. Raises `JudgementError`.
    """
    if len(data) > MOST or data.startswith(b"PK\x03\x04"):
        raise JudgementError(f"{name} is no table of text: save it as CSV")
    text = _text(data)
    for delimiter in DELIMITERS:
        lines = scan(text, delimiter)
        header = [cell.value.strip().lower() for cell in lines[0]] if lines else []
        if any(one in header for one in asked):
            break
    else:
        words = ", ".join(repr(one) for one in asked)
        raise JudgementError(f"{name} has no column {words}: its first line is {text[:80]!r}")
    rows = []
    for line in lines[1:]:
        cells = dict(zip(header, (_plain(cell.value) for cell in line), strict=False))
        cells.pop("", None)  # a column that a spreadsheet has added
        if any(value.strip() for value in cells.values()):
            rows.append((text.count("\n", 0, line[0].start) + 1, cells))
    return rows


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table for a spreadsheet: nothing in it is run, and Excel reads it as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _text(data: bytes) -> str:
    if data[:2] in _WIDE:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what Excel saves in much of the world


def _plain(cell: str) -> str:
    """Without the apostrophe that made it harmless."""
    bare = cell[1:]
    return bare if cell.startswith("'") and harmless(bare) == cell else cell

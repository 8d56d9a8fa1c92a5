"""From the bytes of a worksheet to a `Sheet`: whose it is, and where its columns are."""

from __future__ import annotations

import codecs

from grader.batch.sheets.canvas import is_canvas, open_canvas
from grader.batch.sheets.moodle import is_moodle, open_moodle
from grader.batch.sheets.nouns import Sheet, SheetError
from grader.batch.sheets.spans import DELIMITERS, scan

_MOST = 50 * 2**20  # bytes of a worksheet


def open_sheet(data: bytes, column: str = "", title: str = "") -> Sheet:
    """The worksheet of Canvas or Moodle in these bytes. Raises `SheetError` for anything else.

    `column` names the assignment in Canvas' gradebook; where there are several and none is
    named, `title`, the lab's, may tell which one is meant.
    """
    text = _text(data)
    for delimiter in DELIMITERS:
        lines = scan(text, delimiter)
        header = [cell.value.strip() for cell in lines[0]] if lines else []
        if is_moodle(header):
            return open_moodle(text, delimiter, lines, header)
        if is_canvas(header):
            return open_canvas(text, delimiter, lines, header, column, title)
    first = text[:80].splitlines()[0] if text.strip() else "nothing"
    raise SheetError(
        "the worksheet is neither Canvas' gradebook (Student, ID, ...) nor Moodle's grading "
        f"worksheet (Identifier, ..., Grade, ...): its first line is {first!r}; download it "
        "again, with the LMS set to English"
    )


def to_bytes(text: str) -> bytes:
    """The inverse of reading: bytes that were no UTF-8 come out as they were."""
    return text.encode("utf-8", "surrogateescape")


def _text(data: bytes) -> str:
    if len(data) > _MOST:
        raise SheetError(f"the worksheet has {len(data) / 2**20:.0f} MB; at most 50 MB are read")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SheetError(
            "the worksheet is UTF-16 text, as a spreadsheet saves it; give the CSV file as it was "
            "downloaded"
        )
    if data.startswith(b"PK\x03\x04"):
        raise SheetError(
            "the worksheet is an Excel or zip file; give the CSV file as it was downloaded"
        )
    return data.decode("utf-8", "surrogateescape")

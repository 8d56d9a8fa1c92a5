"""From the bytes of a worksheet to a `Sheet`: whose it is, and where its columns are."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace

from grader.batch.sheets.blackboard import is_blackboard, open_blackboard
from grader.batch.sheets.brightspace import is_brightspace, open_brightspace
from grader.batch.sheets.canvas import is_canvas, open_canvas
from grader.batch.sheets.moodle import open_by_place, open_moodle
from grader.batch.sheets.nouns import Sheet, SheetError
from grader.batch.sheets.spans import DELIMITERS, Line, scan

_MOST = 50 * 2**20  # bytes of a worksheet
_WIDE = (
    "the worksheet is UTF-16 text, as a spreadsheet saves it; give the CSV file as it was "
    "downloaded"
)
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# What an LMS writes, then what spreadsheets save in one country or another; the headings tell.
_ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1254", "cp1251", "cp1253", "cp1256", "cp932", "gbk")


def open_sheet(data: bytes, column: str = "", title: str = "") -> Sheet:
    """The worksheet of an LMS in these bytes. Raises `SheetError` for anything else.

    `column` names the assignment in a gradebook; where there are several and none is
    named, `title`, the lab's, may tell which one is meant.
    """
    _refuse(data)
    for encoding, text in _texts(data):
        for delimiter, lines in _scanned(text):
            sheet = _by_headings(text, delimiter, lines, column, title)
            if sheet is not None:
                if encoding.startswith("utf-16") and sheet.kind != "blackboard":
                    raise SheetError(_WIDE)  # Blackboard's own .xls is UTF-16 text with tabs
                return replace(
                    sheet, encoding=encoding, notes=(*sheet.notes, *_saved(sheet, encoding))
                )
    if data[:2] in _UTF_16:
        raise SheetError(_WIDE)
    text = data.decode("utf-8", "surrogateescape")
    for delimiter, lines in _scanned(text):
        sheet = open_by_place(text, delimiter, lines)
        if sheet is not None:
            return sheet
    first = text[:80].splitlines()[0] if text.strip() else "nothing"
    if "github_username" in first:
        raise SheetError(
            "this is GitHub Classroom's roster, which takes no marks: give it with --map, and as "
            "the worksheet that of an LMS, or none"
        )
    raise SheetError(
        "the worksheet is neither Canvas' gradebook (Student, ID, ...) nor Moodle's grading "
        "worksheet (Identifier, ..., Grade, ...), nor Blackboard's table (Last Name, First Name, "
        "Username, ...) nor Brightspace's grades export (OrgDefinedId, ..., End-of-Line "
        f"Indicator): its first line is {first!r}; download it again, with the LMS set to English"
    )


def to_bytes(text: str, encoding: str = "utf-8") -> bytes:
    """The inverse of reading: bytes that were no text come out as they were."""
    return text.encode(encoding, "surrogateescape")


_GRADEBOOKS = (
    (is_canvas, open_canvas),
    (is_brightspace, open_brightspace),
    (is_blackboard, open_blackboard),
)


def _by_headings(
    text: str, delimiter: str, lines: tuple[Line, ...], column: str, title: str
) -> Sheet | None:
    header = [cell.value.strip() for cell in lines[0]]
    for is_theirs, open_theirs in _GRADEBOOKS:
        if is_theirs(header):
            return open_theirs(text, delimiter, lines, header, column, title)
    return open_moodle(text, delimiter, lines)


def _saved(sheet: Sheet, encoding: str) -> tuple[str, ...]:
    """What a spreadsheet has done to it that its LMS may not understand."""
    if sheet.kind != "moodle" or (sheet.delimiter, encoding) == (",", "utf-8"):
        return ()
    what = "is not UTF-8" if sheet.delimiter == "," else f"has {_NAMES[sheet.delimiter]}"
    return (
        f"The worksheet {what}, as a spreadsheet saves it, and so is the filled copy: Moodle reads "
        "UTF-8 and commas. Give the worksheet as Moodle wrote it.",
    )


_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    """The readings of the bytes that lead back to the very same bytes, the likeliest first."""
    wide = _UTF_16.get(data[:2])
    for encoding in (wide,) if wide else _ENCODINGS:
        try:
            text = data.decode(encoding)
            if text.encode(encoding) == data:
                yield encoding, text
        except UnicodeError:
            continue
    yield "utf-8", data.decode("utf-8", "surrogateescape")


def _scanned(text: str) -> Iterator[tuple[str, tuple[Line, ...]]]:
    for delimiter in DELIMITERS:
        if lines := scan(text, delimiter):
            yield delimiter, lines


def _refuse(data: bytes) -> None:
    if len(data) > _MOST:
        raise SheetError(f"the worksheet has {len(data) / 2**20:.0f} MB; at most 50 MB are read")
    if data.startswith(b"PK\x03\x04"):
        raise SheetError(
            "the worksheet is an Excel or zip file; give the CSV file as it was downloaded"
        )

"""The answer sheet of Part 1: read, not marked (that is `concepts.answers`)."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.lab import WRITTEN, Question
from grader.submission.errors import SheetError
from grader.submission.gather import MOST_SHEET, gather_sheet

__all__ = ["SheetError", "parse", "read_sheet", "sheet_from"]

_MOST_PARTS = 50  # of a dotted key; the sheet's have two. tomllib takes their square of steps
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}")
_MATRICES = ("a", "b")
_COUNTS = ("filters", "block", "applications", "outputs_per_application")
_TABLES = {"q6": _MATRICES, "q7": _COUNTS, "written": WRITTEN}


def read_sheet(path: Path, questions: Sequence[Question] = ()) -> dict[str, object]:
    """The answer sheet at `path`, as `sheet_from` gives it."""
    return sheet_from(path.name, gather_sheet(path), questions)


def sheet_from(file: str, data: bytes, questions: Sequence[Question] = ()) -> dict[str, object]:
    """The answers by table and name: {"q6": {"a": [[4, 5], [1, 3]], "b": []}, "q7": ...}.

    Of a lab with `questions` of its own {"answers": {"q1": ...}, "written": {"q2": ...}}.

    Every table and name of the sheet is there; what was left blank or out is as on the empty
    sheet, [] for q6 and for block, "" for the rest. What stands for numbers comes
    as it was written, whatever it is: one unreadable answer is wrong, and stops nothing else.
    Raises `SheetError` for a name that the sheet does not have, for a written answer that is
    no text, and for a file that is no sheet.
    """
    written = _load(file, data)
    if questions:
        return _own(written, questions, file)
    refuse_unknown(written, file)
    sheet: dict[str, object] = {}
    for table, names in _TABLES.items():
        given = written.get(table, {})
        if not isinstance(given, dict):
            raise SheetError(f"{file}: {table} must be a table, with [{table}] above it")
        sheet[table] = {name: _answer(table, name, given.get(name), file) for name in names}
    return sheet


def refuse_unknown(written: Mapping[str, Any], file: str, more: tuple[str, ...] = ()) -> None:
    """Raise `SheetError` for a name that our sheet has not; `more` may stand in any table."""
    _known(written, tuple(_TABLES), "the sheet", file)
    for table, names in _TABLES.items():
        if isinstance(given := written.get(table), dict):
            _known(given, (*names, *more), f"[{table}]", file)


def _own(written: dict[str, Any], questions: Sequence[Question], file: str) -> dict[str, object]:
    """The answers of a sheet on which each question has a line of its own."""
    _known(written, tuple(one.name for one in questions), "the sheet", file)
    sheet: dict[str, dict[str, object]] = {"answers": {}, "written": {}}
    for one in questions:
        table = "written" if one.in_words else "answers"
        blank: object = [] if one.several else ""
        sheet[table][one.name] = _given(
            one.in_words, blank, written.get(one.name), f"{file}: {one.name}"
        )
    return {**sheet}


def parse(text: str) -> dict[str, Any]:
    """TOML as plain values: dates, infinities and endless numbers as the text that they are.

    Raises `ValueError` for what is no TOML, `RecursionError` for what nests without end.
    """
    if _LONG_KEY.search(text) is not None:
        raise ValueError(f"a name of more than {_MOST_PARTS} parts with full stops between them")
    plain: dict[str, Any] = _plain(tomllib.loads(text))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bool | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, int):  # 0xfff… may have more digits than Python writes
        return value if abs(value) < 2**63 else f"{hex(value)[:30]}…"
    return str(value)


def _load(file: str, data: bytes) -> dict[str, Any]:
    if len(data) > MOST_SHEET:
        raise SheetError(f"{file} has more than {MOST_SHEET // 1024} kB; it is no answer sheet")
    try:
        return parse(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetError(f"{file}: line {line} is not UTF-8 text; save it as UTF-8") from None
    except RecursionError:
        raise SheetError(f"{file} nests too many brackets; no answer needs more than two") from None
    except ValueError as error:  # TOML's own error, or Python's about a number of 4300 digits
        raise SheetError(f"{file} is not valid TOML: {str(error)[:200]}") from None


def _known(table: Mapping[str, Any], names: tuple[str, ...], where: str, file: str) -> None:
    for name in table:
        if name not in names:
            close = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else f"; it has {', '.join(names)}"
            raise SheetError(f"{file}: {where} has no entry {_shown(name)}{hint}")


def _answer(table: str, name: str, value: Any, file: str) -> object:
    """One answer as it was given, or the empty sheet's where it is blank."""
    blank: object = [] if table == "q6" or name == "block" else ""
    return _given(table == "written", blank, value, f"{file}: {name} in [{table}]")


def _given(in_words: bool, blank: object, value: Any, where: str) -> object:
    if value in (None, [], [[]]) or (isinstance(value, str) and not value.strip()):
        return blank
    if isinstance(value, str) and in_words:
        return value.strip()
    if in_words:
        raise SheetError(f"{where} is {_shown(value)}; write a text between quotation marks")
    return value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."

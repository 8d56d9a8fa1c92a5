"""Bytes to text, strictly: UTF-8, no NUL, no coding cookie that says otherwise."""

from __future__ import annotations

import codecs
import re
import unicodedata

from grader.script.errors import UnreadableError

# PEP 263: a cookie in one of the first two lines decides how Python reads the file.
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
# ASCII is the part of UTF-8 that needs one byte.
_UTF8 = ("utf-8", "utf-8-sig", "ascii")
_DIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    r"""The text, with "\n" for every line end, and sentences about it.

    Raises `UnreadableError` where the bytes are no UTF-8 text or claim to be something else.
    """
    warnings: tuple[str, ...] = ()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError(
            "UnicodeDecodeError",
            "the file is saved as UTF-16 text; Python reads UTF-8: save it again as UTF-8",
        )
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        warnings = ("the file begins with a byte-order mark, which was left out",)
    _refuse_cookie(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_of(data, error.start)
        raise UnreadableError(
            "UnicodeDecodeError",
            f"line {line} holds the byte 0x{data[error.start]:02x}, which is no UTF-8 text: "
            "save the file as UTF-8 and hand it in again",
            line,
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableError(
            "ValueError", f"line {line} holds a NUL character, which no Python file may", line
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def odd_characters(text: str) -> tuple[str, ...]:
    """Sentences about characters that make a text read otherwise than it runs."""
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if character in _DIRECTIONAL:
                name = unicodedata.name(character, "control").lower()
                return (
                    f"line {number} holds a {name} (U+{ord(character):04X}): "
                    "it may show in another order than Python reads it",
                )
    return ()


def _refuse_cookie(data: bytes) -> None:
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", data, maxsplit=2)[:2], 1):
        match = _COOKIE.match(line)
        if match is None:
            if line.strip() and not line.lstrip().startswith(b"#"):
                return  # a statement on line 1: a cookie on line 2 would not count
            continue
        name = match[1].decode("ascii", "replace")
        if not _means_utf8(name):
            raise UnreadableError(
                "UnicodeDecodeError",
                f"line {number} says that the file is coded in {name}; "
                "save it as UTF-8 and leave that line out",
                number,
            )
        return


def _means_utf8(name: str) -> bool:
    try:
        return codecs.lookup(name).name in _UTF8
    except (LookupError, ValueError):
        return False


def _line_of(data: bytes, position: int) -> int:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1

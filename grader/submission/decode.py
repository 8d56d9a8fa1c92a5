"""Bytes to text, strictly: UTF-8, or what the file's own coding cookie says, and no NUL."""

from __future__ import annotations

import codecs
import re
import unicodedata

from grader.script.errors import UnreadableError

# PEP 263: a cookie in one of the first two lines decides how Python reads the file.
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
# ASCII is the part of UTF-8 that needs one byte.
_UTF8 = ("utf-8", "utf-8-sig", "ascii")
# code pages by their names in Python: no ciphers, and nothing with escapes in it
_PAGES = re.compile(r"(iso8859-|cp|mac-|koi8-|gb|big5|euc_|shift_jis)\w*")
_ASCII = bytes(range(128))  # of which a code page may make something else (EBCDIC)
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
    coding = _coding(data, utf8_alone=bool(warnings))
    if coding:
        data = _with_utf8(data, coding)
        warnings = (f"the file was read as {coding}, as it says of itself",)
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


def _coding(data: bytes, utf8_alone: bool) -> str:
    """The coding that the file's own cookie names, as Python would heed it; "" of UTF-8.

    Raises `UnreadableError` for one that is no code page with ASCII in it: such a text would not
    say what whoever looks at it sees.
    """
    cookie = _cookie(data)
    if cookie is None:
        return ""
    name, line = data[slice(*cookie)].decode("ascii", "replace"), _line_of(data, cookie[0])
    if _means_utf8(name):
        return ""
    if utf8_alone or not _is_page(name):
        raise UnreadableError(
            "UnicodeDecodeError",
            f"line {line} says that the file is coded in {name}; "
            "save it as UTF-8 and leave that line out",
            line,
        )
    return name


def _cookie(data: bytes) -> tuple[int, int] | None:
    """Where in the bytes the cookie's name begins and ends."""
    begins = 0
    for line in re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data, maxsplit=2)[:2]:
        if match := _COOKIE.match(line):
            return begins + match.start(1), begins + match.end(1)
        if line.strip() and not line.lstrip().startswith(b"#"):
            return None  # a statement on line 1: a cookie on line 2 would not count
        begins += len(line)
    return None


def _with_utf8(data: bytes, coding: str) -> bytes:
    """The same text in UTF-8, which then says so. Raises `UnreadableError`."""
    cookie = _cookie(data)
    assert cookie is not None
    try:
        before, behind = data[: cookie[0]].decode(coding), data[cookie[1] :].decode(coding)
    except UnicodeDecodeError:
        raise UnreadableError(
            "UnicodeDecodeError",
            f"line {_line_of(data, cookie[0])} says that the file is coded in {coding}, and it "
            "is not; save it as UTF-8 and leave that line out",
            _line_of(data, cookie[0]),
        ) from None
    return f"{before}utf-8{behind}".encode()


def _means_utf8(name: str) -> bool:
    try:
        return codecs.lookup(name).name in _UTF8
    except (LookupError, ValueError):
        return False


def _is_page(name: str) -> bool:
    try:
        page = _PAGES.fullmatch(codecs.lookup(name).name)
        return page is not None and _ASCII.decode(name) == _ASCII.decode("ascii")
    except (LookupError, ValueError):
        return False


def _line_of(data: bytes, position: int) -> int:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1

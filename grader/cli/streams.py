"""Standard input, output and error as this terminal, pipe or file takes them.

The one place that knows of encodings: whatever a command says goes through here. Where the reader
takes UTF-8 it gets UTF-8; where its encoding lacks a character, a plain one stands for it.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import shutil
import sys
import unicodedata
from typing import IO, Any, TextIO

PLAIN = "cnngrade-plain"  # the name of the way in which what cannot be encoded is written
MOST_WIDTH = 100  # columns: longer lines are hard to read, however wide the window is
USUAL_WIDTH = 80  # where there is no terminal

_LETTERS = {  # what we print ourselves, in ASCII
    "→": "->",
    "←": "<-",
    "►": ">",
    "─": "-",
    "×": "x",
    "✕": "x",
    "✓": "+",
    "│": "|",
    "┐": "+",
    "┴": "+",
    "↓": "down",
    "·": "*",
    "•": "*",
    "−": "-",
    "–": "-",
    "—": "-",
    "…": "...",
    "∞": "inf",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
    "⌊": "floor(",
    "⌋": ")",
    "⌈": "ceil(",
    "⌉": ")",
    "⟨": "<",
    "⟩": ">",
    "Σ": "sum ",
    "²": "^2",
    "³": "^3",
    "¹": "^1",
    "ᵖ": "^p",
    "ᵀ": "^T",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "√": "sqrt ",
    "≠": "!=",
    "±": "+/-",
    "\xa0": " ",
}


def plain(text: str, encoding: str) -> str:
    r"""The text with plain characters in place of those that the encoding lacks.

    >>> plain("4×4 → −∞", "cp1252"), plain("é, 王", "ascii")
    ('4×4 -> -inf', 'e, \\u738b')
    """
    return text.encode(encoding, PLAIN).decode(encoding)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(_LETTERS.get(one) or _without_accent(one) for one in letters), error.end


def _without_accent(letter: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    if bare.isascii() and bare.isprintable() and bare:
        return bare
    return letter.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error(PLAIN, _plain)


class _Plain(io.TextIOWrapper):
    """A stream that takes every text.

    click takes ASCII for a mistake and writes UTF-8 where it is told of it; so such a stream calls
    itself Latin-1, of which it writes the half that is ASCII.
    """

    def __init__(self, raw: io.FileIO, encoding: str, line_buffering: bool) -> None:
        self.taken = encoding  # what the reader expects
        shown = "latin-1" if _is_ascii(encoding) else encoding
        buffer = io.BufferedWriter(raw)
        super().__init__(buffer, shown, PLAIN, line_buffering=line_buffering)

    def write(self, text: str) -> int:
        if _is_ascii(self.taken):
            super().write(plain(text, "ascii"))
        else:
            super().write(text)
        return len(text)


def _is_ascii(encoding: str) -> bool:
    return codecs.lookup(encoding).name == "ascii"


class _Watched(io.FileIO):
    """Standard output that remembers whether it once did not take what was written."""

    lost = False

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError:
            self.lost = True
            raise


def have_streams() -> None:
    """Make the standard streams take every text, and give what comes in without an error.

    Those that were closed (`>&-`) lead nowhere: their numbers are not given away.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _fitted(sys.stdout, 1, _Watched)
    sys.stderr = _fitted(sys.stderr, 2, io.FileIO)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="backslashreplace")  # as what it is not shows, and is told


def _fitted(stream: TextIO, number: int, raw_kind: type[io.FileIO]) -> TextIO:
    if isinstance(stream, _Plain):  # a second command in one process
        return stream
    buffered = getattr(stream, "buffer", None)
    raw = getattr(buffered, "raw", buffered)  # PYTHONUNBUFFERED leaves the buffer out
    if type(raw) is not io.FileIO or raw.fileno() != number:  # Windows' terminal, or a test's
        return stream
    stream.flush()
    return _Plain(
        raw_kind(number, "w", closefd=False), stream.encoding, bool(stream.line_buffering)
    )


def output_is_lost() -> bool:
    """Whether standard output did not take what was said."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(raw, _Watched) and raw.lost


def silence(stream: IO[str]) -> None:
    """Let what is left in a stream go nowhere: Python would try once more at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def at_once(text: str) -> None:
    """Write to standard output past its buffer, as far as it takes anything.

    A signal is answered amid a write, and its answer may be one as well: a buffer refuses that.
    """
    with contextlib.suppress(OSError, ValueError):  # whoever would read is gone
        if sys.platform == "win32":
            sys.stdout.write(text)
            sys.stdout.flush()
            return
        left = text.encode(_taken(), PLAIN)
        while left:
            left = left[os.write(sys.stdout.fileno(), left) :]


def _taken() -> str:
    """The encoding that the reader of standard output expects."""
    return getattr(sys.stdout, "taken", None) or sys.stdout.encoding or "ascii"


def holds(text: str) -> bool:
    """Whether standard output takes every character as it is."""
    try:
        text.encode(_taken())
    except UnicodeEncodeError:
        return False
    return True


def width(least: int = 40) -> int:
    """Columns of a line: the terminal's, as far as they are good to read; no fewer than `least`."""
    return max(min(shutil.get_terminal_size((USUAL_WIDTH, 24)).columns, MOST_WIDTH), least)


def colours() -> bool:
    """Whether standard output shows colours, and nobody asked for none (https://no-color.org)."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout.isatty()

"""The terminal as `watch` uses it: a screen of its own, keys as they are pressed, all put back.

Whatever happens: `close` is called at the end of the block, at the end of the process, and before
a signal stops or ends it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from grader.cli.streams import at_once, colours

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"  # a screen of its own, no cursor, no wrapping
LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l"
STYLES = {
    "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "good": "1;32",
    "code": "36",
}  # fmt: skip
ARROWS = {"[A": "up", "[B": "down", "[5~": "page up", "[6~": "page down"}
_WINDOWS = {"H": "up", "P": "down", "I": "page up", "Q": "page down"}
Line = Sequence[tuple[str, str]]


def is_there() -> bool:
    """Whether there is a terminal to draw on, with somebody at its keys."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def painted(lines: Sequence[Line], colour: bool) -> str:
    """What draws these lines from the top, and clears what was there."""
    rows = []
    for line in lines:
        words = (
            f"\x1b[{STYLES[style]}m{text}\x1b[0m" if colour and style and text else text
            for style, text in line
        )
        rows.append("".join(words) + "\x1b[K")
    return "\x1b[H" + "\r\n".join(rows) + "\x1b[J"


def keys_of(typed: str) -> list[str]:
    r"""The keys behind what came: letters, and the names of the arrows.

    >>> keys_of("h\x1b[Aq"), keys_of("\x1b")
    (['h', 'up', 'q'], [])
    """
    keys = []
    while typed:
        if typed[0] != "\x1b":
            keys.append(typed[0].lower())
            typed = typed[1:]
            continue
        found = next((one for one in ARROWS if typed.startswith(one, 1)), "")
        if found:
            keys.append(ARROWS[found])
        typed = typed[1 + len(found) :]
    return keys


class Terminal:
    """Used as a context manager."""

    def __init__(self, pressed: Callable[[str], None]) -> None:
        self._pressed = pressed
        self._before: list[Any] | None = None  # how the keys were read
        self._open = False
        self._drawn = ""
        self._turn = threading.RLock()

    def __enter__(self) -> Terminal:
        atexit.register(self.close)
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _end)
        if hasattr(signal, "SIGTSTP"):
            signal.signal(signal.SIGTSTP, self._stop)
            signal.signal(signal.SIGCONT, self._go_on)
        self._begin()
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def draw(self, picture: Callable[[int, int], Sequence[Line]]) -> None:
        """Show what the picture is at this size; nothing is sent where it is the same."""
        size = shutil.get_terminal_size((80, 24))
        said = f"{size}" + painted(picture(size.columns - 1, size.lines), colours())
        with self._turn:
            if self._open and said != self._drawn:
                self._drawn = said
                at_once(said[said.index("\x1b") :])

    def close(self) -> None:
        """Put everything back; more than once does no harm."""
        with self._turn:
            if not self._open:
                return
            self._open = False
            if self._before is not None:
                import termios

                with suppress(termios.error):  # it is gone
                    termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._before)
            at_once(LEAVE)

    def _begin(self) -> None:
        with self._turn:
            if sys.platform != "win32":
                import termios
                import tty

                if self._before is None:  # a signal may come between any two of these lines
                    self._before = termios.tcgetattr(sys.stdin.fileno())
                self._open = True
                tty.setcbreak(sys.stdin.fileno())  # Ctrl-C stays Ctrl-C
            self._open, self._drawn = True, ""
            at_once(ENTER)

    def _stop(self, _number: int, _frame: object) -> None:
        """Ctrl-Z: the shell gets its terminal back as it was."""
        self.close()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self, _number: int, _frame: object) -> None:
        if not self._open:
            self._begin()

    def _listen(self) -> None:
        """Keys, until the terminal is gone."""
        if sys.platform == "win32":
            import msvcrt

            while True:
                key = msvcrt.getwch()
                if key in ("\x00", "\xe0"):
                    name = _WINDOWS.get(msvcrt.getwch(), "")
                    self._pressed(name)
                else:
                    self._pressed(key.lower())
        while True:
            try:
                typed = os.read(sys.stdin.fileno(), 64)
            except OSError:
                typed = b""
            if not typed:
                self._pressed("q")
                return
            for key in keys_of(typed.decode("utf-8", "replace")):
                self._pressed(key)


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)

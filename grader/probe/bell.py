"""The alarm that breaks an endless loop, on every system.

Where signals come by the clock (`setitimer`) that is one. Windows has none: there a thread waits,
and asks Python to run the handler in the main thread, as it does after a real signal. Both reach
Python code alone: what waits in C goes on until the parent ends it.
"""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Callable
from time import monotonic
from types import FrameType

AGAIN = 1.0  # seconds: whoever catches everything meets it once more, until the parent ends it
Handler = Callable[[int, FrameType | None], None]


def ring_after(seconds: float, handler: Handler) -> None:
    """Call the handler in this thread after so many seconds, then every second."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        return
    signal.signal(signal.SIGINT, handler)  # nobody types Ctrl-C at a probe
    _bell().ring_at(monotonic() + seconds)


def ring_no_more() -> None:
    """Not any more."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    elif _rung:
        _rung[0].ring_at(None)


class _Bell(threading.Thread):
    """Waits for its hour, which may be put off."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._changed = threading.Condition()
        self._at: float | None = None

    def ring_at(self, moment: float | None) -> None:
        with self._changed:
            self._at = moment
            self._changed.notify()

    def run(self) -> None:
        with self._changed:
            while True:
                left = None if self._at is None else self._at - monotonic()
                if left is None or left > 0:
                    self._changed.wait(left)
                    continue
                self._at = monotonic() + AGAIN
                _thread.interrupt_main(signal.SIGINT)


_rung: list[_Bell] = []  # the one of this process


def _bell() -> _Bell:
    if not _rung:
        _rung.append(_Bell())
        _rung[0].start()
    return _rung[0]

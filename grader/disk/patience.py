"""A disk as it is: a share that is away for a moment, a rename that must be tried again.

A network share answers with an error while its server starts anew; on Windows a virus scanner holds
a file that was just written, and a rename over it is refused for a moment. What is done here is
done again until it succeeds, or for `LONGEST` seconds. A full disk or a missing right is told at
once: waiting mends neither.
"""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LONGEST = 40.0  # seconds that are waited in all: a share comes back in ten
_FIRST, _LAST = 0.05, 2.0  # seconds between two tries
_AWAY = {
    number
    for name in (
        *("EIO", "ESTALE", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH"),
        *("ETIMEDOUT", "ECONNRESET", "ECONNABORTED", "EREMOTEIO", "ENODEV", "EBUSY", "ETXTBSY"),
        *("EAGAIN", "EINTR"),
    )
    if (number := getattr(errno, name, None)) is not None
}
_HELD = {5, 32, 33}  # Windows: access is denied, another program has it open, or has locked it
UNSUPPORTED = {
    number
    for name in ("EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "ENOLCK", "ENOTTY")
    if (number := getattr(errno, name, None)) is not None
}


def patiently(do: Callable[[], T]) -> T:
    """What `do` gives; it must be such that it can be begun again. Raises its last OSError."""
    waited, pause = 0.0, _FIRST
    while True:
        try:
            return do()
        except OSError as error:
            if not passes(error) or waited >= LONGEST:
                raise
        wait(pause)
        waited, pause = waited + pause, min(2 * pause, _LAST)


def passes(error: OSError) -> bool:
    """Whether it may be gone in a moment."""
    if sys.platform == "win32":
        return getattr(error, "winerror", None) in _HELD or error.errno in _AWAY
    return error.errno in _AWAY


def wait(seconds: float) -> None:
    """Wait; a name of its own, so that a test need not."""
    time.sleep(seconds)

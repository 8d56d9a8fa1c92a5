"""macOS: the sandbox that `sandbox-exec` gives, asked by the process of itself.

The call is old and marked as such, and still what browsers use. Written from what is known of it
and played in tests: docs/systems.md says whether it was ever run.
"""

from __future__ import annotations

import contextlib
import ctypes
from typing import Any

NAME = "macOS sandbox (no network, no writing, no other process, nothing read in /Users)"
PROFILE = b"""(version 1)
(allow default)
(deny network*)
(deny file-write*)
(deny process-fork)
(deny process-exec*)
(deny signal (target others))
(deny file-read-data (subpath "/Users") (subpath "/Volumes") (subpath "/private/var/root"))
"""


def restrict() -> tuple[str, ...]:
    """Enter it; gives its name, or nothing where it cannot be had."""
    with contextlib.suppress(OSError, AttributeError):  # no macOS, or one without the call
        return enter(ctypes.CDLL(None))
    return ()


def enter(system: Any) -> tuple[str, ...]:
    """The profile is given as text: flags 0."""
    why = ctypes.c_char_p()
    call = system.sandbox_init
    call.argtypes = (ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(ctypes.c_char_p))
    return (NAME,) if call(PROFILE, 0, ctypes.byref(why)) == 0 else ()

"""When a file was saved: it is looked at again and again, and it is quiet.

Polling alone: editors that put a new file in the old one's place, network folders without events
and systems of every kind are one and the same to it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

EVERY = 0.04  # seconds between two looks
QUIET = 0.1  # seconds without a change after which a save is whole
EMPTY = 1.0  # the same of an empty file, as one is amid a save
MISSING = 0.6  # seconds without the file after which it counts as deleted
ASLEEP = 10.0  # seconds between two looks after which the computer must have slept
AGAIN = 1.0  # seconds after which it is read although nothing says that it changed
SMALL = 2**20  # bytes: so much is read that often

Stamp = tuple[int, int, int]  # what changes with a file: when it was written, its size, its number


@dataclass(frozen=True)
class Look:
    """What lies there at one moment; no stamps where the first file is missing."""

    stamps: tuple[Stamp, ...]
    size: int = 0  # of the first

    @property
    def there(self) -> bool:
        """Whether the file is."""
        return bool(self.stamps)


@dataclass(frozen=True)
class Quiet:
    """What was seen so far."""

    last: Look | None = None
    since: float = 0.0  # when that was first seen
    read: float = -AGAIN  # when it was read last
    told: bool = False  # it has been acted upon


def looked(quiet: Quiet, look: Look, now: float) -> tuple[Quiet, str]:
    """One more look; gives "read" where it is to be read now, "gone", or "" for nothing to do."""
    if quiet.last != look:
        return Quiet(look, now, quiet.read), ""
    wait = MISSING if not look.there else QUIET if look.size else EMPTY
    if now - quiet.since < wait:
        return quiet, ""
    if not look.there:
        return replace(quiet, told=True), "" if quiet.told else "gone"
    if not quiet.told or (look.size <= SMALL and now - quiet.read >= AGAIN):
        return replace(quiet, told=True, read=now), "read"
    return quiet, ""


def slept(before: float, now: float) -> bool:
    """Whether the computer slept between two looks, by a clock that goes on meanwhile."""
    return now - before > ASLEEP


def look_at(paths: Sequence[Path]) -> Look:
    """What lies at these paths, the first of which must be there.

    Each is opened: a network folder says then, and only then, what really lies there.
    """
    stamps: list[Stamp] = []
    size = 0
    for path in paths:
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError:
            if not stamps:
                return Look(())
            stamps.append((0, 0, 0))
            continue
        try:
            found = os.fstat(handle)
        finally:
            os.close(handle)
        size = size if stamps else found.st_size
        stamps.append((found.st_mtime_ns, found.st_size, found.st_ino))
    return Look(tuple(stamps), size)


@dataclass
class Texts:
    """Which text was read last: a file that was only touched is no new one."""

    digest: str = field(default="")

    def new(self, contents: Sequence[bytes]) -> str:
        """Its digest, "" where it is the same as before."""
        found = digest_of(contents)
        if found == self.digest:
            return ""
        self.digest = found
        return found


def digest_of(contents: Sequence[bytes]) -> str:
    """Of one or several files, in their order."""
    whole = hashlib.sha256()
    for one in contents:
        whole.update(len(one).to_bytes(8, "little") + one)
    return whole.hexdigest()

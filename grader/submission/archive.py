"""Archives, read in memory: nothing is ever extracted, and nothing in them is believed.

What has no business in a submission is refused by name, and the rest goes on: links, devices,
names that lead out of the archive or hold control characters, names that come twice, what is
encrypted, too many members, too many bytes, what swells beyond all measure. Sizes are counted while
a member is inflated; what an archive says of itself is not relied on. What a machine leaves behind
(`ignored`) is not there at all, and counts towards nothing; the folder that it lay in is.
"""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO

from grader.submission.ignored import ignored
from grader.submission.kinds import kind_of
from grader.submission.packed import (
    BROKEN,
    Entry,
    LongHeadersError,
    Tape,
    tar_entries,
    tar_members,
    tar_open,
    zip_entries,
    zip_open,
)
from grader.submission.sharing import shared_out

_PIECE = 2**16  # bytes inflated at a time
_SMALL = 2**16  # a member of so few bytes may have any ratio
_LONGEST = 400  # characters of a path
_DRIVE = re.compile(r"^[A-Za-z]:/")


class ArchiveError(ValueError):
    """It is no archive, or a broken one; the sentence says so."""


class TooMuchError(ArchiveError):
    """It holds more than is read."""


@dataclass(frozen=True)
class Bounds:
    """How much of an archive is read."""

    members: int = 200
    bytes: int = 20 * 2**20  # of all members together, inflated
    ratio: int = 200  # inflated bytes for each packed one


@dataclass(frozen=True)
class Member:
    """A file in an archive."""

    path: str  # "a/b.py": relative, with "/"
    data: bytes
    modified: float | None  # seconds since 1970, as the archive says; None where it does not


@dataclass(frozen=True)
class Refused:
    """What was left out, and why."""

    path: str  # made fit to be shown
    why: str  # "is a link", ...
    bound: bool = False  # there was too much of it


@dataclass(frozen=True)
class Contents:
    """What an archive holds."""

    members: tuple[Member, ...]
    refused: tuple[Refused, ...]
    folders: tuple[str, ...] = ()  # "a/b/": those that it names, or has what is ignored in


_Open = Callable[[Entry], IO[bytes]]


def is_archive(name: str, data: bytes) -> bool:
    """Whether it is a zip, a tar or a tar.gz, by its first bytes and, for a tar, its header.

    A Word document is a zip as well, and nobody's archive.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return kind_of(name, data) == "a zip archive" or data.startswith(b"PK\x05\x06")
    if data.startswith(b"\x1f\x8b"):
        return name.lower().endswith((".tar.gz", ".tgz", ".gz"))
    return data[257:262] == b"ustar"


def open_archive(name: str, data: bytes, bounds: Bounds = Bounds()) -> Contents:
    """Its members, as far as they may be read. Raises `ArchiveError` for what is no archive."""
    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return _read(zip_entries(archive), lambda e: zip_open(archive, e), bounds)
        inflated = _gunzip(data, bounds) if data.startswith(b"\x1f\x8b") else data
        tape = Tape(inflated, bounds.members)
        with tarfile.open(fileobj=tape, mode="r:") as tar:
            members = tar_members(tar, bounds.members)
            tape.squares = None
            return _read(tar_entries(members), lambda e: tar_open(tar, members, e), bounds)
    except ArchiveError:
        raise
    except LongHeadersError as error:
        raise TooMuchError(f"{_shown(name)} cannot be read as an archive: {error}") from None
    except BROKEN as error:
        why = _shown(str(error) or type(error).__name__)
        raise ArchiveError(f"{_shown(name)} cannot be read as an archive: {why}") from None


def _read(entries: Iterator[Entry], opened: _Open, bounds: Bounds) -> Contents:
    # Windows' own archiver writes a backslash between folders
    found = [replace(entry, path=entry.path.replace("\\", "/")) for entry in entries]
    files = [
        entry
        for entry in found
        if entry.kind != "folder" and not entry.path.endswith("/") and not ignored(entry.path)
    ]
    folders = {_folder(entry) for entry in found} - {""}
    reasons = _left_out(files, bounds)
    members: list[Member] = []
    left = bounds.bytes
    for entry in files:
        if entry.number in reasons:
            continue
        data, why = _inflate(entry, opened, left, bounds.ratio)
        if why:
            reasons[entry.number] = why
            continue
        left -= len(data)
        members.append(Member(entry.path, data, entry.modified))
    told = [entry for entry in files if entry.number in reasons]
    most = 10 * bounds.members
    refused = [_refused(entry, reasons[entry.number]) for entry in told[:most]]
    if len(told) > most:
        refused.append(Refused("…", f"and {len(told) - most:,} more were left out", bound=True))
    return Contents(tuple(members), tuple(refused), tuple(sorted(folders)[: bounds.members]))


def _folder(entry: Entry) -> str:
    """The folder that an entry is, or in which it is left behind; "" of any other."""
    is_one = entry.kind == "folder" or entry.path.endswith("/")
    path = f"{entry.path.rstrip('/')}/" if is_one else entry.path
    while ignored(path):
        path = "".join(path.rstrip("/").rpartition("/")[:2])
    return path if path.endswith("/") and not _odd_name(path) else ""


def _refused(entry: Entry, why: str) -> Refused:
    return Refused(_shown(entry.path), why, isinstance(why, _TooMuch))


class _TooMuch(str):
    """A reason that lies in the amount."""


_TOO_LARGE = _TooMuch("is too large: it and the files before it pass the limit")


def _left_out(files: Sequence[Entry], bounds: Bounds) -> dict[int, str]:
    """Why files are not read, by their number: known before a byte of one is inflated."""
    reasons: dict[int, str] = {}
    met: dict[str, int] = {}
    for entry in files:
        why = entry.kind if entry.kind != "file" else _odd_name(entry.path)
        if why:
            reasons[entry.number] = why
            continue
        if entry.path in met:  # what unpacks it keeps the later one
            reasons[met[entry.path]] = "is there twice: the later one counts, this one is old"
        met[entry.path] = entry.number
    good = [entry for entry in files if entry.number not in reasons]
    few = _kept(good, [1] * len(good), bounds.members)
    small = _kept(few, [entry.size for entry in few], bounds.bytes)
    many, large = _numbers(good) - _numbers(few), _numbers(few) - _numbers(small)
    return {
        **reasons,
        **dict.fromkeys(many, _TooMuch(f"is one of more than {bounds.members:,} files")),
        **dict.fromkeys(large, _TOO_LARGE),
    }


def _numbers(entries: Sequence[Entry]) -> set[int]:
    return {entry.number for entry in entries}


def _kept(entries: Sequence[Entry], sizes: Sequence[int], most: int) -> list[Entry]:
    kept = shared_out([entry.path for entry in entries], sizes, most)
    return [entry for i, entry in enumerate(entries) if i in kept]


def _inflate(entry: Entry, opened: _Open, left: int, ratio: int) -> tuple[bytes, str]:
    """The member's bytes, or why there are none."""
    pieces: list[bytes] = []
    size = 0
    try:
        with opened(entry) as stream:
            while piece := stream.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > left:
                    return b"", _TOO_LARGE
                if entry.packed and size > max(_SMALL, ratio * entry.packed):
                    return b"", _TooMuch(f"swells to more than {ratio} times its packed size")
    except BROKEN as error:
        return b"", f"is broken: {_shown(str(error) or type(error).__name__)}"
    return b"".join(pieces), ""


def _odd_name(path: str) -> str:
    """Why no file may be called so, or "". Nothing is written under the name, so few are odd."""
    if not path or len(path) > _LONGEST:
        return "has no name, or an endless one"
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in path):
        return "has a control character in its name"
    if path.startswith("/") or _DRIVE.match(path):
        return "has an absolute path"
    return "leads out of the archive" if ".." in path.split("/") else ""


def _gunzip(data: bytes, bounds: Bounds) -> bytes:
    """The tar inside, as long as it stays within bounds (headers and padding on top)."""
    most = bounds.bytes + bounds.members * 2048 + 2**20
    pieces: list[bytes] = []
    size = 0
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        while piece := stream.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > most or size > max(_SMALL, bounds.ratio * len(data)):
                raise TooMuchError(
                    f"the archive swells to more than {size // 2**20} MB, beyond what is read"
                )
    return b"".join(pieces)


def _shown(text: str) -> str:
    """A name that nobody obeys: what is not printable as its code, and cut."""
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:_LONGEST])
    return plain or "(no name)"

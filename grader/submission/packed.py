"""What a zip and a tar say of their members, one after another; nothing of it is believed."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

HEADER = 2**11  # bytes that the names and times of a member take in a tar at most, and more
BROKEN = (  # what reading one may raise
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError),
    *(RuntimeError, ValueError, OSError, OverflowError, MemoryError),  # encrypted, unknown method
    *(LookupError, struct.error),  # the libraries' own slips over nonsense
)


@dataclass(frozen=True)
class Entry:
    """A member before it is read."""

    path: str
    packed: int  # bytes in the archive; 0 where it does not tell
    size: int  # bytes that it has by its own word: what inflates to more is broken
    modified: float | None
    kind: str  # "file", "folder", or why it is refused
    number: int  # its place in the archive


class LongHeadersError(tarfile.ReadError):
    """A tar has headers longer than any program writes them."""


class Tape(io.BytesIO):
    """A tar whose headers are read: a long one costs older Pythons the square of its length.

    Raises `LongHeadersError` where they are longer, all together, than any program writes them.
    """

    def __init__(self, data: bytes, members: int) -> None:
        super().__init__(data)
        self.squares: int | None = members * HEADER**2  # left; None once the headers are read

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file."""
        piece = super().read(size)
        if self.squares is not None and len(piece) > tarfile.BLOCKSIZE:
            self.squares -= len(piece) ** 2
            if self.squares < 0:
                raise LongHeadersError("its headers are longer than any program writes them")
        return piece


def zip_entries(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """In the order of its list."""
    for number, info in enumerate(archive.infolist()):
        mode = info.external_attr >> 16
        # not `is_dir`, which some versions ask of a name's last character, and there may be none
        kind = "folder" if info.filename.endswith("/") else "file"
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            kind = "is a link" if stat.S_ISLNK(mode) else "is no ordinary file"
        elif info.flag_bits & 0x1:
            kind = "is encrypted"
        # the name as it stands in the archive: the library cuts at NUL and turns backslashes
        path = info.orig_filename
        if not info.flag_bits & 0x800 and not path.isascii():
            path = _as_utf8(path)
        packed = max(info.compress_size, 1)
        yield Entry(path, packed, info.file_size, _zip_time(info), kind, number)


def _as_utf8(path: str) -> str:
    """macOS writes UTF-8 without saying so, and the library then reads code page 437."""
    try:
        return path.encode("cp437").decode("utf-8")
    except UnicodeError:
        return path


def _zip_time(info: zipfile.ZipInfo) -> float | None:
    """A zip tells a local time without its zone: taken as UTC, which keeps the order."""
    try:
        return datetime(*info.date_time, tzinfo=UTC).timestamp()
    except ValueError:
        return None


def zip_open(archive: zipfile.ZipFile, entry: Entry) -> IO[bytes]:
    """A reader of a member's bytes."""
    return archive.open(archive.infolist()[entry.number])


def tar_members(tar: tarfile.TarFile, most: int) -> list[tarfile.TarInfo]:
    """Their headers, not more than would be told."""
    found: list[tarfile.TarInfo] = []
    while (info := tar.next()) is not None and len(found) <= 12 * most:
        found.append(info)
    return found


def tar_entries(members: list[tarfile.TarInfo]) -> Iterator[Entry]:
    """In the order of the tape."""
    for number, info in enumerate(members):
        kind = "folder" if info.isdir() else "file"
        if info.issym() or info.islnk():
            kind = "is a link"
        elif not info.isdir() and (not info.isreg() or info.issparse()):
            kind = "is no ordinary file"
        path = info.name.removeprefix("./")
        modified = float(info.mtime) if 0 <= info.mtime < 2**33 else None
        yield Entry(path, 0, info.size, modified, kind, number)


def tar_open(tar: tarfile.TarFile, members: list[tarfile.TarInfo], entry: Entry) -> IO[bytes]:
    """A reader of a member's bytes. Raises ValueError where it has none."""
    stream = tar.extractfile(members[entry.number])  # a reader of its bytes; writes nothing
    if stream is None:
        raise ValueError("it has no contents")
    return stream

"""Files that we make: whole or not there, and never through a link that somebody left in the way.

The folder that a person names may itself be a link: that was the person's choice. What lies in it
may come from anybody, an archive of a student's among others; a link there is refused, and what it
leads to is neither written nor read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from grader.disk.patience import UNSUPPORTED, patiently

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)  # Windows has none: `refuse_links` looks there as well
_BINARY = getattr(os, "O_BINARY", 0)  # without it Windows would write its own line ends


class LinkError(ValueError):
    """A link lies where something of ours belongs; one sentence."""


def refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Raise `LinkError` where one of these places in the folder holds a link, dangling or not."""
    for name in names:
        if _is_link(folder / name):
            raise LinkError(_sentence(folder / name))


def refuse_links_within(folder: Path) -> None:
    """Raise `LinkError` where the folder is a link, or holds one at any depth. It may be missing.

    Raises OSError where it cannot be looked through.
    """
    if _is_link(folder):
        raise LinkError(_sentence(folder))
    to_go = [folder] if folder.is_dir() else []
    while to_go:
        with os.scandir(to_go.pop()) as entries:
            for entry in entries:
                if _is_link(Path(entry.path)):
                    raise LinkError(_sentence(Path(entry.path)))
                if entry.is_dir(follow_symlinks=False):
                    to_go.append(Path(entry.path))


def make_writable(folder: Path) -> None:
    """Make the folder and, for a moment, a file in it. Raises OSError."""
    patiently(lambda: folder.mkdir(parents=True, exist_ok=True))
    handle, name = patiently(lambda: tempfile.mkstemp(dir=folder, prefix=".writable."))
    os.close(handle)
    patiently(Path(name).unlink)


def put_file(path: Path, data: bytes) -> None:
    """Write one file whole: beside its place, to the disk, then renamed.

    Raises `LinkError` where a link lies in its place, and OSError. Where a share is away for a
    moment it waits.
    """
    patiently(lambda: _put_file(path, data))


def _put_file(path: Path, data: bytes) -> None:
    refuse_links(path.parent, [path.name])
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.part-")
    try:
        with os.fdopen(handle, "wb") as file:
            _write(file, data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
        sync(path.parent)
    except OSError as error:  # a full disk names no file
        error.filename = error.filename or str(path)
        raise
    finally:
        Path(name).unlink(missing_ok=True)


def put_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, to the disk; FileExistsError where anything is."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY, 0o644)
    with os.fdopen(handle, "wb") as file:
        _write(file, data)


def open_kept(path: Path) -> IO[str]:
    """A file to be read and added to, made where it is missing; raises `LinkError`, OSError."""
    refuse_links(path.parent, [path.name])
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _NOFOLLOW, 0o644)
    except OSError as error:
        if error.errno == errno.ELOOP:  # one that came since we looked
            raise LinkError(_sentence(path)) from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no file", str(path))
    return os.fdopen(handle, "a+", encoding="utf-8", errors="replace")


def sync(folder: Path) -> None:
    """Put a folder's list of names to the disk; Windows and many shares know no such thing."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            _sync(handle)
        finally:
            os.close(handle)


def _sync(handle: int) -> None:
    """Put to the disk what is written, where the file system can do so."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
    file.flush()
    _sync(file.fileno())


def _is_link(path: Path) -> bool:
    """A symbolic link, or what Windows has beside it (a junction, from Python 3.12 on)."""
    is_junction = getattr(os.path, "isjunction", None)
    return path.is_symlink() or (is_junction is not None and is_junction(path))


def _sentence(path: Path) -> str:
    return (
        f"{path} is a link, and nothing is written through one: remove it, or choose another folder"
    )

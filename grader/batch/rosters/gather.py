"""What lies at the path of a download: a folder's files, or an archive, as bytes and unread."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from grader.batch.rosters.bounds import MOST_BYTES, MOST_FILES
from grader.batch.rosters.nouns import Download, Part, RosterError
from grader.batch.rosters.people import CLASSROOM, MOST_TABLE
from grader.disk.patience import patiently
from grader.submission.ignored import ignored
from grader.submission.sharing import shared_out

_MOST_LISTED = 200_000  # files in a folder: more is somebody's whole disk
_MOST_FILE = 100 * 2**20  # bytes of one file in a folder


def gather_download(path: Path, people: Path | None = None) -> Download:
    """The files at `path`, and the table of who is who. Raises `RosterError`.

    `people` is what `--map` gives; without it GitHub Classroom's roster beside a folder is taken.
    """
    mapped = people is not None
    if people is None and path.is_dir():
        beside = path.resolve().parent / CLASSROOM
        people = beside if beside.is_file() else None
    who = _table(people) if people is not None else None
    called = path.resolve().name
    try:
        if path.is_dir():
            return Download(str(path), tuple(_in_folder(path)), False, called, who, mapped)
        if not path.exists():
            raise RosterError(f"there is no {path}; give the LMS's download, a zip or a folder")
        return Download(str(path), (_archive(path),), True, called, who, mapped)
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror or error}") from None


def _table(path: Path) -> Part:
    try:
        with path.open("rb") as file:
            return Part(path.name, file.read(MOST_TABLE + 1))  # one more says that it is too large
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror or error}") from None


def _archive(path: Path) -> Part:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise RosterError(
            f"{path} has {size / 2**30:.1f} GB; at most {MOST_BYTES // 2**30} GB are read: unpack "
            "it and give the folder, or give it in portions"
        )
    return Part(path.name, patiently(path.read_bytes))


def _in_folder(top: Path) -> Iterator[Part]:
    files = list(islice(_files(top), _MOST_LISTED + 1))
    if len(files) > _MOST_LISTED:
        raise RosterError(
            f"{top} holds more than {_MOST_LISTED:,} files; give the folder of one assignment"
        )
    names = [_inner(path, top) for path in files]
    kept = sorted(shared_out(names, [1] * len(names), MOST_FILES))
    sizes = [min(files[i].lstat().st_size, _MOST_FILE) for i in kept]
    small = shared_out([names[i] for i in kept], sizes, MOST_BYTES)
    readable = {kept[i] for i in small}
    few = set(kept)
    for i, path in enumerate(files):
        if i in readable:
            yield _file(path, names[i])
        elif i in few:
            why = "is too large: it and the others pass the limit"
            yield Part(names[i], None, None, why, bound=True)
        else:
            why = f"is one of more than {MOST_FILES:,} files"
            yield Part(names[i], None, None, why, bound=True)


def _files(top: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not ignored(name))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        files = [*(name for name in names if not ignored(name)), *links]
        yield from (Path(folder, name) for name in sorted(files))
        if not files and not folders and Path(folder) != top:
            yield Path(folder)


def _inner(path: Path, top: Path) -> str:
    # A name that is no UTF-8 could not be written into any report.
    return os.fsencode(path.relative_to(top).as_posix()).decode("utf-8", "replace")


def _file(path: Path, inner: str) -> Part:
    about = path.lstat()
    if stat.S_ISLNK(about.st_mode):
        return Part(inner, None, None, "is a link")
    if stat.S_ISDIR(about.st_mode):
        return Part(f"{inner}/", b"")
    if not stat.S_ISREG(about.st_mode):
        return Part(inner, None, None, "is no ordinary file")
    if about.st_size > _MOST_FILE:
        why = f"has {about.st_size / 2**20:.0f} MB, more than is read"
        return Part(inner, None, None, why, bound=True)
    try:
        return Part(inner, patiently(path.read_bytes), about.st_mtime)
    except OSError as error:
        return Part(inner, None, None, f"cannot be read: {error.strerror}")

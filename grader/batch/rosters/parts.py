"""The files of a download, from a folder or from an archive that is never unpacked to disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from grader.batch.rosters.nouns import Part, RosterError
from grader.submission.archive import ArchiveError, Bounds, is_archive, open_archive

EACH = 2_000  # files of one student; no other's are counted with them
CLASS = Bounds(members=100_000, bytes=2 * 2**30, ratio=200, each=(EACH, 200 * 2**20))
_MOST_FILE = 100 * 2**20  # bytes of one file in a folder
_IGNORED = {
    *("__MACOSX", "__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".idea"),
    *(".vscode", ".ipynb_checkpoints", "node_modules", "site-packages", ".venv", "venv"),
}


def read_parts(path: Path) -> tuple[Part, ...]:
    """The files at `path`, in the order of their paths. Raises `RosterError`."""
    try:
        if path.is_dir():
            parts = tuple(_in_folder(path))
        elif not path.exists():
            raise RosterError(f"there is no {path}; give the LMS's download, a zip or a folder")
        else:
            parts = _in_archive(path)
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror or error}") from None
    kept = [part for part in parts if not ignored(part.path)]
    return tuple(sorted(kept, key=lambda part: part.path))


def ignored(path: str) -> bool:
    """Whether it is what a machine leaves behind, and nobody's work."""
    names = PurePosixPath(path).parts
    return any(name in _IGNORED or name.startswith("._") for name in names)


def _in_archive(path: Path) -> tuple[Part, ...]:
    size = path.stat().st_size
    if size > CLASS.bytes:
        raise RosterError(
            f"{path} has {size / 2**30:.1f} GB; at most {CLASS.bytes // 2**30} GB are read: unpack "
            "it and give the folder, or give it in portions"
        )
    data = path.read_bytes()
    if not is_archive(path.name, data):
        raise RosterError(
            f"{path} is no folder and no zip or tar archive; give the LMS's download as it came, "
            "or use cnngrade submit for one file"
        )
    try:
        contents = open_archive(path.name, data, CLASS)
    except ArchiveError as error:
        raise RosterError(f"{path}: {error}") from None
    members = [Part(one.path, one.data, one.modified) for one in contents.members]
    return (*members, *(Part(one.path, None, None, one.why) for one in contents.refused))


def _in_folder(top: Path) -> Iterator[Part]:
    root, count, total = _root(top), 0, 0
    for own in sorted(root.iterdir()):
        if ignored(own.name):
            continue
        for number, path in enumerate(_files(own)):
            if number == EACH:
                name = f"{_inner(own, top)}/…"
                yield Part(name, None, None, f"is one of more than {EACH:,} files")
                break
            count += 1
            part = _file(path, top)
            total += len(part.data or b"")
            if count > CLASS.members or total > CLASS.bytes:
                raise RosterError(
                    f"{top} holds more than {CLASS.members:,} files or "
                    f"{CLASS.bytes // 2**30} GB; give it in portions"
                )
            yield part


def _root(top: Path) -> Path:
    """The folder that everything lies in."""
    while True:
        inner = [path for path in top.iterdir() if not ignored(path.name)]
        if len(inner) != 1 or inner[0].is_symlink() or not inner[0].is_dir():
            return top
        top = inner[0]


def _files(own: Path) -> Iterator[Path]:
    """What one student handed in: a file, or all files of a folder."""
    if own.is_symlink() or not own.is_dir():
        yield own
        return
    for folder, folders, names in os.walk(own):
        folders[:] = sorted(name for name in folders if not ignored(name))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (Path(folder, name) for name in sorted([*names, *links]))


def _inner(path: Path, top: Path) -> str:
    # A name that is no UTF-8 could not be written into any report.
    return os.fsencode(path.relative_to(top).as_posix()).decode("utf-8", "replace")


def _file(path: Path, top: Path) -> Part:
    inner = _inner(path, top)
    about = path.lstat()
    if stat.S_ISLNK(about.st_mode):
        return Part(inner, None, None, "is a link")
    if not stat.S_ISREG(about.st_mode):
        return Part(inner, None, None, "is no ordinary file")
    if about.st_size > _MOST_FILE:
        return Part(inner, None, None, f"has {about.st_size / 2**20:.0f} MB, more than is read")
    try:
        return Part(inner, path.read_bytes(), about.st_mtime)
    except OSError as error:
        return Part(inner, None, None, f"cannot be read: {error.strerror}")

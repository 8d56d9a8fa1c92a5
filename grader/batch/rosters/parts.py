"""The files of a download, from a folder or from an archive that is never unpacked to disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from grader.batch.rosters.nouns import Part, RosterError
from grader.submission.archive import ArchiveError, Bounds, is_archive, open_archive
from grader.submission.sharing import shared_out

# Of a whole class; what one student may hand in is bounded again, and more tightly.
CLASS = Bounds(members=20_000, bytes=2 * 2**30, ratio=200)
_MOST_LISTED = 200_000  # files in a folder: more is somebody's whole disk
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
    files = list(islice(_files(top), _MOST_LISTED + 1))
    if len(files) > _MOST_LISTED:
        raise RosterError(
            f"{top} holds more than {_MOST_LISTED:,} files; give the folder of one assignment"
        )
    names = [_inner(path, top) for path in files]
    kept = sorted(shared_out(names, [1] * len(names), CLASS.members))
    sizes = [min(files[i].lstat().st_size, _MOST_FILE) for i in kept]
    small = shared_out([names[i] for i in kept], sizes, CLASS.bytes)
    readable = {kept[i] for i in small}
    few = set(kept)
    for i, path in enumerate(files):
        if i in readable:
            yield _file(path, names[i])
        elif i in few:
            yield Part(names[i], None, None, "is too large: it and the others pass the limit")
        else:
            yield Part(names[i], None, None, f"is one of more than {CLASS.members:,} files")


def _files(top: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not ignored(name))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (Path(folder, name) for name in sorted([*names, *links]))


def _inner(path: Path, top: Path) -> str:
    # A name that is no UTF-8 could not be written into any report.
    return os.fsencode(path.relative_to(top).as_posix()).decode("utf-8", "replace")


def _file(path: Path, inner: str) -> Part:
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

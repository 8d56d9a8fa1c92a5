"""Finding the one file to grade: at a path, in a folder, or in an archive, read in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.lab import Lab
from grader.submission.archive import ArchiveError, is_archive, open_archive
from grader.submission.errors import SubmissionError
from grader.submission.ranking import claim

MOST_SOURCE = 2**18  # bytes of a .py file
MOST_NOTEBOOK = 20 * 2**20  # bytes of a notebook: its outputs hold pictures
MOST_MEMBERS = 2000  # entries of a folder or an archive that are looked at
_SOURCES = (".py", ".pyw", ".ipynb")
_TEXTS = ("", ".txt")  # `task1_cnn.py.txt`: a browser or a mail program renamed it
_SKIPPED = {"__MACOSX", "__pycache__", "site-packages", "node_modules", "venv", "env"}
_SIGNATURES = (  # (first bytes, what it is)
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)


@dataclass(frozen=True)
class Found:
    """The file to grade."""

    name: str  # its file name; in a folder or a zip with the path inside
    data: bytes
    warnings: tuple[str, ...] = ()  # which other files were not looked at


def find(path: Path, lab: Lab) -> Found:
    """The file at `path`, or the one in it. Raises `SubmissionError` where there is none."""
    shown = str(path)
    try:
        if path.is_dir():
            return _only(_in_folder(path), lab, f"the folder {shown}")
        if not path.exists():
            raise SubmissionError(f"there is no file {shown}; look at the name and the folder")
        if not path.is_file():
            raise SubmissionError(f"{shown} is no ordinary file; give it a .py or .ipynb file")
        data = _bounded(path)
    except OSError as error:
        raise SubmissionError(f"{shown} cannot be read: {error.strerror or error}") from None
    if path.suffix.lower() not in _SOURCES and is_archive(path.name, data):
        files, refused = _in_archive(data, shown)
        found = _only(files, lab, f"the archive {shown}")
        return Found(found.name, found.data, (*found.warnings, *refused))
    return Found(path.name, data)


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Raise `SubmissionError` for what cannot be somebody's Python file or notebook."""
    suffix = PurePosixPath(name.lower()).suffix
    what = next((what for start, what in _SIGNATURES if _begins(data, start)), None)
    if what is not None:
        raise SubmissionError(f"{name} is {what}; give it a .py file or a .ipynb notebook")
    if suffix not in (*_SOURCES, *_TEXTS):
        raise SubmissionError(
            f"{name} is a {suffix} file; what is graded is a .py file or a .ipynb notebook"
        )
    most = MOST_NOTEBOOK if suffix == ".ipynb" else MOST_SOURCE
    if len(data) > most:
        raise SubmissionError(
            f"{name} has {_size(len(data))}; at most {_size(most)} are read: "
            "give it the script itself"
        )
    if suffix in _TEXTS and b"\0" in data[:4096]:
        raise SubmissionError(f"{name} is no text; give it a .py file or a .ipynb notebook")


def _size(count: int) -> str:
    return f"{count / 2**20:.4g} MB" if count >= 2**20 else f"{-(-count // 1024)} kB"


def _begins(data: bytes, start: bytes) -> bool:
    # "MZ" or "Rar!" may begin an honest text; what follows in a program is no text.
    if not data.startswith(start):
        return False
    return len(start) > 2 or b"\0" in data[:512] or start == b"\x1f\x8b"


def _bounded(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MOST_NOTEBOOK:
        raise SubmissionError(
            f"{path} has {size / 2**20:.0f} MB; at most {MOST_NOTEBOOK // 2**20} MB are read: "
            "give it the script itself"
        )
    with path.open("rb") as file:
        return file.read(MOST_NOTEBOOK + 1)


def _in_folder(folder: Path) -> dict[str, bytes]:
    """The Python files of a folder; of the folders in it only where it has none itself."""
    here = sorted(entry for entry in folder.iterdir() if _is_source(entry.name))
    deeper = [] if here else sorted(_walk(folder, 3))
    files: dict[str, bytes] = {}
    for entry in (here or deeper)[:MOST_MEMBERS]:
        if entry.is_file() and not entry.is_symlink() and entry.stat().st_size <= MOST_NOTEBOOK:
            files[entry.relative_to(folder).as_posix()] = _bounded(entry)
    return files


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for entry in sorted(folder.iterdir())[:MOST_MEMBERS]:
        if entry.is_symlink() or _skipped(entry.name):
            continue
        if entry.is_dir() and depth > 0:
            yield from _walk(entry, depth - 1)
        elif _is_source(entry.name):
            yield entry


def _in_archive(data: bytes, shown: str) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The Python files of an archive, and what was refused, a sentence each."""
    try:
        contents = open_archive(shown, data)
    except ArchiveError as error:
        raise SubmissionError(str(error)) from None
    files = {
        member.path: member.data
        for member in contents.members
        if _is_source(member.path.rpartition("/")[2])
        and not any(_skipped(part) for part in member.path.split("/"))
    }
    told = [
        f"{one.path} in the archive was left out: it {one.why}" for one in contents.refused[:20]
    ]
    if len(contents.refused) > len(told):
        told.append(f"{len(contents.refused) - len(told)} more were left out of the archive")
    return files, tuple(told)


def _is_source(name: str) -> bool:
    return PurePosixPath(name.lower()).suffix in _SOURCES and not name.startswith(".")


def _skipped(part: str) -> bool:
    return part in _SKIPPED or (part.startswith(".") and part not in (".", ".."))


def _only(files: dict[str, bytes], lab: Lab, where: str) -> Found:
    """The one file that looks most like the lab's; two that differ and look alike are too many."""
    if not files:
        raise SubmissionError(f"{where} holds no .py file and no .ipynb notebook")
    ranked = {name: claim(name, data, lab) for name, data in files.items()}
    best = max(ranked.values())
    names = sorted(name for name, rank in ranked.items() if rank == best)
    if len({files[name] for name in names}) > 1:
        shown = ", ".join(names[:5]) + (" and more" if len(names) > 5 else "")
        raise SubmissionError(
            f"{where} holds {len(names)} files that could be meant ({shown}); give it the one"
        )
    others = len(files) - 1
    note = f"{names[0]} was taken from {where}" + (
        f"; {others} other Python file{'s were' if others > 1 else ' was'} not looked at"
        if others
        else ""
    )
    return Found(names[0], files[names[0]], (note,))

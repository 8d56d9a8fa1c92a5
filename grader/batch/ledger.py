"""The ledger: one folder for each result, whole or not there, whenever the power goes.

`students/KEY/` appears by one rename of a folder that is complete and on the disk. Where an
older one stands in its place, the rename takes two steps, and `settle` finishes what was begun:

    .KEY.part-XXXX   being written; worth nothing
    .KEY.new         complete, and newer than KEY
    .KEY.old         replaced by KEY
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.batch.nouns import Row
from grader.disk.files import put_file, put_new, refuse_links_within, sync
from grader.disk.patience import passes, patiently
from grader.wire.records import from_json, to_json

RECORD = ".row.json"
STUDENTS = "students"
GONE = "gone"  # results of whom the roster does not name any more
DAMAGED = "damaged"  # results that could not be read any more
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Entry:
    """A finished result."""

    mark: str  # digest of all that it follows from (`marks.mark_of`)
    row: Row
    files: tuple[str, ...]  # that lie beside it
    again: str = ""  # the --regrade that made it
    work: str = ""  # digest of what was handed in alone (`marks.work_of`)
    setting: str = ""  # digest of what it was graded by (`marks.setting_mark`)


def refuse_links(out: Path) -> None:
    """Raise `LinkError` where a student's folder, or a file in one, is a link."""
    for name in (STUDENTS, GONE, DAMAGED):
        refuse_links_within(out / name)


def settle(students: Path) -> None:
    """Finish or undo what a run that was killed had begun. Call it before anything is read."""
    students.mkdir(parents=True, exist_ok=True)
    leftovers = sorted(path for path in students.iterdir() if path.name.startswith("."))
    for path in leftovers:  # ".new" comes before ".old"
        key, _, what = path.name[1:].partition(".")
        if what.startswith("part-"):
            shutil.rmtree(path, ignore_errors=True)
        elif what == "new":
            _put_in_place(students, key)
        elif what == "old" and path.exists():
            if (students / key).exists():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.rename(students / key)


def read_entries(students: Path) -> dict[str, Entry]:
    """The finished results by key; a folder that is not ours, damaged, or lacks a file, is none."""
    folders = patiently(lambda: list(_folders(students)))
    return {entry.row.key: entry for entry in map(_entry, folders) if entry}


def keys(students: Path) -> tuple[str, ...]:
    """Of the results that are there, whole or damaged."""
    return tuple(folder.name for folder in _folders(students))


def put(students: Path, entry: Entry, files: Mapping[str, bytes]) -> None:
    """Make one result visible, whole. Raises OSError where the disk does not take it.

    Where a share is away for a moment it waits, and begins again.
    """
    patiently(lambda: _put(students, entry, files))


def put_row(students: Path, entry: Entry) -> None:
    """The same result with another row. Raises OSError."""
    put_file(students / entry.row.key / RECORD, _record(entry))


def _record(entry: Entry) -> bytes:
    return json.dumps(to_json(entry, []), indent=1).encode()


def _put(students: Path, entry: Entry, files: Mapping[str, bytes]) -> None:
    key = entry.row.key
    part = Path(tempfile.mkdtemp(dir=students, prefix=f".{key}.part-"))
    try:
        part.chmod(0o755)
        for name, data in {**files, RECORD: _record(entry)}.items():
            put_new(part / name, data)
        sync(part)
        if (students / key).exists():
            shutil.rmtree(students / f".{key}.new", ignore_errors=True)  # of a try that was cut off
            part.rename(students / f".{key}.new")
            _put_in_place(students, key)
        else:
            part.rename(students / key)
        sync(students)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def set_aside(out: Path, keys: Iterable[str], place: str = GONE) -> None:
    """Move results out of the way: of whom the roster does not name any more, or damaged ones."""
    for key in keys:
        _move(out / STUDENTS / key, out / place / key)


def bring_back(out: Path, keys: Iterable[str]) -> None:
    """Results that were set aside, of students who are on the roster again."""
    for key in keys:
        if (out / GONE / key / RECORD).exists() and not (out / STUDENTS / key).exists():
            _move(out / GONE / key, out / STUDENTS / key)


def _folders(students: Path) -> Iterator[Path]:
    for path in sorted(students.iterdir()):
        if not path.name.startswith(".") and (path / RECORD).exists():
            yield path


def _entry(folder: Path) -> Entry | None:
    try:
        text = patiently(lambda: (folder / RECORD).read_text(encoding="utf-8"))
    except OSError as error:
        if passes(error):  # it may be whole: nobody's result is taken for damaged
            raise
        return None
    except _UNREADABLE:
        return None
    try:
        entry = from_json(Entry, json.loads(text, parse_constant=_refuse), [])
    except _UNREADABLE:
        return None
    complete = all((folder / name).is_file() for name in entry.files)
    ours = entry.row.key == folder.name and _marked_as_told(entry.row)
    return entry if complete and ours else None


def _marked_as_told(row: Row) -> bool:
    """Who is graded has points and a maximum, and nobody else has either."""
    graded = row.state == "graded"
    return (row.points is not None) == graded == (row.max_points is not None)


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number that we write")


def _put_in_place(students: Path, key: str) -> None:
    final, new, old = students / key, students / f".{key}.new", students / f".{key}.old"
    if final.exists():
        shutil.rmtree(old, ignore_errors=True)
        final.rename(old)
    new.rename(final)
    shutil.rmtree(old, ignore_errors=True)


def _move(here: Path, there: Path) -> None:
    there.parent.mkdir(exist_ok=True)
    shutil.rmtree(there, ignore_errors=True)
    patiently(lambda: here.rename(there))

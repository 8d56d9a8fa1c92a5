"""Earlier years' work, out of whatever a folder of it holds: files, folders, downloads as zips."""

from __future__ import annotations

from collections.abc import Iterator

from grader.batch.likeness.nouns import Text
from grader.batch.rosters.nouns import Download, Part, Piece
from grader.batch.rosters.opened import open_all
from grader.batch.rosters.parts import CLASS, parts_of
from grader.submission.archive import ArchiveError, is_archive, open_archive
from grader.submission.ignored import ignored
from grader.submission.notebook import MOST_CODE

MOST_FILES = 3_000
_WORK = (".py", ".ipynb", ".original.txt")  # the last is how a class of ours keeps a script
_OURS = ".annotated.py"
_MOST_BYTES = 2**21  # of a notebook with its pictures
_MOST_ALL = 2**27


def texts_of(download: Download) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """The scripts and notebooks in it, each once, and what is to be said of the rest."""
    found: dict[bytes, Text] = {}
    left, bytes_left = 0, _MOST_ALL
    for part in _parts(download):
        data = part.data or b""
        if not part.path.lower().endswith(_WORK) or part.path.endswith(_OURS) or data in found:
            continue
        most = _MOST_BYTES if part.path.lower().endswith(".ipynb") else MOST_CODE
        if not data or len(data) > most:
            continue
        if len(found) == MOST_FILES or len(data) > bytes_left:
            left += 1
            continue
        bytes_left -= len(data)
        found[data] = Text(part.path, part.path, part.name, data, earlier=True)
    said = f"{left} more files of earlier years were not compared: {len(found):,} are."
    return tuple(found.values()), (said,) if left else ()


def _parts(download: Download) -> Iterator[Part]:
    for part in parts_of(download):
        for inner in _class(part):
            yield from (piece.part for piece in open_all([Piece(inner, inner.path)]).pieces)


def _class(part: Part) -> Iterator[Part]:
    """What a download of a class holds, where it is one; else the part itself."""
    if part.data is None or not is_archive(part.name, part.data):
        yield part
        return
    try:
        contents = open_archive(part.name, part.data, CLASS)
    except ArchiveError:
        return
    for one in contents.members:
        if not ignored(one.path):
            yield Part(f"{part.path}/{one.path}", one.data, one.modified)

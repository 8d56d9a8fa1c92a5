"""The files of a download; an archive is opened in memory and never unpacked to disk."""

from __future__ import annotations

from grader.batch.rosters.bounds import MOST_BYTES, MOST_FILES
from grader.batch.rosters.nouns import Download, Part, RosterError
from grader.submission.archive import ArchiveError, Bounds, is_archive, open_archive
from grader.submission.ignored import ignored

CLASS = Bounds(members=MOST_FILES, bytes=MOST_BYTES, ratio=200)


def parts_of(download: Download) -> tuple[Part, ...]:
    """The files in it, in the order of their paths, and the folders without a file.

    Raises `RosterError`.
    """
    parts = _inside(download) if download.archive else download.parts
    kept = [part for part in parts if not ignored(part.path)]
    return tuple(sorted(kept, key=lambda part: part.path))


def _inside(download: Download) -> tuple[Part, ...]:
    (archive,) = download.parts
    data = archive.data or b""
    if not is_archive(archive.path, data):
        raise RosterError(
            f"{download.shown} is no folder and no zip or tar archive; give the LMS's download as "
            "it came, or use cnngrade submit for one file"
        )
    try:
        contents = open_archive(archive.path, data, CLASS)
    except ArchiveError as error:
        raise RosterError(f"{download.shown}: {error}") from None
    members = [Part(one.path, one.data, one.modified) for one in contents.members]
    refused = [Part(one.path, None, None, one.why, one.bound) for one in contents.refused]
    folders = [Part(path, b"") for path in contents.folders]
    return (*members, *refused, *folders)

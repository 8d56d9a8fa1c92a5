"""`feedback.zip`: each report where the LMS looks for it, ready to be uploaded."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from grader.batch.nouns import Handed
from grader.batch.rosters import canvas
from grader.batch.sheets import Place

_MARK = "_assignsubmission_file"
_WHEN = (1980, 1, 1, 0, 0, 0)  # a zip's earliest: the same files make the same bytes
_REPORT = "report.html"


def feedback_members(
    kind: str,
    handed: Iterable[Handed],
    files: Callable[[str], Mapping[str, bytes]],
    places: Mapping[str, tuple[Place, ...]] | None = None,
) -> dict[str, bytes]:
    """What the zip for "moodle" or "canvas" holds; nothing where that LMS takes none back.

    `files` gives what was made for a key: `report.html` and the annotated `.py`. `places` are
    those of the filled worksheet; a Moodle team's report reaches its members only through them.
    """
    makes = {"moodle": _for_moodle, "canvas": _for_canvas}.get(kind)
    if makes is None:
        return {}
    members: dict[str, bytes] = {}
    for one in handed:
        members.update(makes(one, files(one.key), (places or {}).get(one.key, ())))
    return members


def _for_moodle(
    one: Handed, files: Mapping[str, bytes], places: tuple[Place, ...]
) -> Iterator[tuple[str, bytes]]:
    """A folder `Name_12345_assignsubmission_file_`, which every Moodle since 3.1 takes.

    The importer reads the second part as a participant's number. A team's folder has the group's
    there, which may be another student's: hence a folder for each member instead.
    """
    if _REPORT not in files:
        return
    if [place.id for place in places] not in ([], [one.id]) or not one.folder:
        for place in places:
            name = "".join(c for c in place.name if c not in '_/\\:*?"<>|') or "Participant"
            yield f"{name}_{place.id}{_MARK}_/{_REPORT}", files[_REPORT]
    elif not one.group:
        yield f"{one.folder.rstrip('_')}_/{_REPORT}", files[_REPORT]


def _for_canvas(
    one: Handed, files: Mapping[str, bytes], places: tuple[Place, ...]
) -> Iterator[tuple[str, bytes]]:
    """The annotated script under the name that was downloaded: its numbers are what counts.

    Canvas shows it under the name of what was handed in, so it has to be of the same kind.
    """
    name = PurePosixPath(one.entry or one.file).name
    annotated = {path: data for path, data in files.items() if path.endswith(".py")}
    read = canvas.read_name(name)
    if not annotated or read is None or read.typed:
        return  # what did not come from Canvas, it cannot hand to anybody
    data = next(iter(annotated.values()))
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".zip":
        both = {PurePosixPath(path).name: kept for path, kept in annotated.items()}
        report = {path: kept for path, kept in files.items() if path == _REPORT}
        data = zipped({**both, **report})
    elif suffix == ".ipynb":
        data = _notebook(data.decode("utf-8", "replace"))
    elif suffix not in (".py", ".pyw", ".txt", ""):
        return  # a tar archive, say: what is in it cannot be had under its name
    yield name, data


def _notebook(text: str) -> bytes:
    """The script as a notebook of one cell."""
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(book, indent=1).encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes follow from what is in it alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            about = zipfile.ZipInfo(name, _WHEN)
            about.create_system = 3  # whatever machine wrote it
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o100644 << 16
            archive.writestr(about, members[name])
    return buffer.getvalue()

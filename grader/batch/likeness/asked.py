"""The parent's end of comparing: it hands the judge bytes, and is given pairs and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.batch.likeness.nouns import Compared, Text
from grader.batch.nouns import Roster, Row
from grader.batch.page_lines import name_of
from grader.batch.rosters.gather import gather_download
from grader.batch.rosters.nouns import Download, RosterError
from grader.judging import Judge, JudgeLost
from grader.judging.judge import JudgeFailed
from grader.lab import Lab
from grader.wire.records import from_json, to_json

SECONDS = 300.0  # wall time for a class and its earlier years
NOTHING = Compared((), (), ())


def nobody_is_alike(_rows: Sequence[Row]) -> Compared:
    """Where nobody is compared."""
    return NOTHING


def compared(roster: Roster, rows: Sequence[Row], lab: Lab, folder: Path | None = None) -> Compared:
    """The class, compared; also with the earlier years' work in `folder`.

    No mark hangs on it: where it cannot be done, a note says so.
    """
    names = {row.key: name_of(row) for row in rows}
    texts = tuple(
        Text(one.key, names.get(one.key, one.key), one.file, one.data)
        for one in roster.handed
        if one.data is not None
    )
    if not texts or (len(texts) < 2 and folder is None):
        return NOTHING
    try:
        return _asked(texts, lab, gather_download(folder) if folder is not None else None)
    except (JudgeLost, JudgeFailed, RosterError) as error:
        if folder is None:
            return Compared((), (), (f"Who is alike is not told: comparing the files {error}.",))
        said = f"Earlier years were left out: {_subject(error)}{error}."
        class_alone = compared(roster, rows, lab)
        return replace(class_alone, notes=(said, *class_alone.notes))


def _subject(error: Exception) -> str:
    return "" if isinstance(error, RosterError) else "comparing with them "


def _asked(texts: tuple[Text, ...], lab: Lab, earlier: Download | None) -> Compared:
    blobs: list[bytes] = []
    told = {
        "texts": to_json(texts, blobs),
        "known": to_json(hand_outs(lab), blobs),
        "earlier": to_json(earlier, blobs),
        "title": lab.title,
    }
    with Judge() as judge:
        record, out = judge.ask("compare", told, blobs, seconds=SECONDS)
        return from_json(Compared, record["result"], out)


def hand_outs(lab: Lab) -> tuple[Text, ...]:
    """What every student was given."""
    name = lab.file_name
    return (Text(name, name, name, lab.starter.encode()),) if lab.starter else ()

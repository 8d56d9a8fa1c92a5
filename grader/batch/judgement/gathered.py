"""All that stands beside the machine's marks, gathered before anything is graded.

It is read and held to the class first, so that a slip is said at once; what is kept from one run to
the next is put to the disk once the folder is ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.batch.judgement import late_table, written
from grader.batch.judgement.apply import Judged, Rules
from grader.batch.judgement.files import CSV, TOML, begin_judgement, from_csv, from_toml, to_csv
from grader.batch.judgement.judgements import Judgement, JudgementError
from grader.batch.judgement.lateness import Delay, hours_of
from grader.batch.judgement.people import People, assigned
from grader.batch.judgement.tables import MOST
from grader.batch.ledger import STUDENTS
from grader.batch.nouns import Roster, Row
from grader.batch.sheets.nouns import Place
from grader.disk.files import put_file
from grader.disk.patience import patiently

_NOTE = ".written.made"  # the digest of the written.csv that we made
_SHEET = "worksheet: "  # begins what a worksheet says
WRITTEN_CSV = written.FILE
NAMES = (TOML, CSV, WRITTEN_CSV, late_table.FILE, _NOTE)


@dataclass(frozen=True)
class Given:
    """What the command line hands over."""

    written: Path | None = None  # a written.csv, filled in
    late_from: Path | None = None
    good: Mapping[str, str] = field(default_factory=dict)  # what a good answer mentions


@dataclass(frozen=True)
class Gathered:
    """What is applied to the rows, and what is put to the disk for the next run."""

    judged: Judged
    table: bytes | None  # a new judgement.csv
    late: bytes | None  # a new late.csv
    good: Mapping[str, str]
    notes: tuple[str, ...]  # a sentence each


def gather(
    out: Path,
    rules: Rules,
    roster: Roster,
    places: Mapping[str, Sequence[Place]],
    given: Given,
    today: str,
) -> Gathered:
    """Read it all. `places` are the people of the worksheet. Raises `JudgementError`."""
    people = People(roster.handed, places)
    toml, old = _read(out / TOML), _read(out / CSV)
    own = from_toml(toml, rules.lab) if toml is not None else ()
    lines = from_csv(old, rules.lab) if old is not None else ()
    notes, table = [], None
    if rules.lab.written and not rules.part1:
        notes.append("Written questions do not count: Part 1 is left out (--part1 yes).")
    if given.written is not None:
        handed_back = from_written(given.written, rules, today)
        new = written.beside(handed_back, own, people)
        lines = written.merged(lines, new)
        table = to_csv(lines)
        marked = sum(one.points is not None for one in handed_back)
        answers = _many(marked, "answer is", "answers are")
        notes.append(f"{given.written.name}: {answers} marked; {CSV} keeps that.")
    else:
        _refuse_unread(out)
    judgements = assigned((*own, *lines), people)
    delays, more = _delays(out, rules, roster, people, places, given)
    judged = Judged(rules, judgements, delays)
    kept = late_table.to_table(delays)
    before = _read(out / late_table.FILE)
    keep = kept if kept != before and (before or any(_known(delays))) else None
    return Gathered(judged, table, keep, given.good, (*notes, *more))


def keep(out: Path, gathered: Gathered) -> None:
    """Put down what the next run needs. Raises OSError."""
    begin_judgement(out)
    if gathered.table is not None:
        put_file(out / CSV, gathered.table)
    if gathered.late is not None:
        put_file(out / late_table.FILE, gathered.late)


def put_written(out: Path, rows: Sequence[Row], gathered: Gathered) -> None:
    """Make `written.csv`, where written questions count. Raises OSError."""
    worth = gathered.judged.rules.written
    if not worth:
        return
    answers = {
        row.key: data for row in rows if (data := _read(out / STUDENTS / row.key / written.ANSWERS))
    }
    made = written.written_csv(
        rows,
        {key: written.answers_of(data) for key, data in answers.items()},
        gathered.good,
        worth,
        gathered.judged.judgements,
    )
    before = (_read(out / _NOTE) or b"").split()[-1:]
    put_file(out / _NOTE, b"\n".join([*before, _digest(made)]))  # either is ours till both stand
    put_file(out / written.FILE, made)


def from_written(path: Path, rules: Rules, today: str) -> tuple[Judgement, ...]:
    """A table that was handed back."""
    data = _read(path)
    if data is None:
        raise JudgementError(f"there is no file {path}")
    if not rules.written:
        raise JudgementError(
            f"{path.name} is not read: no written question counts (points under [written] in the "
            "lab file, and Part 1 not left out)"
        )
    return written.from_written(data, path.name, rules.lab, today)


def _refuse_unread(out: Path) -> None:
    """What a tutor filled in is not written over."""
    data, note = _read(out / written.FILE), _read(out / _NOTE) or b""
    if data is not None and _digest(data) not in note.split():
        path = out / written.FILE
        raise JudgementError(
            f"{path} was changed since it was made: hand it back with --written {path}, or move it "
            "away"
        )


def _delays(
    out: Path,
    rules: Rules,
    roster: Roster,
    people: People,
    places: Mapping[str, Sequence[Place]],
    given: Given,
) -> tuple[dict[str, Delay], list[str]]:
    """How late everybody is: as was known, as the worksheet says, as --late-from says."""
    due = rules.lab.late.due if rules.lab.late is not None else ""
    notes = []
    delays = {one.key: Delay(None, "the download") for one in roster.handed if one.late}
    if (data := _read(out / late_table.FILE)) is not None:
        delays |= late_table.from_table(data, late_table.FILE, people, due)[0]
    for key, those in places.items():
        said = next((place.late for place in those if place.late), "")
        known = delays.get(key)
        if known is not None and known.hours is not None and not known.source.startswith(_SHEET):
            continue  # a tutor's own table knows better
        if said:
            delays[key] = Delay(hours_of(said), f"{_SHEET}{said}")
        elif known is not None and known.source.startswith(_SHEET):
            del delays[key]
    if given.late_from is not None:
        data = _read(given.late_from)
        if data is None:
            raise JudgementError(f"there is no file {given.late_from}")
        name = given.late_from.name
        told, strangers = late_table.from_table(data, name, people, due)
        delays |= told
        lines = _many(len(strangers), "line of it is", "lines of it are")
        some = f"; {lines} of nobody in this class" if strangers else ""
        who = _many(len(told), "person", "people")
        notes.append(f"{name} says of {who} how late they were{some}.")
    if any(one.hours != 0 for one in delays.values()) and rules.lab.late is None:
        late = sum(one.hours != 0 for one in delays.values())
        who = _many(late, "person", "people")
        notes.append(f"{who} handed in late; nothing is taken off: the lab has no [late].")
    return delays, notes


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _known(delays: Mapping[str, Delay]) -> Iterable[bool]:
    return (one.hours is not None for one in delays.values())


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def _read(path: Path) -> bytes | None:
    try:
        data = patiently(path.read_bytes)
    except FileNotFoundError:
        return None
    except (IsADirectoryError, PermissionError) as error:
        raise JudgementError(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > MOST:
        raise JudgementError(f"{path.name} has more than {MOST // 2**20} MB")
    return data

"""A run: what is there already, what is to be graded, and the class when it is done."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.batch import ledger
from grader.batch.judgement.folders import side_by_side
from grader.batch.judgement.points import added_up
from grader.batch.known import Known, put_known
from grader.batch.ledger import STUDENTS, Entry
from grader.batch.marks import mark_of, mark_of_nothing, setting_mark, work_of
from grader.batch.nothing_page import render_nothing
from grader.batch.nouns import Handed, Roster, Row, unjudged
from grader.batch.replaced import BEFORE, page_before, replaced, said_of
from grader.batch.same_class import hold_to_class
from grader.batch.unit import Result, Setting, Unit
from grader.batch.walk import TUTORS
from grader.disk.files import put_file
from grader.disk.patience import patiently
from grader.lab import Lab

_MISSING = "The result that was put to the disk cannot be read there any more."
_ELSEWHERE = (
    "No result lies here, and the work is not in this download: a run with --add did not come to "
    "its end. Give it that download once more."
)
AGAIN = ".regrade"  # holds the name of a --regrade that has not come to its end

Crew = Callable[[Iterable[Unit]], Iterator[Result]]


@dataclass(frozen=True)
class Plan:
    """What a run has before it."""

    out: Path
    roster: Roster
    setting: Setting
    done: Mapping[str, Entry]  # results that still stand, by key
    before: Mapping[str, Entry]  # all earlier results, by key
    to_go: tuple[Handed, ...]  # who has no file that can be graded among them
    changed: tuple[str, ...]  # keys of results that do not stand any more
    gone: tuple[str, ...]  # keys of whom the roster does not name any more
    damaged: tuple[str, ...]  # keys of results that cannot be read any more
    again: str = ""  # name of the --regrade, or ""
    known: Known = field(default_factory=Known)  # what the next run is to know
    kept: frozenset[str] = frozenset()  # keys of those whose work is not in the download

    @property
    def outdated(self) -> tuple[str, ...]:
        """Keys of those whose results are of another lab or grader, and cannot be made again."""
        now = setting_mark(self.setting)
        return tuple(key for key in sorted(self.kept & self.done.keys())
                     if self.done[key].setting != now)  # fmt: skip

    @property
    def anew(self) -> tuple[Entry, ...]:
        """Results that stand and whose marks change: the lab's points are others now."""
        rows = ((entry, added_up(entry.row, self.setting.lab)) for entry in self.done.values())
        return tuple(replace(entry, row=row) for entry, row in rows if row is not entry.row)

    @property
    def gradable(self) -> int:
        """Submissions that there are."""
        return len(self.done) + self.left

    @property
    def left(self) -> int:
        """Submissions that are to be graded now."""
        return sum(handed.data is not None for handed in self.to_go)


def part1_counts(roster: Roster, asked: str, decided: bool | None = None) -> bool:
    """Whether answer sheets count: as asked ("yes", "no"), or when half of the class has one.

    What was `decided` for the folder before stays. One class has one maximum: where Part 1 counts,
    who handed in no sheet has earned nothing for it; where it does not, nobody's sheet is marked.
    """
    if asked == "auto" and decided is not None:
        return decided
    files = [handed for handed in roster.handed if handed.data is not None]
    sheets = sum(handed.sheet is not None for handed in files)
    return asked == "yes" or (asked == "auto" and sheets > 0 and 2 * sheets >= len(files))


def with_part1(roster: Roster, counts: bool) -> Roster:
    """The roster with an answer sheet for everybody, an empty one at the least, or for nobody."""
    sheets = [(handed.sheet or b"") if counts else None for handed in roster.handed]
    handed = [replace(one, sheet=sheet) for one, sheet in zip(roster.handed, sheets, strict=True)]
    return replace(roster, handed=tuple(handed))


def make_plan(
    out: Path,
    roster: Roster,
    setting: Setting,
    regrade: bool = False,
    new_class: bool = False,
    known: Known | None = None,
    kept: frozenset[str] = frozenset(),
) -> Plan:
    """Look at what earlier runs left in `out`, and tidy up after one that was killed.

    Whose keys are `kept`, their work is not in the download: what they have stays. Raises
    `OtherClassError` where it is another class's, unless `new_class` says that it may be.
    """
    students = out / STUDENTS
    patiently(lambda: ledger.settle(students))
    if not new_class:
        hold_to_class(out, roster, ledger.keys(students))
    wanted = {handed.key: handed for handed in roster.handed}
    ledger.bring_back(out, wanted)
    before = ledger.read_entries(students)
    gone = tuple(key for key in before if key not in wanted)
    damaged = tuple(key for key in ledger.keys(students) if key not in before)
    again = _regrade(out) if regrade else ""
    done, to_go, changed = dict[str, Entry](), list[Handed](), list[str]()
    for key, handed in wanted.items():
        entry = before.get(key)
        if key in kept:
            done |= {key: entry} if entry is not None else {}
            continue
        if entry is not None and _stands(entry, handed, setting, again):
            if handed.data is not None:
                done[key] = entry
            continue
        to_go.append(handed)
        if entry is not None and entry.row.state != "no mark":
            changed.append(key)
    return Plan(
        *(out, roster, setting, done, before, tuple(to_go), tuple(changed), gone, damaged, again),
        known=(known or Known()).with_class(roster),
        kept=kept,
    )


def carry_out(plan: Plan, crew: Crew) -> Iterator[Row]:
    """Grade what is to go; each row comes when its result lies on the disk."""
    put_known(plan.out, plan.known)
    ledger.set_aside(plan.out, plan.gone)
    ledger.set_aside(plan.out, plan.damaged, ledger.DAMAGED)
    side_by_side(lambda entry: ledger.put_row(plan.out / STUDENTS, entry), plan.anew)
    by_key = {handed.key: handed for handed in plan.to_go}
    for handed in plan.to_go:
        if handed.data is None:
            _keep(plan, handed, _nothing(handed, plan.setting.lab))
    units = (unit_of(handed, plan.setting) for handed in plan.to_go if handed.data is not None)
    for result in crew(units):
        handed = by_key[result.row.key]
        yield dressed(_keep(plan, handed, result), handed)


def _nothing(handed: Handed, lab: Lab) -> Result:
    """The page of one of whose files none is graded."""
    page = render_nothing(handed, lab).encode("utf-8", "backslashreplace")
    return Result(unjudged(handed), {"report.html": page, TUTORS: page})


def _keep(plan: Plan, handed: Handed, result: Result) -> Row:
    """Put a result to the disk, with the mark that it takes the place of."""
    work = work_of(handed)
    earlier, students = plan.before.get(handed.key), plan.out / STUDENTS
    row = replaced(result.row, earlier, work, plan.again)
    files = {**result.files, **page_before(students / handed.key, row, earlier, plan.again)}
    mark = _mark_of(handed, plan.setting)
    done_by = setting_mark(plan.setting)
    ledger.put(students, Entry(mark, row, tuple(sorted(files)), plan.again, work, done_by), files)
    return row


def _mark_of(handed: Handed, setting: Setting) -> str:
    if handed.data is None:
        return mark_of_nothing(handed, setting)
    return mark_of(unit_of(handed, setting))


def finish(plan: Plan) -> tuple[Row, ...]:
    """The whole class, when nothing is left to go: one row for each who handed in."""
    entries = ledger.read_entries(plan.out / STUDENTS)
    (plan.out / AGAIN).unlink(missing_ok=True)
    return tuple(
        _with_page(dressed(entries[handed.key].row, handed), entries[handed.key])
        if handed.key in entries
        else replace(
            unjudged(handed),
            state="no mark",
            trouble=_ELSEWHERE if handed.key in plan.kept else _MISSING,
        )
        for handed in plan.roster.handed
    )


def _with_page(row: Row, entry: Entry) -> Row:
    """The key is ours: letters, digits, "-" and "_" alone."""
    here = f"{STUDENTS}/{row.key}"

    def link(*ends: str) -> str:
        """The file that is called so; our names need no escaping in an address."""
        return next((f"{here}/{name}" for name in entry.files if name.endswith(ends)), "")

    return replace(
        row,
        report=link("report.html"),
        tutor=link(TUTORS),
        original=link(".original.txt", ".original.ipynb"),
        annotated=link(".annotated.py"),
        report_before=link(BEFORE),
    )


def unit_of(handed: Handed, setting: Setting) -> Unit:
    """What there is to grade of one who handed something in."""
    assert handed.data is not None
    return Unit(
        handed.key,
        handed.file,
        handed.data,
        handed.sheet,
        setting,
        versions=handed.versions,
        experiment=handed.experiment,
    )


def dressed(row: Row, handed: Handed) -> Row:
    """The row with what the roster says today: a new spelling of a name costs no grading."""
    return replace(
        row,
        id=handed.id,
        name=handed.name,
        file=row.file if row.tried else handed.file,
        late=handed.late,
        for_tutor=(*said_of(row), *handed.doubts, *row.for_tutor),
        notes=(*handed.notes, *row.tried),
    )


def with_best(roster: Roster, rows: Iterable[Row]) -> Roster:
    """The roster with the attempt that counts, where the best of several does."""
    files = {row.key: row.file for row in rows if row.tried}
    return replace(roster, handed=tuple(_taking(one, files.get(one.key)) for one in roster.handed))


def _taking(handed: Handed, file: str | None) -> Handed:
    best = next((one for one in handed.versions if one.file == file), None)
    if best is None:
        return handed
    return replace(handed, file=best.file, entry=best.entry, data=best.data)


def _stands(entry: Entry, handed: Handed, setting: Setting, again: str) -> bool:
    """Whether a result need not be made again; one without a mark always is."""
    tried = entry.row.state == "no mark" and handed.data is not None
    if tried or (again and entry.again != again):
        return False
    return entry.mark == _mark_of(handed, setting)


def _regrade(out: Path) -> str:
    """The name of this --regrade; that of one that was broken off, which goes on."""
    note = out / AGAIN
    if note.exists():
        return note.read_text(encoding="utf-8", errors="replace").strip()
    name = f"{time.strftime('%Y-%m-%d %H:%M')} {secrets.token_hex(4)}"
    put_file(note, f"{name}\n".encode())
    return name

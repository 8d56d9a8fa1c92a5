"""One run of `cnngrade batch`, from the first line on the terminal to the last."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import click

from grader.batch import ledger, lock
from grader.batch.cluster import ClusterError, grade_there
from grader.batch.intake import take_in
from grader.batch.judgement.apply import Rules
from grader.batch.judgement.folders import put_marks
from grader.batch.judgement.gathered import (
    NAMES,
    WRITTEN_CSV,
    Gathered,
    Given,
    gather,
    keep,
    put_written,
)
from grader.batch.judgement.judgements import JudgementError
from grader.batch.known import (
    NOTE,
    Known,
    NothingToAddToError,
    decided_otherwise,
    joint,
    put_known,
    read_known,
)
from grader.batch.ledger import DAMAGED, GONE
from grader.batch.likeness.asked import compared
from grader.batch.local import default_jobs, grade_here
from grader.batch.lock import LockedError, only_run
from grader.batch.marks import data_mark, grader_mark
from grader.batch.nouns import Roster, Row
from grader.batch.outputs import Outputs, Worksheet, names, write_outputs
from grader.batch.progress import duration
from grader.batch.rosters.nouns import KINDS, RosterError
from grader.batch.run import (
    AGAIN,
    Crew,
    Plan,
    carry_out,
    finish,
    make_plan,
    part1_counts,
    with_best,
    with_part1,
)
from grader.batch.same_class import OtherClassError
from grader.batch.sheets import Place, SheetError, check_sheet
from grader.batch.summary import average, changed_marks, how_many, needs_a_human
from grader.batch.unit import Result, Setting, Unit
from grader.cli.meter import Meter
from grader.cli.streams import output_is_lost
from grader.data import DataError, Source
from grader.disk.files import LinkError, make_writable, refuse_links
from grader.lab import Lab
from grader.report.shown import one_line
from grader.sandbox import UNCONFINED
from grader.sandbox.surroundings import lacking
from grader.submission.candidates import Attempt

MOST_NOTES = 12  # lines of a kind on the terminal; the page has all
STOPPED = 130  # exit status of what Ctrl-C ended


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    path: Path  # the download
    out: Path
    lab: Lab  # with the limits that were asked for
    source: Source
    kind: str  # of the roster, or "auto"
    people: Path | None  # a map of who is who
    part1: str  # "auto", "yes", "no"
    attempt: Attempt  # which of several counts
    worksheet: Path | None
    column: str
    scale: bool
    given: Given  # tables that tutors have filled in
    overwrite_manual: bool  # also marks that were changed in the LMS since
    trust_ids: bool  # where sheet and download give different names for a number
    jobs: int | None
    regrade: bool
    add: bool  # the download's people are taken in beside those that are there
    new_class: bool  # the results of another class may be set aside
    cluster: str | None
    compare: Path | None  # a folder of earlier years' work
    all_feedback: bool  # everybody's report goes back, and not only what changed
    allow_unconfined: bool  # run the files even where there is no sandbox


def grade_class(asked: Asked) -> int:
    """Grade everything that is not graded yet; gives the exit status."""
    if not asked.cluster and (missing := lacking()):  # said once, and not of every student
        click.echo(f"Error: {missing}", err=True)
        return 3
    if sys.platform != "linux" and not (asked.allow_unconfined or asked.cluster):
        raise click.UsageError(UNCONFINED)
    try:
        setting = _setting(asked)
        worksheet = _worksheet(asked)
        _refuse(asked.out, worksheet)
        known = Known() if asked.new_class else read_known(asked.out)
        download = take_in(asked.path, _kind(asked, known), asked.lab, asked.people, asked.attempt)
        both = joint(download, known, asked.add)
        roster = both.roster
        _make(asked.out)
        counts = part1_counts(download, asked.part1, known.part1)
        rules = Rules(asked.lab, counts)
        places = _check(worksheet, rules, roster)
        today = time.strftime("%Y-%m-%d")
        gathered = gather(asked.out, rules, roster, places, asked.given, today)
        with only_run(asked.out):
            keep(asked.out, gathered)
            roster = replace(roster, notes=(*roster.notes, *gathered.notes))
            _open(asked, download, roster, counts, known)
            plan = make_plan(
                asked.out,
                with_part1(roster, counts),
                setting,
                asked.regrade,
                asked.new_class,
                Known(part1=counts, attempt=asked.attempt, added=both.added),
                both.kept,
            )
            return _run(asked, plan, worksheet, gathered)
    except _WRONG_USE as error:
        raise click.UsageError(str(error)) from None
    except ClusterError as error:
        click.echo(f"\nError: {one_line(str(error), 500)}. {_HOW_TO_GO_ON}", err=True)
        return 3
    except OSError as error:  # the disk is full, the folder is gone
        if output_is_lost():
            raise
        where = error.filename or asked.out
        click.echo(f"Error: {where}: {error.strerror or error}. {_HOW_TO_GO_ON}", err=True)
        return 3


_WRONG_USE = (
    *(RosterError, SheetError, DataError, LockedError, OtherClassError, LinkError),
    *(JudgementError, NothingToAddToError),
)
_HOW_TO_GO_ON = "What is done stays; run the same command again to go on."


def _setting(asked: Asked) -> Setting:
    return Setting(asked.lab, data_mark(asked.source), grader_mark(), asked.allow_unconfined)


def _worksheet(asked: Asked) -> Worksheet | None:
    path = asked.worksheet
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SheetError(f"{path} cannot be read: {error.strerror or error}") from None
    if asked.out.exists() and path.resolve().parent.samefile(asked.out):
        raise SheetError(
            f"{path} lies in {asked.out}, where the filled copy would take its place; "
            "move it, or choose another --out"
        )
    return Worksheet(
        *(path.name, data, asked.column, asked.scale, asked.trust_ids, asked.overwrite_manual)
    )


def _check(
    worksheet: Worksheet | None, rules: Rules, roster: Roster
) -> Mapping[str, tuple[Place, ...]]:
    """What is wrong with the sheet is said before an hour of grading; gives who is who on it."""
    if worksheet is None:
        return {}
    checked = check_sheet(
        worksheet.data,
        rules.out_of,
        worksheet.column,
        rules.lab.title,
        worksheet.scale,
        roster,
        worksheet.trust_ids,
    )
    return checked.places


def _refuse(folder: Path, worksheet: Worksheet | None) -> None:
    """No link lies where something will be written. Raises `LinkError`."""
    refuse_links(folder, (lock.NAME, AGAIN, NOTE, *NAMES, *names(worksheet)))
    ledger.refuse_links(folder)


def _make(folder: Path) -> None:
    """Before an hour of grading: it can be written to."""
    try:
        make_writable(folder)
    except OSError as error:
        message = f"cannot write to {folder}: {error.strerror}; choose another with --out"
        raise click.UsageError(message) from None


def _kind(asked: Asked, known: Known) -> str:
    """How the download is read: one student's shows less of whose it is than a class's."""
    same = asked.add and asked.kind == "auto" and known.roster in KINDS and known.roster != "map"
    return known.roster if same else asked.kind


def _open(asked: Asked, download: Roster, roster: Roster, counts: bool, known: Known) -> None:
    """What was found, before anything is run."""
    files = [handed for handed in download.handed if handed.data is not None]
    sheets = sum(handed.sheet is not None for handed in files)
    click.echo(f"{len(download.handed)} handed in ({roster.kind}), {len(files)} to be graded.")
    if besides := len(roster.handed) - len(download.handed):
        click.echo(f"{besides} more were graded before and are not in this download; they stay.")
    once = " as was decided for this folder" if known.part1 == counts else ""
    if counts:
        click.echo(
            f"Part 1 counts{once}: {sheets} of {len(files)} handed in an answer sheet; who did not "
            "has earned nothing for it (--part1 no leaves Part 1 out)."
        )
    elif sheets:
        click.echo(
            f"Part 1 is left out{once}: {sheets} of {len(files)} handed in an answer sheet "
            "(--part1 yes counts it for everybody)."
        )
    if otherwise := decided_otherwise(known, download, counts, asked.attempt):
        click.echo(f"Otherwise than in the run before ({len(otherwise)}):")
        _some(list(otherwise))
    _some([one_line(note, 300) for note in roster.notes])


def _run(asked: Asked, plan: Plan, worksheet: Worksheet | None, gathered: Gathered) -> int:
    began = time.monotonic()
    _say_plan(plan)
    meter = Meter(len(plan.done), plan.gradable)
    with _until_stopped() as stop:
        for row in carry_out(plan, _crew(asked, plan, stop)):
            meter.tell(row)
        meter.close()
        if stop.is_set():
            click.echo(f"Stopped. {meter.ready} of {plan.gradable} are done. {_HOW_TO_GO_ON}")
            return STOPPED
    rows = gathered.judged.of(finish(plan))
    roster = with_best(plan.roster, rows)
    put_known(plan.out, plan.known.with_class(roster))
    put_marks(plan.out, rows, asked.lab)
    put_written(plan.out, rows, gathered)
    outputs = write_outputs(
        plan.out,
        roster,
        rows,
        asked.lab.title,
        worksheet,
        asked.lab.points,
        asked.all_feedback,
        lambda told: compared(roster, told, asked.lab, asked.compare),
    )
    _say_end(rows, outputs, time.monotonic() - began)
    return 3 if any(row.state == "no mark" for row in rows) else 0


def _crew(asked: Asked, plan: Plan, stop: threading.Event) -> Crew:
    """Who grades: workers of this machine, or those of a cluster."""

    def here(units: Iterable[Unit]) -> Iterator[Result]:
        jobs = min(asked.jobs or default_jobs(), plan.left or 1)
        return grade_here(units, asked.source, jobs, stop)

    def there(units: Iterable[Unit]) -> Iterator[Result]:
        return grade_there(units, asked.cluster or "", plan.setting, stop)

    return there if asked.cluster else here


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and a closed terminal set: what is begun is finished whole.

    A second Ctrl-C ends the process at once; the ledger takes no harm from that either.
    """
    stop = threading.Event()

    def ask(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    earlier = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in earlier.items():
            with suppress(TypeError):  # a handler that Python did not set
                signal.signal(number, handler)


def _say_plan(plan: Plan) -> None:
    done, to_go = len(plan.done), plan.left
    if plan.again and done:
        click.echo(f"The regrading of {plan.again[:16]} was broken off and goes on:")
    if done:
        rest = f"{to_go} to go." if to_go else "nothing is left to grade."
        click.echo(f"{done} of {plan.gradable} are done already; {rest}")
    if anew := len(plan.anew):
        click.echo(
            f"The lab's points are others now: {anew} marks are added up anew, and nothing is run "
            "for that."
        )
    if plan.changed and not plan.again:
        click.echo(f"{len(plan.changed)} of them have changed since, or are graded otherwise now:")
        _some([", ".join(plan.changed[:MOST_NOTES]) + (" …" if plan.changed[MOST_NOTES:] else "")])
    if plan.outdated:
        click.echo(
            f"{len(plan.outdated)} of those who stay were graded by another lab file, digits or "
            "cnngrade, and their work is not here: grade a download that has it as well."
        )
    if plan.damaged:
        click.echo(
            f"Damaged results were moved to {plan.out / DAMAGED}, and those are graded again:"
        )
        _some([one_line(key, 80) for key in plan.damaged])
    if plan.gone:
        click.echo(f"Not on the roster any more; their results were moved to {plan.out / GONE}:")
        _some([one_line(plan.before[key].row.name or key, 80) for key in plan.gone])


def _say_end(rows: tuple[Row, ...], outputs: Outputs, seconds: float) -> None:
    click.echo("")
    for line in (f"{how_many(rows)}, in {duration(seconds)}.", average(rows)):
        if line:
            click.echo(line)
    for lines in (changed_marks(rows), needs_a_human(rows)):
        for line in lines:
            click.echo(line)
    _some([one_line(note, 300) for note in outputs.notes])
    click.echo("")
    click.echo(f"The class     {outputs.page}")
    click.echo(f"Marks         {outputs.grades}")
    if waits := sum(bool(row.waits) for row in rows):
        table = outputs.page.with_name(WRITTEN_CSV)
        click.echo(f"To be marked  {table} ({waits} wait; hand it back with --written {table})")
    if outputs.sheet is not None:
        click.echo(f"For the LMS   {outputs.sheet}")
    if outputs.feedback is not None:
        click.echo(f"Feedback      {outputs.feedback}")
    if any(row.state == "no mark" for row in rows):
        click.echo("Run the same command again to try those without a mark once more.")


def _some(notes: list[str]) -> None:
    for note in notes[:MOST_NOTES]:
        click.echo(f"  {note}")
    if len(notes) > MOST_NOTES:
        click.echo(f"  … and {len(notes) - MOST_NOTES} more, in the page")

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
    joint,
    put_known,
    read_known,
)
from grader.batch.likeness.asked import compared
from grader.batch.local import default_jobs, grade_here
from grader.batch.lock import LockedError, only_run
from grader.batch.marks import grader_mark
from grader.batch.nouns import Roster
from grader.batch.outputs import Worksheet, names, write_outputs
from grader.batch.page_lines import titles_of
from grader.batch.rosters.kinds import KINDS
from grader.batch.rosters.nouns import RosterError
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
from grader.batch.unit import Result, Setting, Unit
from grader.cli.evening_said import say_download, say_end, say_plan
from grader.cli.meter import Meter
from grader.cli.streams import output_is_lost
from grader.data import DataError, Source
from grader.data.mark import data_mark
from grader.disk.files import LinkError, make_writable, refuse_links
from grader.lab import Lab
from grader.report.shown import one_line
from grader.sandbox import UNCONFINED
from grader.sandbox.surroundings import lacking
from grader.submission.candidates import Attempt

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
            say_download(download, roster, counts, asked.attempt, known)
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


def _run(asked: Asked, plan: Plan, worksheet: Worksheet | None, gathered: Gathered) -> int:
    began = time.monotonic()
    say_plan(plan)
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
        titles_of(asked.lab),
    )
    say_end(rows, outputs, time.monotonic() - began)
    return 3 if any(row.state == "no mark" for row in rows) else 0


def _crew(asked: Asked, plan: Plan, stop: threading.Event) -> Crew:
    """Who grades: workers of this machine, or those of a cluster."""

    def here(units: Iterable[Unit]) -> Iterator[Result]:
        jobs = min(asked.jobs or default_jobs(), plan.left or 1)
        return grade_here(units, asked.source, jobs, stop)

    def there(units: Iterable[Unit]) -> Iterator[Result]:
        return grade_there(units, asked.cluster or "", asked.source, plan.setting, stop)

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

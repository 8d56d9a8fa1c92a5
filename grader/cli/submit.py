"""`cnngrade submit`: one file in, a mark and a page out."""

from __future__ import annotations

import sys
import webbrowser
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import click

from grader.cli.options import (
    asked_source,
    data_option,
    good_sheet,
    lab_option,
    named_lab,
    unconfined_option,
)
from grader.cli.spelling import spelled
from grader.cli.streams import colours, width
from grader.cli.waiting import Waiting
from grader.data import Source
from grader.disk.files import LinkError, make_writable, put_file, refuse_links
from grader.disk.report import last_record, names, put_report
from grader.forked import fork_judge
from grader.judging import Judge, JudgeLost, Processes
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.one import grade, read, warm
from grader.judging.paper import Paper, Wanted
from grader.sandbox.surroundings import lacking
from grader.submission.errors import SheetError, SubmissionError
from grader.submission.gather import gather, gather_sheet
from grader.wire.fork import may_fork

FAULT = "fault.txt"
# the names of grader.report.FORMATS, which only the judge imports
FORMATS = ("text", "json", "html", "junit", "gradescope", "github-classroom")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--answers",
    "sheet",
    type=click.Path(path_type=Path),
    help="Your answer sheet of Part 1 (part1.toml), marked along.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for report.html and result.json.  [default: NAME-report beside FILE]",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--tutor",
    is_flag=True,
    help="The tutor's page: written answers beside what a good one mentions, and suspicions.",
)
@click.option(
    "--good-answers",
    type=click.Path(path_type=Path),
    help="Filled-in answer sheet for the tutor's page.  [default: solutions/part1.toml of the "
    "checkout, where there is one]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What goes to standard output. The page is written in any case.",
)
@click.option(
    "--explore",
    "explores",
    is_flag=True,
    help="Write explore.html beside the report: your network, trained to be played with.",
)
@unconfined_option
@data_option
@lab_option
def submit(
    file: Path,
    sheet: Path | None,
    out: Path | None,
    open_page: bool,
    tutor: bool,
    good_answers: Path | None,
    form: str,
    explores: bool,
    allow_unconfined: bool,
    data: Path | None,
    lab_path: Path | None,
) -> None:
    """Grade FILE (task1_cnn.py or a notebook) and write a page that explains it.

    Exit status: 0 graded, whatever the mark; 2 wrong use; 3 could not be graded for a reason
    that is not yours.
    """
    if file.is_dir():
        raise click.UsageError(_no_file(file))
    lab = named_lab(lab_path, file)
    forks = may_fork() and not (tutor or explores)
    judge = Judge(first=fork_judge if forks else None)
    with judge if forks else nullcontext():  # a fork is made before anything is read
        try:
            good = good_sheet(good_answers, lab) if tutor else None
            paper = Paper(gather(file), lab, _named(sheet), good_answers=_named(good))
        except (SubmissionError, SheetError) as error:
            raise click.UsageError(str(error)) from None
        source = asked_source(lab, lab_path, data)
        folder = out if out is not None else file.absolute().parent / f"{file.stem}-report"
        audience = "tutor" if tutor else "student"
        wanted = Wanted(
            source.name, source.found_by, allow_unconfined, form, audience, colours(), width()
        )
        place = Place(folder, out is not None, open_page, explores)
        _refuse(place, file.name)
        paper = replace(paper, before=last_record(folder))
        sys.exit(_grade(judge, paper, wanted, source, place))


def _no_file(folder: Path) -> str:
    """What to point at in place of a folder."""
    inside = folder / "task1_cnn.py"
    if inside.exists():
        return f"{folder} is a folder; name the file in it: {inside}"
    return (
        f"{folder} is a folder; name the file in it, such as task1_cnn.py, or use cnngrade batch "
        "if it is a whole class"
    )


def _named(sheet: Path | None) -> tuple[str, bytes] | None:
    return None if sheet is None else (sheet.name, gather_sheet(sheet))


@dataclass(frozen=True)
class Place:
    """Where the report goes."""

    folder: Path
    chosen: bool  # by who calls; else it lies beside the student's file
    open_page: bool  # in the browser
    explores: bool = False  # a page to play with lies beside it


def _refuse(place: Place, file: str) -> None:
    """No link lies where the report of this file goes.

    A folder that nobody chose lies beside the student's file, and may be a link like any other
    there.
    """
    try:
        if not place.chosen:
            refuse_links(place.folder.parent, [place.folder.name])
        refuse_links(place.folder, names(file))
    except LinkError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(_no_place(place, error)) from None


def _no_place(place: Place, error: OSError) -> str:
    return f"cannot write to {place.folder}: {error.strerror}; choose another with --out"


def _make(place: Place, file: str) -> None:
    """The folder must be writable before anything is run: nothing is lost at the end."""
    try:
        make_writable(place.folder)
    except OSError as error:
        raise click.UsageError(_no_place(place, error)) from None
    _refuse(place, file)  # of what was found in an archive


def _grade(judge: Judge, paper: Paper, wanted: Wanted, source: Source, place: Place) -> int:
    if missing := lacking():
        click.echo(f"Error: {missing}", err=True)
        return 3
    own = wanted.audience == "student"
    with warm(paper.lab, source, own) as (trainer, nursery), judge:
        try:
            with Waiting() as waiting:
                wanted = replace(wanted, glances=waiting.seen)
                name = read(judge, paper)
                _make(place, name)
                unconfined = wanted.allow_unconfined
                processes = Processes(trainer, nursery, unconfined, heard=waiting.tell)
                judged = grade(judge, wanted, processes)
        except Refused as refused:
            raise click.UsageError(str(refused)) from None
        except JudgeLost as lost:
            click.echo(f"Error: reading {paper.gathered.shown} {lost}; there is no mark.", err=True)
            return 3
        except JudgeFailed as failed:
            return _fault(failed, place.folder)
        written = put_report(place.folder, name, (judged.page, judged.record, judged.annotated))
        toy = _toy(judge, paper, source, processes, place)
    if wanted.form == "text":
        click.echo(judged.said.decode(), color=wanted.colour)
    else:
        click.echo(judged.said, nl=False)  # data: in UTF-8, wherever it goes
    where = [f"The page that explains it: {written}"]
    where += [toy] if toy else []
    click.echo("\n".join(map(spelled, where)), err=wanted.form != "text")
    if place.open_page and not webbrowser.open(written.resolve().as_uri()):
        click.echo("No browser could be opened here; open the page by hand.", err=True)
    return 3 if judged.no_mark else 0


def _toy(judge: Judge, paper: Paper, source: Source, processes: Processes, place: Place) -> str:
    """Where the page to play with lies, if it was asked for; or why there is none."""
    if not place.explores:
        return ""
    from grader.cli.explore import explored, put_page  # only here: they draw and compute
    from grader.explore.page import NAME

    try:
        path = place.folder / NAME
        put_page(path, explored(judge, paper, source, processes))
    except click.ClickException as error:
        return f"No page to play with: {error.message}"
    return f"The page to play with: {path}"


def _fault(failed: JudgeFailed, folder: Path) -> int:
    """The grader itself went wrong: the traceback is kept for who mends it."""
    folder.mkdir(parents=True, exist_ok=True)
    put_file(folder / FAULT, failed.told.encode("utf-8", "backslashreplace"))
    click.echo(
        f"Error: the grader itself failed ({failed}); there is no mark. {folder / FAULT} says "
        "where, for who mends it.",
        err=True,
    )
    return 3

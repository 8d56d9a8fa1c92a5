"""`cnngrade submit`: one file in, a mark and a page out."""

from __future__ import annotations

import shutil
import sys
import webbrowser
from dataclasses import dataclass
from pathlib import Path

import click

from grader.cli.options import data_option, lab_option, read_asked_lab
from grader.cli.spelling import spelled
from grader.data import DataError, Source, find_data
from grader.disk.files import LinkError, make_writable, refuse_links
from grader.lab import Lab, exercises_folder
from grader.script import Submission
from grader.submission import SubmissionError, read

# the names of grader.report.FORMATS, which are not imported before they are needed
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
    "--allow-unconfined/--only-confined",
    default=sys.platform != "linux",
    help="Run the file even where the system gives no sandbox: with your rights.  "
    "[default: only confined on Linux, allowed elsewhere]",
)
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
    allow_unconfined: bool,
    data: Path | None,
    lab_path: Path | None,
) -> None:
    """Grade FILE (task1_cnn.py or a notebook) and write a page that explains it.

    Exit status: 0 graded, whatever the mark; 2 wrong use; 3 could not be graded for a reason
    that is not yours.
    """
    from grader.submission.answers import SheetError, read_sheet

    if file.is_dir():
        raise click.UsageError(f"{file} is a folder; name the file in it: {file / 'task1_cnn.py'}")
    lab = read_asked_lab(lab_path)
    try:
        submission = read(file, lab)
        answers = None if sheet is None else read_sheet(sheet)
        good = _good_answers(good_answers) if tutor else None
        source = find_data(data)
    except (SubmissionError, SheetError, DataError) as error:
        raise click.UsageError(str(error)) from None
    folder = out if out is not None else file.absolute().parent / f"{file.stem}-report"
    _make(folder, submission.name, chosen=out is not None)
    task = Task(submission, lab, source, answers, tutor, good, allow_unconfined)
    sys.exit(_grade(task, folder, form, open_page))


def _good_answers(path: Path | None) -> dict[str, object] | None:
    """The sheet with what good answers mention; only tutors have one."""
    from grader.submission.answers import read_sheet

    beside = exercises_folder().parent / "solutions" / "part1.toml"
    if path is None and not beside.exists():
        return None
    return read_sheet(path if path is not None else beside)


def _make(folder: Path, file: str, chosen: bool) -> None:
    """The folder must be writable before anything is run: nothing is lost at the end.

    One that nobody chose lies beside the student's file, and may be a link like any other there.
    """
    from grader.report.write import names

    try:
        if not chosen:
            refuse_links(folder.parent, [folder.name])
        make_writable(folder)
        refuse_links(folder, names(file))
    except LinkError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        message = f"cannot write to {folder}: {error.strerror}; choose another with --out"
        raise click.UsageError(message) from None


@dataclass(frozen=True)
class Task:
    """What is graded, by what, for whom."""

    submission: Submission
    lab: Lab
    source: Source
    answers: dict[str, object] | None  # the student's sheet
    tutor: bool  # the tutor's page instead of the student's
    good_answers: dict[str, object] | None
    allow_unconfined: bool  # run the file even where there is no sandbox


def _grade(task: Task, folder: Path, form: str, open_page: bool) -> int:
    from grader import report
    from grader.finding import NoMark
    from grader.grade import Processes, grade_one
    from grader.sandbox.surroundings import lacking
    from grader.training import Trainer

    if missing := lacking():
        click.echo(f"Error: {missing}", err=True)
        return 3
    with Trainer(task.source) as trainer:
        bench = Processes(trainer, allow_unconfined=task.allow_unconfined)
        grade = grade_one(task.submission, task.lab, bench, task.answers)
    audience = "tutor" if task.tutor else "student"
    written = report.write(grade, folder, audience, task.good_answers)
    if form == "text":
        colour = sys.stdout.isatty()
        width = min(shutil.get_terminal_size((88, 24)).columns, 100)
        click.echo(report.render_text(grade, colour=colour, width=width), color=colour)
    else:
        click.echo(report.FORMATS[form](grade), nl=False)
    click.echo(spelled(f"The page that explains it: {written.html}"), err=form != "text")
    if open_page and not webbrowser.open(written.html.resolve().as_uri()):
        click.echo("No browser could be opened here; open the page by hand.", err=True)
    return 3 if isinstance(grade.mark, NoMark) else 0

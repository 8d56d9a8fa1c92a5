"""`cnngrade submit`: one file in, a mark and a page out."""

from __future__ import annotations

import shutil
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click

from grader.cli.options import data_option, lab_option, read_asked_lab
from grader.data import DataError, Source, find_data
from grader.lab import Lab
from grader.submission import Submission, SubmissionError, read


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
@data_option
@lab_option
def submit(
    file: Path,
    sheet: Path | None,
    out: Path | None,
    open_page: bool,
    tutor: bool,
    data: Path | None,
    lab_path: Path | None,
) -> None:
    """Grade FILE (task1_cnn.py or a notebook) and write a page that explains it.

    Exit status: 0 graded, whatever the mark; 2 wrong use; 3 could not be graded for a reason
    that is not yours.
    """
    from grader.answers import SheetError, read_sheet

    lab = read_asked_lab(lab_path)
    try:
        submission = read(file, lab)
        answers = None if sheet is None else read_sheet(sheet)
        source = find_data(data)
    except (SubmissionError, SheetError, DataError) as error:
        raise click.UsageError(str(error)) from None
    folder = out if out is not None else file.resolve().parent / f"{file.stem}-report"
    _make(folder)
    sys.exit(_grade(submission, lab, source, answers, folder, open_page, tutor))


def _make(folder: Path) -> None:
    """The folder must be writable before anything is run: nothing is lost at the end."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        message = f"cannot write to {folder}: {error.strerror}; choose another with --out"
        raise click.UsageError(message) from None


def _grade(
    submission: Submission,
    lab: Lab,
    source: Source,
    answers: dict[str, Any] | None,
    folder: Path,
    open_page: bool,
    tutor: bool,
) -> int:
    from grader import report
    from grader.grade import grade_one
    from grader.training import Trainer

    with Trainer(source) as trainer:
        grade = grade_one(submission, lab, trainer, answers)
    written = report.write(grade, folder, audience="tutor" if tutor else "student")
    colour = sys.stdout.isatty()
    width = min(shutil.get_terminal_size((88, 24)).columns, 100)
    click.echo(report.render_text(grade, colour=colour, width=width), color=colour)
    click.echo(f"\nThe page that explains it: {written.html}")
    if open_page:
        webbrowser.open(written.html.resolve().as_uri())
    return 0 if grade.gradable else 3

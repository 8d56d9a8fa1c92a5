"""`cnngrade watch`: each save graded at once, and the first thing to mend shown."""

from __future__ import annotations

import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import click

from grader.cli.options import (
    asked_source,
    data_option,
    lab_option,
    named_lab,
    unconfined_option,
)
from grader.cli.watched import Watching
from grader.disk.files import LinkError, refuse_links
from grader.disk.report import names
from grader.judging.bench import Bench
from grader.judging.paper import Wanted
from grader.sandbox.surroundings import lacking
from grader.submission.errors import SheetError, SubmissionError
from grader.submission.gather import gather, gather_sheet
from grader.watching.working import Worker


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--answers",
    "sheet",
    type=click.Path(path_type=Path),
    help="Your answer sheet of Part 1 (part1.toml), watched and marked along.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@unconfined_option
@data_option
@lab_option
def watch(
    file: Path,
    sheet: Path | None,
    open_page: bool,
    allow_unconfined: bool,
    data: Path | None,
    lab_path: Path | None,
) -> None:
    """Grade FILE each time it is saved, and show the first thing to mend.

    The verdict is that of `cnngrade submit`. The page is served to this computer alone while this
    runs, and lies in NAME-report beside FILE. Exit status: 0 ended by q or Ctrl-C; 2 wrong use;
    3 nothing can be graded here.
    """
    lab = named_lab(lab_path, file)
    try:
        if file.is_dir():
            raise SubmissionError(f"{file} is a folder; name the file in it that you work on")
        gather(file)
        if sheet is not None:
            gather_sheet(sheet)
        folder = file.absolute().parent / f"{file.stem}-report"
        refuse_links(folder.parent, [folder.name])
        refuse_links(folder, names(file.name))
    except (SubmissionError, SheetError, LinkError) as error:
        raise click.UsageError(str(error)) from None
    source = asked_source(lab, lab_path, data)
    if missing := lacking():
        click.echo(f"Error: {missing}", err=True)
        sys.exit(3)
    wanted = Wanted(source.name, source.found_by, allow_unconfined, "text", glances=True)
    with suppress(KeyboardInterrupt), ExitStack() as opened:  # Ctrl-C is an end like any other
        bench = opened.enter_context(Bench(source))
        bench.nursery(lab)  # it becomes warm while the file is read
        run = Watching(file, sheet, lab, folder, passed_on(lab_path, data))
        run.serve(opened)
        worker = opened.enter_context(Worker(bench, wanted, run.post, run.drawn))
        run.follow(worker, opened, open_page)


def passed_on(lab_path: Path | None, data: Path | None) -> tuple[str, ...]:
    """What was said of lab and data, for another command on the same file."""
    given = {"--lab": lab_path, "--data": data}
    return tuple(
        word for name, path in given.items() if path is not None for word in (name, str(path))
    )

"""`cnngrade explore`: a page to play with, on one's own disk."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

import click

from concepts import ConceptError
from grader.cli.matrices import plainly
from grader.cli.options import asked_source, data_option, lab_option, named_lab
from grader.cli.rf import refuse_path
from grader.cli.spelling import spelled
from grader.data import Source
from grader.data.digits import held_out_digits
from grader.disk.files import LinkError, put_file
from grader.explore.lines import checked_line
from grader.explore.page import NAME, render_explore
from grader.judging import Judge, JudgeLost, Processes
from grader.judging import one as judging
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.paper import Explore, Paper
from grader.sandbox.surroundings import lacking
from grader.submission.errors import SubmissionError
from grader.submission.gather import gather
from grader.training import TrainerFailed

SHOWN = 3  # of the held-out digits: a 5, on whose curves an edge filter has something to do


class NotExplored(click.ClickException):
    """There is no page, for a reason that is not the file's."""

    exit_code = 3


@click.command()
@click.argument("network", metavar="[FILE|LINE]", required=False)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(NAME),
    show_default=True,
    help="The page to write.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@data_option
@lab_option
@plainly
def explore(
    network: str | None, out: Path, open_page: bool, data: Path | None, lab_path: Path | None
) -> None:
    """Write explore.html: a network, pooling, convolution and receptive fields to play with.

    FILE is a task1_cnn.py or a notebook: its network is trained for a minute, and each number in
    it can be looked at. LINE is a network in one line ("conv 10 k5; max k2"), for the fields.
    The page is one file that works offline, in any browser.

    Exit status: 0 written, 2 wrong use, 3 no page for a reason that is not yours.
    """
    if network is not None and Path(network).suffix in (".py", ".ipynb"):
        page = page_of_file(Path(network), data, lab_path)
    else:
        line = "" if network is None else asked_line(network)
        page = render_explore(*digit(), line).encode()
    put_page(out, page)
    click.echo(spelled(f"The page to play with: {out}"))
    if open_page and not webbrowser.open(out.resolve().as_uri()):
        click.echo("No browser could be opened here; open the page by hand.", err=True)


def asked_line(text: str) -> str:
    """A network in one line. Raises `ConceptError`, of what is a path as of that."""
    try:
        return checked_line(text)
    except ConceptError:
        refuse_path(Path(text))
        raise


def page_of_file(path: Path, data: Path | None, lab_path: Path | None) -> bytes:
    """The page of a file's own network."""
    lab = named_lab(lab_path, path)
    try:
        paper = Paper(gather(path), lab)
    except SubmissionError as error:
        raise click.UsageError(str(error)) from None
    source = asked_source(lab, lab_path, data)
    if missing := lacking():
        raise NotExplored(missing)
    click.echo("The network is being trained to be looked at, which takes a minute.", err=True)
    with judging.warm(lab, source) as (trainer, nursery), Judge() as judge:
        confined = sys.platform == "linux"
        return explored(judge, paper, source, Processes(trainer, nursery, not confined))


def explored(judge: Judge, paper: Paper, source: Source, processes: Processes) -> bytes:
    """The page, made by a judge, a probe and a trainer that are there."""
    wanted = Explore(source.name, source.found_by, processes.allow_unconfined, *digit())
    shown = paper.gathered.shown
    try:
        return judging.explore(judge, paper, wanted, processes)
    except Refused as refused:
        raise click.UsageError(f"{shown}: {refused}") from None
    except JudgeLost as lost:
        raise NotExplored(f"reading {shown} {lost}; there is no page.") from None
    except (JudgeFailed, TrainerFailed) as failed:
        raise NotExplored(f"there is no page of {shown}: {failed}") from None


def digit() -> tuple[bytes, int]:
    """A digit for the filter that walks, and which it is."""
    images, labels = held_out_digits()
    return images[SHOWN].tobytes(), int(labels[SHOWN])


def put_page(path: Path, page: bytes) -> None:
    """Write it, or say in one sentence why not."""
    try:
        put_file(path, page)
    except LinkError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"cannot write {path}: {error.strerror}") from None

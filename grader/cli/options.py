"""Options that several commands share, converted at the edge."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import click

from grader.data import DataError, Source, find_lab_data, load
from grader.lab import (
    Lab,
    LabError,
    default_lab_path,
    exercises_folder,
    lab_file,
    look_whether_data_fit,
    read_lab,
)

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder that holds the lab's images, MNIST as a rule, in torchvision's layout.  [default: "
    "$CNNGRADE_DATA, the user's cache, else the embedded digits]",
)

unconfined_option = click.option(
    "--allow-unconfined/--only-confined",
    default=sys.platform != "linux",
    help="Run the file even where the system gives no sandbox: with your rights.  "
    "[default: only confined on Linux, allowed elsewhere]",
)

lab_option = click.option(
    "--lab",
    "lab_path",
    type=click.Path(path_type=Path),
    help="What is asked and what it is worth: a lab's folder, or its file.  [default: the lab.toml "
    "that comes along]",
)


def read_asked_lab(path: Path | None, measured: bool = True, beside: Path | None = None) -> Lab:
    """The lab, or wrong use with one sentence; one that lies beside a file is named."""
    from grader.checks import known_ids

    if path is None and beside is not None:
        tell_of_lab(beside)
    more = _countable() if path is not None else ()
    try:
        return read_lab(path, known_ids, more, measured)
    except LabError as error:
        raise click.UsageError(str(error)) from None


def named_lab(path: Path | None, file: Path) -> Lab:
    """The lab for somebody's file; it knows where it lies, seen from there."""
    lab = read_asked_lab(path, beside=file)
    if path is None:
        return lab
    try:
        given = os.path.relpath(path, file.parent)
    except ValueError:  # on another drive
        given = str(path.resolve())
    return replace(lab, given=given)


def tell_of_lab(file: Path) -> None:
    """A lab.toml beside somebody's file may be anybody's: it is named, and not used unasked."""
    beside = file.parent / default_lab_path().name
    if not beside.is_file() or beside.samefile(default_lab_path()):
        return
    click.echo(
        f"Another lab lies beside it, and is not used: to be graded by that, add  --lab {beside}",
        err=True,
    )


def asked_source(lab: Lab, path: Path | None, data: Path | None) -> Source:
    """Where the lab's images are, which fit it; or wrong use with one sentence."""
    file = lab_file(path) if path is not None else default_lab_path()
    try:
        source = find_lab_data(lab.data.source, file.parent, data)
        if lab.data.known is None:
            images = load(source)
            look_whether_data_fit(lab, source.name, images.image, images.classes)
        return source
    except (DataError, LabError) as error:
        raise click.UsageError(str(error)) from None


def _countable() -> Collection[str]:
    """What a lab file may give points to beside the checks; ours gives none, and need not wait."""
    from grader.diagnoses.counted import COUNTABLE

    return COUNTABLE


def good_sheet(path: Path | None, lab: Lab) -> Path | None:
    """The sheet with what good answers mention; only tutors have one, and a lab's own say it."""
    if lab.questions:
        return path
    beside = exercises_folder().parent / "solutions" / "part1.toml"
    return path if path is not None or not beside.exists() else beside

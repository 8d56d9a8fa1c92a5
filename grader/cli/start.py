"""`cnngrade start`: the exercise files, ready to be filled in."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import click

from grader.cli.options import asked_source, lab_option, read_asked_lab
from grader.lab import LabError, default_lab_path, lab_file
from grader.lab.commands import command
from grader.lab.folder import SHEET, handed_out
from grader.lab.for_students import for_students
from grader.lab.sheet import blank_sheet

_Done = tuple[Path, str]  # a file, and what became of it: a word of _SAID
_SAID = {"wrote": "wrote  {}", "kept": "kept   {} (it was there already)"}
MOST_LINES = 10  # for the files of one folder


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@lab_option
def start(folder: Path, lab_path: Path | None) -> None:
    """Copy the exercise files into FOLDER; what is there already is never overwritten."""
    lab = read_asked_lab(lab_path, measured=False)
    if lab.data.known is None:  # images of its own, which must be those that it says
        asked_source(lab, lab_path, None)
    try:
        file = lab_file(lab_path) if lab_path is not None else default_lab_path()
        sources = handed_out(file.parent, lab)
        text = "" if lab_path is None else for_students(file.read_text(encoding="utf-8-sig"))
    except LabError as error:
        raise click.UsageError(str(error)) from None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        done = [_copy(file.parent / name, folder / name) for name in sources if name != file.name]
        if lab_path is not None:  # students have no other
            done.append(_put(io.BytesIO(text.encode()), folder / file.name))
        if lab.questions:
            done.append(_put(io.BytesIO(blank_sheet(lab).encode()), folder / SHEET))
    except OSError as error:
        raise click.UsageError(f"cannot write to {folder}: {error.strerror}") from None
    for line in _told(done):
        click.echo(line)
    theirs = lab if lab_path is None else replace(lab, given=str(folder / file.name))
    line = command(theirs, "submit", str(folder / lab.file_name))
    click.echo(f"\nNext: fill in {lab.class_name}, then  {line}")


def _told(done: Sequence[_Done]) -> Iterator[str]:
    """A line for each file; of a folder of pictures one for all."""
    for (where, verb), among in groupby(done, lambda one: (one[0].parent, one[1])):
        targets = [target for target, _ in among]
        said = _SAID[verb]
        if len(targets) > MOST_LINES:
            yield said.format(f"{where}: {len(targets)} files")
        else:
            yield from (said.format(target) for target in targets)


def _copy(source: Path, target: Path) -> _Done:
    with source.open("rb") as read:
        return _put(read, target)


def _put(read: BinaryIO, target: Path) -> _Done:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("xb") as file:
            shutil.copyfileobj(read, file)
    except FileExistsError:
        return target, "kept"
    return target, "wrote"

"""`cnngrade experiment`: a network's settings, trained alike, and what the seeds support."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from grader.cli.options import (
    asked_source,
    data_option,
    lab_option,
    named_lab,
    unconfined_option,
)
from grader.experiment.nouns import AXES, Asked, AskedError, RecipeName

SAMPLES = 15_360
MOST_SAMPLES = 1_200_000  # twenty times through MNIST
MOST_SEEDS = 30


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--channels",
    multiple=True,
    metavar="N,N",
    help="Output channels of each convolution, such as 5,10; once for each setting.",
)
@click.option(
    "--kernel",
    multiple=True,
    metavar="N",
    help="Kernel size of all convolutions (or 5,3 of each in turn); once for each setting.",
)
@click.option(
    "--vary",
    multiple=True,
    metavar="AXIS=A,B",
    help=f"A further axis, one of {', '.join(list(AXES)[2:])}: dropout=0,0.25,0.5.",
)
@click.option("--keep-size", is_flag=True, help="Pad changed kernels so that maps keep their size.")
@click.option(
    "--seeds",
    type=click.IntRange(1, MOST_SEEDS),
    default=3,
    show_default=True,
    help="Trainings of each setting.",
)
@click.option(
    "--samples",
    type=click.IntRange(64, MOST_SAMPLES),
    default=SAMPLES,
    show_default=True,
    help="Training images of each run, repeats counted.",
)
@click.option(
    "--recipe",
    type=click.Choice(["quick", "sheet"]),
    default="quick",
    show_default=True,
    help="Adam as the grader trains, or the lab sheet's own SGD (0.01, momentum 0.5).",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=None,
    help="Trainings at a time.  [default: as many as there are cores, 2 at most]",
)
@click.option("--no-ask", is_flag=True, help="Do not ask what you expect.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for page, tables and finished runs.  [default: NAME-experiment beside FILE]",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="What goes to standard output. The files are written in any case.",
)
@unconfined_option
@data_option
@lab_option
def experiment(
    file: Path,
    channels: tuple[str, ...],
    kernel: tuple[str, ...],
    vary: tuple[str, ...],
    keep_size: bool,
    seeds: int,
    samples: int,
    recipe: RecipeName,
    jobs: int | None,
    no_ask: bool,
    out: Path | None,
    open_page: bool,
    form: str,
    allow_unconfined: bool,
    data: Path | None,
    lab_path: Path | None,
) -> None:
    """Try the network of FILE with other channels and kernel sizes, and compare.

    Without further words it is halved and doubled, with kernels of 3, 5 and 7. FILE stays as it
    is. Ctrl-C keeps what is done; the same command goes on.

    Exit status: 0 done; 2 wrong use, or a network that is not right yet; 3 something that is
    not yours; 130 ended by Ctrl-C.
    """
    from grader.cli.experiment_run import Order, run  # which its help need not wait for

    if file.is_dir():
        raise click.UsageError(f"{file} is a folder; name the file in it, such as task1_cnn.py")
    lab = named_lab(lab_path, file)
    try:
        asked = Asked(
            tuple(_numbers("--channels", one, 100_000) for one in channels),
            tuple(_numbers("--kernel", one, 1000) for one in kernel),
            _axes(vary),
            keep_size,
            recipe,
        )
    except AskedError as error:
        raise click.UsageError(str(error)) from None
    source = asked_source(lab, lab_path, data)
    order = Order(
        file=file,
        asked=asked,
        lab=lab,
        source=source,
        seeds=tuple(range(1, seeds + 1)),
        samples=samples,
        jobs=jobs or min(2, os.cpu_count() or 1),
        asks=not no_ask and sys.stdin.isatty() and form == "text",
        folder=out if out is not None else file.absolute().parent / f"{file.stem}-experiment",
        chosen=out is not None,
        open_page=open_page,
        form=form,
        allow_unconfined=allow_unconfined,
    )
    sys.exit(run(order))


def _numbers(option: str, text: str, most: int) -> tuple[int, ...]:
    """Numbers with commas between them, or with strokes. Raises `AskedError`."""
    words = [word.strip() for word in text.replace("/", ",").split(",")]
    for word in words:
        if not word.isascii() or not word.isdigit() or not 1 <= int(word) <= most:
            raise AskedError(
                f"{option} {text}: {word or 'nothing'!r} is no whole number from 1 to {most:,}"
            )
    return tuple(map(int, words))


def _axes(vary: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Axis and values of each --vary. Raises `AskedError`."""
    found: dict[str, tuple[str, ...]] = {}
    for one in vary:
        name, equals, values = one.partition("=")
        name = name.strip()
        if name in ("channels", "kernel"):
            raise AskedError(f"--vary {one}: say --{name} instead, once for each setting")
        if name not in AXES or not equals:
            raise AskedError(
                f"--vary {one}: it is AXIS=A,B with an axis of {', '.join(list(AXES)[2:])}"
            )
        if name in found:
            raise AskedError(f"--vary {name} is given twice: write its values behind one another")
        found[name] = tuple(dict.fromkeys(value.strip() for value in values.split(",")))
    return tuple(found.items())

"""What `pool`, `conv`, `count` and `rf` share: matrices in, plain sentences and JSON out."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import numpy as np

from concepts import ConceptError
from concepts.questions.matrix_text import Nested, matrix
from concepts.written import written
from grader.cli.streams import holds

P = ParamSpec("P")
R = TypeVar("R")
MOST_BYTES = 2**24  # of a file of text


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """What cannot be worked out is wrong use: one sentence and exit status 2."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ConceptError as error:
            raise click.UsageError(str(error)) from None

    return wrapped


class Sizes(click.ParamType):  # type: ignore[type-arg]
    """`5` or `3x5`: one number for all axes, or one for each."""

    name = "N[xN]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | tuple[int, ...]:
        """The text as an int or a tuple of ints."""
        if not isinstance(value, str):
            return value  # type: ignore[return-value]  # a default, converted already
        try:
            sizes = tuple(int(part) for part in value.lower().replace("×", "x").split("x"))
        except ValueError:
            self.fail(f"{value!r} is no size: write a number, or one for each axis as in 3x5")
        return sizes[0] if len(sizes) == 1 else sizes


SIZES = Sizes()
json_option = click.option("--json", "as_json", is_flag=True, help="The same as data.")
steps_option = click.option("--steps", is_flag=True, help="The working, step by step.")


def read_matrix(rows: Sequence[str], file: str | None) -> Nested:
    """The matrix from rows of the command line, or from a file.

    `-`, or neither of them: from standard input.
    """
    if rows and file:
        raise click.UsageError("the matrix is given twice, as rows and as --file: give it once")
    if rows:
        return matrix("\n".join(rows))
    if file and file != "-":
        return matrix(read_text(Path(file)))
    if file is None and sys.stdin.isatty():
        raise click.UsageError('no matrix: write its rows, as in "4 3 5 1" "2 1 3 1"')
    return matrix(sys.stdin.read())


def read_text(path: Path) -> str:
    """The text of a file, which must not be endless."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise click.UsageError(f"{path} has more than {MOST_BYTES // 2**20} MB; give less")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{path} cannot be read: it is not UTF-8 text") from None


def shown(values: np.ndarray) -> str:
    """A matrix in columns; more dimensions plane by plane."""
    if values.ndim > 2:
        planes = [f"[{place}]\n{shown(plane)}" for place, plane in enumerate(values)]
        return "\n".join(planes)
    table = [[written(cell) for cell in row] for row in np.atleast_2d(values).tolist()]
    width = max(len(text) for row in table for text in row)
    return "\n".join("  ".join(["", *(text.rjust(width) for text in row)]) for row in table)


def print_json(data: object) -> None:
    """Data on standard output; in ASCII where it would act on a terminal, or is not held there."""
    text = json.dumps(plain(data), indent=2, ensure_ascii=False)
    if not text.replace("\n", "").isprintable() or not holds(text):
        text = json.dumps(plain(data), indent=2)
    click.echo(text)


def plain(data: object) -> object:
    """Dataclasses, arrays and fractions as what JSON knows; infinities as words."""
    if is_dataclass(data) and not isinstance(data, type):
        return plain(asdict(data))
    if isinstance(data, np.ndarray):
        return plain(data.tolist())
    if isinstance(data, dict):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]
    if isinstance(data, Fraction):
        return int(data) if data.denominator == 1 else float(data)
    if isinstance(data, float) and not np.isfinite(data):
        return str(data)
    return data

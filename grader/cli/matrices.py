"""What `pool`, `conv`, `count` and `rf` share: matrices in, plain sentences and JSON out."""

from __future__ import annotations

import codecs
import functools
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, is_dataclass
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
import numpy as np

from concepts import ConceptError
from concepts.questions.matrix_text import Nested, matrix
from concepts.typed import AmbiguousError, one_number, typed
from concepts.written import shown as told
from grader.cli.streams import holds

P = ParamSpec("P")
R = TypeVar("R")
MOST_BYTES = 2**24  # of a file of text
MOST_SHOWN = 2**22  # numbers of a result that is printed


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """What cannot be worked out is wrong use: one sentence and exit status 2."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ConceptError as error:
            raise click.UsageError(str(error)) from None
        except MemoryError:
            raise click.UsageError("this takes more memory than there is: give less") from None

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
            sizes = tuple(int(part) for part in typed(value).lower().split("x"))
        except ValueError:
            self.fail(f"{value!r} is no size: write a number, or one for each axis as in 3x5")
        return sizes[0] if len(sizes) == 1 else sizes


class Typed(click.ParamType):  # type: ignore[type-arg]
    """One number as people type it: −1, 1.5e3, 0,5."""

    def __init__(self, whole: bool) -> None:
        self.whole = whole
        self.name = "integer" if whole else "number"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | float:
        """The text as an int, or as a float where it need not be whole."""
        if not isinstance(value, str):
            return value  # type: ignore[return-value]  # a default, converted already
        try:
            number = one_number(value)
        except AmbiguousError as error:
            self.fail(str(error), param, ctx)
        if number is None or (self.whole and number != int(number)):
            kind = "whole number" if self.whole else "number"
            self.fail(f"{value!r} is no {kind}", param, ctx)
        return int(number) if self.whole else float(number)


SIZES = Sizes()
WHOLE = Typed(whole=True)
REAL = Typed(whole=False)
json_option = click.option("--json", "as_json", is_flag=True, help="The same as data.")
steps_option = click.option("--steps", is_flag=True, help="The working, step by step.")


def counted(name: str, text: str) -> tuple[int, ...]:
    """A place that was typed as row,column, counted from 1; as in code, from 0."""
    try:
        place = tuple(int(part) - 1 for part in typed(text).split(","))
    except ValueError:
        place = ()
    if place and min(place) >= 0:
        return place
    raise ConceptError(f"{name} is {text!r}: write row,column as in 1,3 (both count from 1)")


def read_matrix(rows: Sequence[str], file: str | None) -> Nested:
    """The matrix from rows of the command line, or from a file.

    `-`, or neither of them: from standard input.
    """
    if rows and file:
        raise click.UsageError("the matrix is given twice, as rows and as --file: give it once")
    for row in rows:
        if re.match(r"--?[A-Za-z]", row) and not re.match(r"-(inf|nan)", row, re.IGNORECASE):
            raise _no_option(row)
    if rows:
        return matrix("\n".join(rows))
    if file and file != "-":
        return matrix(read_text(Path(file)))
    if file is None and sys.stdin.isatty():
        raise click.UsageError('no matrix: write its rows, as in "4 3 5 1" "2 1 3 1"')
    given = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(given) > MOST_BYTES:
        raise click.UsageError(f"standard input has more than {MOST_BYTES // 2**20} MB; give less")
    return matrix(_decoded(given, "standard input", sys.stdin.encoding))


def _no_option(word: str) -> click.NoSuchOption:
    """What is said of a word that only looks like a row, since -1 is a number and no option."""
    name = word.split("=", maxsplit=1)[0]
    options: dict[str, str] = {}  # what may be meant, and how it is written
    for parameter in click.get_current_context().command.params:
        for written in parameter.opts:
            options[written] = written
            if isinstance(parameter.type, click.Choice):
                options |= {f"--{value}": f"{written} {value}" for value in parameter.type.choices}
    meant = [options[close] for close in get_close_matches(name, options, 1, 0.6)]
    return click.NoSuchOption(name, possibilities=meant)


def read_text(path: Path) -> str:
    """The text of a file, which must not be endless."""
    try:
        if path.exists() and not path.is_file():
            raise click.UsageError(f"{path} is no file of text: give one, or - for standard input")
        if path.stat().st_size > MOST_BYTES:
            raise click.UsageError(f"{path} has more than {MOST_BYTES // 2**20} MB; give less")
        return _decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from None


def _decoded(data: bytes, name: str, otherwise: str = "utf-8") -> str:
    """Text as editors and shells save it: UTF-8, or with the mark of UTF-16 (PowerShell's `>`)."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", otherwise):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise click.UsageError(f"{name} cannot be read: it is not UTF-8 text")


def shown(values: np.ndarray) -> str:
    """A matrix in columns; more dimensions plane by plane."""
    if values.size > MOST_SHOWN:
        raise ConceptError(f"{values.size:,} values come out: at most {MOST_SHOWN:,} are shown")
    if values.ndim > 2:
        planes = [f"[{place}]\n{shown(plane)}" for place, plane in enumerate(values)]
        return "\n".join(planes)
    table = [[told(cell) for cell in row] for row in np.atleast_2d(values).tolist()]
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

"""`cnngrade conv`: convolve a matrix and show how each value comes about."""

from __future__ import annotations

from math import prod
from typing import Any

import click
import numpy as np

from concepts import (
    ConceptError,
    ConvWorking,
    conv_transpose,
    explain_conv,
    explain_conv_transpose,
)
from concepts import conv as convolve
from concepts.axes.arguments import numbers
from concepts.convolution.axes import conv_axes
from concepts.network.statement import padding_of
from concepts.pooling.working import LONGEST
from concepts.questions.matrix_text import Nested, matrix
from concepts.typed import typed
from concepts.written import axis_words, by, place
from grader.cli.matrices import (
    REAL,
    SIZES,
    WHOLE,
    counted,
    json_option,
    plainly,
    print_json,
    read_matrix,
    shown,
    steps_option,
)

MANY = 100  # windows: with --steps, more are not written out
MOST_PRODUCTS = 10**9  # some ten seconds


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("rows", nargs=-1, type=click.UNPROCESSED)
@click.option("--file", help="Read the input from a file; - for standard input.")
@click.option("-w", "--weight", required=True, help='The filter, as in "1 0; 0 -1", or JSON.')
@click.option("-b", "--bias", type=REAL, help="Added to every value.")
@click.option("-s", "--stride", type=SIZES, default=1, help="Cells between windows.  [default: 1]")
@click.option(
    "-p", "--padding", default="0", help="Cells, 0:1 before and after, same, valid.  [default: 0]"
)
@click.option(
    "-d", "--dilation", type=SIZES, default=1, help="Cells from tap to tap.  [default: 1]"
)
@click.option("-g", "--groups", type=WHOLE, default=1, help="Groups of channels.  [default: 1]")
@click.option(
    "--padding-mode",
    type=click.Choice(["zeros", "reflect", "replicate", "circular"]),
    default="zeros",
    help="What the padding holds.  [default: zeros]",
)
@click.option("--transpose", is_flag=True, help="A transposed convolution.")
@click.option("--output-padding", type=SIZES, help="Of a transposed convolution.  [default: 0]")
@click.option(
    "--cell", help="Explain one output cell only: row,column (or filter,row,column), from 1."
)
@steps_option
@json_option
@plainly
def conv(
    rows: tuple[str, ...],
    file: str | None,
    weight: str,
    bias: float | None,
    padding: str,
    transpose: bool,
    output_padding: int | tuple[int, ...] | None,
    padding_mode: str,
    cell: str | None,
    steps: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Convolve a matrix given as ROWS, one argument a row ("1 2 3" "4 5 6"), or split by `;`.

    Convolution as in deep learning: the filter is not flipped. Exit status: 0 worked out,
    2 wrong use.
    """
    options["padding"] = padding_of(typed(padding).lower())
    if transpose:
        options["output_padding"] = output_padding or 0
        if padding_mode != "zeros":
            raise ConceptError(
                f"a transposed convolution has no {padding_mode} padding: zeros only"
            )
    elif output_padding is not None:
        raise ConceptError("output padding has no meaning here: it belongs to --transpose")
    else:
        options["padding_mode"] = padding_mode
    x = with_channels(read_matrix(rows, file), "the matrix", 3)
    kernel = with_channels(matrix(weight, "the weight"), "the weight", 4)
    filters = kernel.shape[1] * int(str(options["groups"])) if transpose else kernel.shape[0]
    offset = None if bias is None else [bias] * filters
    check_work(x, kernel, transpose, options)
    values = (conv_transpose if transpose else convolve)(x, kernel, offset, **options)
    cells = chosen(cell, values.shape, steps or as_json)
    if kernel.size * len(cells) > LONGEST:
        raise ConceptError(
            f"the working of {len(cells)} values of {kernel.size} weights is too long: at most"
            f" {LONGEST:,} products"
        )
    explain = explain_conv_transpose if transpose else explain_conv
    workings = [explain(x, kernel, offset, **options, cell=one, values=values) for one in cells]
    if as_json:
        print_json({"input": x, "weight": kernel, "values": values, "workings": workings})
        return
    click.echo(f"{by(x.shape)} → {by(values.shape)}\n")
    click.echo(shown(values[0] if len(values) == 1 else values))
    show_workings(workings, values)


def check_work(x: np.ndarray, kernel: np.ndarray, transpose: bool, options: Any) -> None:
    """Refuse what would take minutes."""
    sizes, cells = x.shape[x.ndim - kernel.ndim + 2 :], kernel.shape[2:]
    places = prod(sizes)
    if not transpose:
        given = [options[name] for name in ("stride", "padding", "dilation", "padding_mode")]
        places = prod(axis.out for axis in conv_axes(sizes, cells, *given))
    if places * kernel.size > MOST_PRODUCTS:
        raise ConceptError(
            f"{places:,} places for {kernel.size:,} weights are {places * kernel.size:,} products:"
            f" at most {MOST_PRODUCTS:,}"
        )


def with_channels(value: Nested, name: str, axes: int) -> np.ndarray:
    """A matrix as one channel (of one filter); what has the axes already stays as it is."""
    array = np.asarray(numbers(name, value))
    while array.ndim < axes:
        array = array[None]
    return array


def chosen(cell: str | None, shape: tuple[int, ...], all_of_them: bool) -> list[tuple[int, ...]]:
    """The output cells to explain."""
    if cell is None:
        return list(np.ndindex(shape))[:MANY] if all_of_them else []
    found = counted("cell", cell)
    one = (0,) * (len(shape) - len(found)) + found
    if len(one) > len(shape) or any(at >= size for at, size in zip(one, shape, strict=True)):
        raise ConceptError(
            f"{cell} is no cell of the output, whose shape is {by(shape)}: rows and columns count"
            " from 1"
        )
    return [one]


def show_workings(workings: list[ConvWorking], values: np.ndarray) -> None:
    """The formulas, then each value."""
    if not workings:
        return
    click.echo("")
    formulas = workings[0].formulas
    for word, formula in zip(axis_words(len(formulas)), formulas, strict=True):
        click.echo(f"{word}s: {formula}")
    click.echo("")
    for working in workings:
        one, first = (working.output[1:], None) if len(values) == 1 else (working.output, "filter")
        padded = f"   ({working.padding} on padding)" if working.padding else ""
        click.echo(f"{place(one, first)}: {working.arithmetic}{padded}")
    if 1 < len(workings) < values.size:
        click.echo(f"… and {values.size - len(workings)} more; choose one with --cell")

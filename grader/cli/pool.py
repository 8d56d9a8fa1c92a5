"""`cnngrade pool`: pool a matrix and show every window."""

from __future__ import annotations

import click
import numpy as np

from concepts import ConceptError, PoolWorking, Window, explain_pool
from concepts.axes.arguments import numbers
from concepts.network.statement import padding_of
from concepts.pooling.working import pooled
from concepts.typed import one_number, typed
from concepts.written import axis_words, by, count, place
from grader.cli.matrices import (
    SIZES,
    WHOLE,
    json_option,
    plainly,
    print_json,
    read_matrix,
    shown,
    steps_option,
)

KINDS = ("max", "avg", "lp", "adaptive-max", "adaptive-avg", "global-max", "global-avg")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("rows", nargs=-1, type=click.UNPROCESSED)
@click.option("--file", help="Read the matrix from a file; - for standard input.")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="max",
    show_default=True,
    help="What is done with a window.",
)
@click.option("-k", "--kernel-size", type=SIZES, help="Cells of a window.  [default: 2]")
@click.option("-s", "--stride", type=SIZES, help="Cells between windows.  [default: the kernel]")
@click.option(
    "-p", "--padding", help="Cells around the input, 0:1 before and after, same.  [default: 0]"
)
@click.option("-d", "--dilation", type=SIZES, help="Cells from tap to tap (max).  [default: 1]")
@click.option("--ceil", "ceil_mode", is_flag=True, help="Let a last window hang over the end.")
@click.option("--not-padding", is_flag=True, help="Average over the input's own cells only.")
@click.option("--divisor", type=WHOLE, help="Divide by this in place of the number of cells.")
@click.option("--norm", help="The p of lp pooling, or inf.  [default: 2]")
@click.option("-o", "--output-size", type=SIZES, help="Windows of adaptive pooling.  [default: 1]")
@steps_option
@json_option
@plainly
def pool(
    rows: tuple[str, ...], file: str | None, kind: str, steps: bool, as_json: bool, **given: object
) -> None:
    """Pool a matrix given as ROWS, one argument a row ("4 3 5 1" "2 1 3 1"), or split by `;`.

    Exit status: 0 worked out, 2 wrong use.
    """
    name, options = arguments(kind, given)
    x = np.asarray(checked(read_matrix(rows, file)))
    working = explain_pool(name, x, **options) if steps or as_json else None
    if as_json:
        print_json({"kind": kind, "input": x, "options": options, "working": working})
        return
    values = pooled(name, x, **options)
    table = shown(values)
    click.echo(f"{kind} pooling: {by(x.shape)} → {by(values.shape)}\n\n{table}")
    if working:
        show_steps(working)


def checked(value: object) -> object:
    """The matrix, if every row is as long as the first and every cell a number."""
    return numbers("the matrix", value)  # type: ignore[arg-type]  # it looks for itself


def arguments(kind: str, given: dict[str, object]) -> tuple[str, dict[str, object]]:
    """(name of the pooling, its arguments); an option that has no meaning for it is refused."""
    renamed = {"divisor": "divisor_override", "norm": "norm_type"}
    options = {
        renamed.get(name, name): value
        for name, value in given.items()
        if value is not None and value is not False  # a 0 was given, and is wrong
    }
    if options.pop("not_padding", False):
        options["count_include_pad"] = False
    window = {"kernel_size", "stride", "ceil_mode"}
    allowed = {
        "max": window | {"padding", "dilation"},
        "avg": window | {"padding", "count_include_pad", "divisor_override"},
        "lp": window | {"norm_type"},
        "adaptive": {"output_size"},
        "global": set(),
    }[kind.split("-", maxsplit=1)[0]]
    for name in options:
        if name not in allowed:
            word = name.replace("_", " ")
            raise ConceptError(f"{word} has no meaning for {kind} pooling: leave it out")
    if kind.startswith(("adaptive", "global")):
        return f"adaptive_{kind.partition('-')[2]}", {"output_size": 1} | options
    defaults: dict[str, object] = {"norm_type": 2.0} if kind == "lp" else {}
    if "padding" in options:
        options["padding"] = padding_of(typed(str(options["padding"])).lower())
    if "norm_type" in options:
        options["norm_type"] = norm(str(options["norm_type"]))
    return kind, {"kernel_size": 2} | defaults | options


def norm(text: str) -> float:
    """The p of lp pooling as it was typed."""
    found = float("inf") if text.lower() in ("inf", "∞") else one_number(text)
    if found is None:
        raise ConceptError(f"norm is {text!r}: it must be a number above 0, or inf")
    return float(found)


def show_steps(working: PoolWorking) -> None:
    """The formulas, then each window."""
    click.echo("")
    for word, formula in zip(axis_words(len(working.formulas)), working.formulas, strict=True):
        click.echo(f"{word}s: {formula}")
    click.echo("")
    for window in working.windows:
        click.echo(f"{place(window.output)}: {window.arithmetic}{remarks(window)}")
    if working.unused:
        cells = count(len(working.unused), "cell")
        click.echo(f"\nno window uses {cells}: {'; '.join(map(place, working.unused))}")


def remarks(window: Window) -> str:
    """What else is to be said of a window: ties, padding, overhang."""
    found = []
    if len(window.winners) > 1:
        found.append(f"{len(window.winners)} cells hold it; torch takes {place(window.winners[0])}")
    if window.padding:
        found.append(f"{count(window.padding, 'cell')} of padding")
    if window.overhang:
        found.append(f"{count(window.overhang, 'cell')} over the end, not counted")
    return f"   ({'; '.join(found)})" if found else ""

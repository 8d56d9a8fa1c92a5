"""`cnngrade count`: filters, blocks, applications, parameters and multiply–adds."""

from __future__ import annotations

from pathlib import Path

import click

from concepts import ConceptError, Row, total_multiply_adds, total_parameters, uncounted
from concepts.questions.count_question import PARTS, ConvQuestion, working
from concepts.written import by, several
from grader.cli.matrices import WHOLE, json_option, plainly, print_json, steps_option
from grader.cli.rf import class_option, image_asked, images_option, read_network

EXAMPLE = {  # a layer that the sheet does not ask about
    "in_channels": 3,
    "out_channels": 16,
    "kernel_size": 3,
    "input_size": 32,
    "stride": 1,
    "padding": 1,
}


@click.command()
@click.argument("network", required=False)
@click.option("--input", "image", help="Shape of the image, as in 1x28x28.  [default: 1x28x28]")
@class_option
@click.option("--in-channels", type=WHOLE, help="Of the single layer.  [default: 3]")
@click.option("--out-channels", type=WHOLE, help="Its filters.  [default: 16]")
@click.option("--kernel-size", type=WHOLE, help="Side of a filter.  [default: 3]")
@click.option("--input-size", type=WHOLE, help="Side of its input.  [default: 32]")
@click.option("--stride", type=WHOLE, help="Cells between windows.  [default: 1]")
@click.option("--padding", type=WHOLE, help="Cells around its input.  [default: 1]")
@images_option
@steps_option
@json_option
@plainly
def count(
    network: str | None,
    image: str | None,
    class_name: str | None,
    lab_path: Path | None,
    steps: bool,
    as_json: bool,
    **layer: int | None,
) -> None:
    """Count the layers of NETWORK, such as "conv 10 k5; max k2; flatten; linear 10".

    NETWORK may also be a JSON file, a text file, or a Python file, as for rf.

    Without NETWORK: what Q7 asks, for a single convolutional layer of your choice.

    Exit status: 0 worked out, 2 wrong use.
    """
    given = {name: value for name, value in layer.items() if value is not None}
    if network is None:
        if (image, class_name, lab_path) != (None, None, None):
            raise ConceptError(
                "--input, --class and --lab go with a network: here use --input-size"
            )
        count_layer(ConvQuestion.of(EXAMPLE | given), steps, as_json)
        return
    if given:
        name = next(iter(given)).replace("_", "-")
        raise ConceptError(
            f"--{name} is for a single layer: write it into the network, as in conv 10 k5"
        )
    built, shape = read_network(network, image_asked(image, lab_path), class_name)
    table = built.table(shape)
    if as_json:
        print_json({"layers": table, "total": totals(table)})
        return
    for row in table:
        show_row(row, steps)
    adds, missing = total_multiply_adds(table), uncounted(table)
    least = "at least " if missing else ""
    click.echo(f"\n{total_parameters(table):,} parameters, {least}{adds.dense:,} multiply–adds")
    click.echo(f"({adds.with_bias:,} with biases, {adds.inside:,} on taps inside the input)")
    if missing:
        click.echo(f"Those of {several(missing)} are not known.")


def totals(table: tuple[Row, ...]) -> dict[str, object]:
    """The whole network as data; `uncounted` names the layers that the multiply–adds lack."""
    return {
        "parameters": total_parameters(table),
        "multiply_adds": total_multiply_adds(table),
        "uncounted": uncounted(table),
    }


def count_layer(question: ConvQuestion, steps: bool, as_json: bool) -> None:
    """The parts of Q7 for one layer."""
    counts = question.counts
    if as_json:
        print_json({"layer": question, "counts": counts})
        return
    click.echo(f"{question.text()}\n")
    for part in PARTS:
        value = getattr(counts, part)
        shown = by(value) if isinstance(value, tuple) else f"{value:,}"
        how = f"   {working(part, question)}" if steps else ""
        click.echo(f"{part.replace('_', ' '):24}{shown:>10}{how}")
    adds = counts.multiply_adds
    without = counts.parameters_without_bias
    click.echo(f"{'parameters':24}{counts.parameters:>10,}   ({without:,} without biases)")
    click.echo(f"{'multiply–adds':24}{adds.dense:>10,}   dense: as fvcore counts; torch doubles it")
    click.echo(f"{'':24}{adds.with_bias:>10,}   with biases: as torchinfo and ptflops count")
    click.echo(f"{'':24}{adds.inside:>10,}   only taps that fall inside the input")


def show_row(row: Row, steps: bool) -> None:
    """One layer of a network."""
    click.echo(f"{row.name:16} {by(row.output_shape):>12}  {said(row)}")
    if steps:
        for formula in dict.fromkeys(row.formula):
            click.echo(f"{'':16} {'':>12}  {formula}")


def said(row: Row) -> str:
    """What a layer's weights do, in a line."""
    if row.counts is None:
        told = [f"{row.parameters:,} parameters"] if row.parameters else []
        if row.multiply_adds is None:
            told.append("multiply–adds not known")
        elif row.multiply_adds.dense:
            told.append(f"{row.multiply_adds.dense:,} multiply–adds")
        return "; ".join(told) or row.kind
    counts = row.counts
    times = "once" if counts.applications == 1 else f"{counts.applications:,} times"
    if len(counts.block) == 1:  # nobody calls a row of weights a filter
        does = f"{counts.filters} units, each from all {counts.block[0]:,} numbers"
        does += f", {times}" if counts.applications > 1 else ""
    else:
        does = f"{counts.filters} filters of {by(counts.block)}, each applied {times}"
    tied = ", counted at the layer it shares them with" if row.tied else ""
    return (
        f"{does};"
        f" {counts.parameters:,} parameters{tied}; {counts.multiply_adds.dense:,} multiply–adds"
    )

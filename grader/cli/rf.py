"""`cnngrade rf`: receptive fields of a network, and the pixels that reach one unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from concepts import ConceptError, Network, Region, Row, effective_field
from concepts.fields.steps import field_steps
from concepts.typed import typed
from concepts.written import axis_words, by, place, several, written
from grader.cli.matrices import (
    MOST_SHOWN,
    SIZES,
    counted,
    json_option,
    plainly,
    print_json,
    read_text,
    shown,
    steps_option,
)
from grader.cli.options import read_asked_lab

WIDEST = 24  # columns of an effective field that are shown
LAB_IMAGE = (1, 28, 28)  # channels, rows, columns: the lab's digits


class_option = click.option(
    "--class", "class_name", help="The class in a Python file.  [default: Net, or the only one]"
)


images_option = click.option(
    "--lab",
    "lab_path",
    type=click.Path(path_type=Path),
    help="A lab's folder, or its file: --input is the shape of its images.",
)


@click.command()
@click.argument("network")
@click.option("--input", "image", help="Shape of the image, as in 3x224x224.  [default: 1x28x28]")
@class_option
@click.option("--unit", help="Name the pixels that reach this unit: row,column, from 1.")
@click.option(
    "--node", help="The layer whose unit it is.  [default: the last with rows and columns]"
)
@click.option("--effective", is_flag=True, help="How much the pixels of the field weigh.")
@images_option
@steps_option
@json_option
@plainly
def rf(
    network: str,
    image: str | None,
    class_name: str | None,
    unit: str | None,
    node: str | None,
    effective: bool,
    lab_path: Path | None,
    steps: bool,
    as_json: bool,
) -> None:
    """Receptive fields of NETWORK.

    NETWORK is one line ("conv 10 k5; max k2"), a JSON file, a text file, or a Python file with a
    torch network, whose forward runs once in the sandbox on an image of the shape --input.

    Sizes count padding. Exit status: 0 worked out, 2 wrong use.
    """
    built, shape = read_network(network, image_asked(image, lab_path), class_name)
    table = built.table(shape)
    region = None
    if unit is not None or node is not None:
        node = node or last_map(table)
        region = built.region(shape, None if unit is None else at(unit, node, table), node)
    if as_json:
        print_json({"input": shape, "layers": table, "region": region_data(region)})
        return
    show_table(table)
    if steps:
        click.echo("")
        for line in field_steps(built.steps(shape)):
            click.echo(line)
    if region:
        show_region(region, shape[0])
    if effective:
        node = node or last_map(table)
        show_effective(_up_to(built, node), shape, unit and at(unit, node, table))


def _up_to(network: Network, node: str) -> Network:
    """Without what stands behind: a flattening, say, behind which nothing has a place."""
    names = [one.name for one in network.nodes]
    return Network(network.nodes[: names.index(node) + 1], node)


def image_asked(image: str | None, lab_path: Path | None) -> str | None:
    """The shape of --input, or that of a lab's images."""
    if image is not None or lab_path is None:
        return image
    return "x".join(map(str, read_asked_lab(lab_path, measured=False).input_shape))


def read_network(
    text: str, image: str | None, class_name: str | None
) -> tuple[Network, tuple[int, ...]]:
    """A network from a Python, JSON or text file or the text itself; the shape of its image."""
    path = Path(text)
    if path.suffix in (".py", ".ipynb"):
        from grader.cli.traced import network_of_submission  # only here: it starts a process

        given = None if image is None else sizes_of(image)
        return network_of_submission(path, given, class_name), given or LAB_IMAGE
    if class_name is not None:
        raise ConceptError("--class goes with a Python file: it names the class of the network")
    network = written_network(path, text)
    shape = network.input_shape or LAB_IMAGE if image is None else sizes_of(image)
    return network, shape


def written_network(path: Path, text: str) -> Network:
    """A network from a JSON file, a text file or the text itself."""
    if path.suffix == ".json":
        try:
            read = json.loads(read_text(path))
        except (ValueError, RecursionError) as error:
            raise ConceptError(f"{path} is no JSON: {error}") from None
        return Network.from_json(read)
    if path.suffix == ".txt":
        return Network.from_text(typed(read_text(path)))
    try:
        return Network.from_text(typed(text))
    except ConceptError:
        refuse_path(path)
        raise


def refuse_path(path: Path) -> None:
    """Raise `ConceptError` where what is no network is a path of something else."""
    if path.is_dir():
        raise ConceptError(f"{path} is a folder; name the file in it, such as task1_cnn.py")
    if path.is_file():
        raise ConceptError(f"{path} is no network: give a .py, .ipynb, .json or .txt file")


def sizes_of(image: str) -> tuple[int, ...]:
    """The shape of the input as it was typed."""
    found = SIZES.convert(image, None, None)
    return found if isinstance(found, tuple) else (found,)


def at(unit: str, node: str, table: Sequence[Row]) -> tuple[int, ...]:
    """A unit's place from the command line, as in code, if it is inside its layer."""
    found = counted("unit", unit)
    for row in table:
        if row.name != node:
            continue
        shape = row.output_shape
        places = shape[1:] if row.field.channels and len(found) < len(shape) else shape
        pairs = zip(found, places, strict=False)
        if len(found) != len(places) or any(one >= size for one, size in pairs):
            last = ",".join(map(str, places))
            raise ConceptError(
                f"unit {unit} is not in {node}, whose grid is {by(places)}: the last one is {last}"
            )
    return found


def last_map(table: tuple[Row, ...]) -> str:
    """The last layer whose units still have a row and a column."""
    axes = len(table[0].output_shape)
    return [row.name for row in table if len(row.output_shape) == axes][-1]


def show_table(table: tuple[Row, ...]) -> None:
    """One line for each layer."""
    click.echo(
        f"{'layer':16} {'output':>12} {'field':>9} {'jump':>9} {'padding':>9} {'centre':>11}"
    )
    for row in table:
        cells = [
            each([axis.size for axis in row.fields]),
            each([axis.jump for axis in row.fields]),
            each([axis.padding for axis in row.fields]),
            each([None if (c := axis.first_centre) is None else c + 1 for axis in row.fields]),
        ]
        size, jump, padding, centre = cells
        size = size if row.field.exact else f"≤{size}"
        name, out = f"{row.name:16}", f"{by(row.output_shape):>12}"
        click.echo(f"{name} {out} {size:>9} {jump:>9} {padding:>9} {centre:>11}")
        for miss in row.field.misaligned:
            word = axis_words(len(row.fields))[miss.axis]
            click.echo(f"{'':16} ! along the {word}s, {miss.reason}")
    for text in remarks(table):
        click.echo(f"\n{text}")


def remarks(table: Sequence[Row]) -> list[str]:
    """What a table cannot say of its fields, and why."""
    unknown = dict.fromkeys(name for row in table for name in row.field.unknown)
    folded = dict.fromkeys(name for row in table for name in row.field.folded)
    found = []
    if unknown:
        found.append(
            f"What {several([*unknown])} reads is not known: behind it a field has at most (≤) the"
            " size that is shown."
        )
    if folded:
        found.append(
            f"{several([*folded])} pads with cells of the other end (circular): units near an edge"
            " see pixels there too, which the sizes do not count."
        )
    return found


def each(values: list[object]) -> str:
    """Values along the axes: one where they are equal, a dash where there is none."""
    texts = ["–" if value is None else written(value) for value in values]  # type: ignore[arg-type]
    return texts[0] if len(set(texts)) == 1 else "×".join(texts)


def region_data(region: Region | None) -> dict[str, object] | None:
    """The region as data."""
    if region is None:
        return None
    if region.count > MOST_SHOWN:
        raise ConceptError(
            f"{region.count:,} pixels reach the unit: at most {MOST_SHOWN:,} are listed as data"
        )
    return {
        "node": region.node,
        "unit": region.unit,
        "exact": region.exact,
        "unknown": region.unknown,
        "channels": region.channels,
        "count": region.count,
        "bounds": region.bounds,
        "pixels": region.pixels,
    }


def show_effective(network: Network, shape: tuple[int, ...], unit: object) -> None:
    """How much the pixels of a field weigh, in per cent of the heaviest."""
    found = effective_field(network, shape, unit or None)  # type: ignore[arg-type]  # a place or ""
    sizes = by(found.size)
    click.echo(
        f"\nthe effective field of {found.node} at {place(found.unit)}: {sizes} of"
        f" {by(found.theoretical)} pixels weigh a noticeable share (4.55 % of the heaviest)"
    )
    spreads = "×".join(f"{one:.1f}" for one in found.spread)
    click.echo(f"  with random weights, spread {spreads} pixels about its middle")
    lit = [np.flatnonzero(found.weight.any(axis=axis)) for axis in range(found.weight.ndim)]
    if found.weight.ndim != 2 or not all(len(one) for one in lit):
        return
    columns, rows = (slice(one[0], one[-1] + 1) for one in lit)
    shares = (100 * found.weight[rows, columns] / found.weight.max()).round().astype(int)
    if shares.shape[1] <= WIDEST:
        click.echo(f"\n{shown(shares)}")


def show_region(region: Region, channels: int) -> None:
    """The pixels of one unit, row by row as runs."""
    first = "channel" if len(region.unit) > region.mask.ndim else None
    where = f"{region.node} at {place(region.unit, first)}"
    if region.bounds is None:
        click.echo(f"\nno pixel reaches the unit of {where}")
        return
    words = axis_words(region.mask.ndim)
    spans = " × ".join(
        f"{word}s {low + 1}–{high + 1}"
        for word, (low, high) in zip(words, region.bounds, strict=True)
    )
    shape = "all of" if region.full else "parts of"
    most = "" if region.exact else "at most "
    click.echo(f"\n{most}{region.count} pixels reach the unit of {where}: {shape} {spans}")
    if 0 < len(region.channels) < channels:
        plural = "s" if len(region.channels) > 1 else ""
        click.echo(f"  through channel{plural} {runs(list(region.channels))} of {channels}")
    for text in lines(region.mask):
        click.echo(f"  {text}")
    if region.unknown:
        click.echo(f"  (what {several(region.unknown)} reads is not known)")
    elif not region.exact:
        click.echo("  (too many to keep one by one: this is their bounding box)")


def lines(mask: np.ndarray) -> list[str]:
    """Pixels row by row, equal rows together: "rows 4–19: columns 8–23"."""
    alike: dict[tuple[tuple[int, ...], bytes], list[int]] = {}
    for lead in map(tuple, np.argwhere(mask.any(axis=-1)).tolist()):
        alike.setdefault((lead[:-1], mask[lead].tobytes()), []).extend(lead[-1:])
    found = []
    for (front, row), places in alike.items():
        run = runs(np.flatnonzero(np.frombuffer(row, bool)).tolist())
        plane = f"plane {','.join(str(one + 1) for one in front)}, " if front else ""
        where = f"{plane}row{'s' if len(places) > 1 else ''} {runs(places)}: " if places else ""
        found.append(f"{where}column{'s' if set('–,') & set(run) else ''} {run}")
    return found


def runs(numbers: list[int]) -> str:
    """1, 2, 3, 7, which count from 0, as "2–4, 8"."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(a + 1) if a == b else f"{a + 1}–{b + 1}" for a, b in found)

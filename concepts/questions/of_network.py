"""Questions on a network that is given: fields (Q4), shapes, what reaches a layer, parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from math import prod

from concepts.axes.slide import Slide
from concepts.counting import Counts
from concepts.errors import ConceptError
from concepts.fields.fields import Field
from concepts.fields.steps import field_steps
from concepts.network.table import total_parameters
from concepts.questions.asked import Figured, Numbers, Slips
from concepts.questions.count_question import ConvQuestion
from concepts.questions.told import Told, statements, told
from concepts.written import by

_ONE_CONV = re.compile(r"conv (\d+)((?: [ksp]\d+(?:x\d+)?)+)")


def layer_of(text: str, image: Sequence[int]) -> ConvQuestion:
    """The layer of a question that counts: one convolution.

    >>> layer_of("conv 6 k3 p1", (3, 32, 32)).places
    (32, 32)
    >>> layer_of("conv 6 k3x5", (1, 20, 30)).counts.block
    (1, 3, 5)
    """
    told(text, image)
    lines = statements(text)
    found = _ONE_CONV.fullmatch(lines[0]) if len(lines) == 1 else None
    if found is None:
        raise ConceptError(
            f'{text!r} is not one convolution, as "conv 10 k5 s1 p0" or "conv 10 k3x5" is'
        )
    channels, height, width = image
    sizes = {
        letter: (int(one), int(other or one))
        for letter, one, other in re.findall(r"([ksp])(\d+)(?:x(\d+))?", found[2])
    }
    return ConvQuestion(
        channels, int(found[1]), sizes["k"], (height, width),
        sizes.get("s", (1, 1)), sizes.get("p", (0, 0)),
    )  # fmt: skip


def field_of(asked: Told) -> Figured:
    """How far does a unit of the last layer see?"""
    steps = asked.network.steps(asked.image)
    field = _maps(asked).axes[-1]
    kernels = _kernels(asked)
    return Figured(
        kind="field",
        text=f"{asked.words}. How many pixels wide is the receptive"
        " field of a unit of the last layer, padding counted?",
        hint="Each layer adds (kernel − 1) times the jump so far; its stride multiplies the jump.",
        expected=(field.size,),
        working=tuple(field_steps(steps)),
        slips=(
            (
                "jump-left-out",
                (1 + sum(k - 1 for k in kernels),),
                "you left out the jump: behind a stride of 2 a step is two pixels wide",
            ),
            ("kernels-added", (sum(kernels),), "you added the kernels up: neighbours overlap"),
            ("kernels-multiplied", (prod(kernels),), "you multiplied the kernels"),
            ("last-kernel", (kernels[-1],), "you gave the last layer's window, not what it sees"),
            ("area", (field.size**2,), "you gave the area: the question is how wide it is"),
        ),
    )


def neighbours_of(asked: Told) -> Figured:
    """How do the fields of two neighbours differ?"""
    field = _maps(asked).axes[-1]
    return Figured(
        kind="neighbours",
        text=f"{asked.words}. By how many pixels does the receptive"
        " field move from one unit of the last layer to its neighbour on the right?",
        hint="The strides of all layers multiply.",
        expected=(_whole(field.jump),),
        working=tuple(field_steps(asked.network.steps(asked.image))),
        slips=(
            ("field-size", (field.size,), "you gave the field's size: neighbours overlap"),
            ("one", (1,), "you gave one pixel: so it is without strides alone"),
        ),
    )


def seen_of(asked: Told, unit: int) -> Figured:
    """Which rows does a unit in this row of the last layer see? Rows count from 1."""
    field, side = _maps(asked).axes[0], asked.shape[1]
    if not 1 <= unit <= side:
        raise ConceptError(f"unit is {unit}, and the last layer has rows 1 to {side}")
    start = (unit - 1) * _whole(field.jump) - _whole(field.padding)
    whole = start + 1, start + field.size
    low, high = max(whole[0], 1), min(whole[1], asked.image[1])
    padding = ("padding-seen", whole, "you named rows of the padding")
    cut = () if whole == (low, high) else (padding,)
    return Figured(
        kind="what a unit sees",
        text=f"{asked.words}. Which rows of the image does a unit in"
        f" row {unit} of the last layer see? (first last; rows count from 1)",
        hint="The first unit's field begins at the edge, less the padding; each unit moves on by"
        " the jump.",
        expected=(low, high),
        working=(
            *field_steps(asked.network.steps(asked.image)),
            f"rows {whole[0]} to {whole[1]}, of which rows {low} to {high} are in the image",
        ),
        slips=(
            ("from-0", (low - 1, high - 1), "you counted from 0"),
            ("one-too-far", (low, high + 1), "you went one row too far: both ends are seen"),
            *cut,
        ),
    )


def flattened_of(asked: Told) -> Figured:
    """How many numbers reach the first fully connected layer?"""
    _maps(asked)
    table = asked.network.table(asked.image)
    channels, height, width = asked.shape
    before, all_ = table[-2].output_shape, (prod(asked.shape),)
    return Figured(
        kind="first fully connected layer",
        text=f"{asked.words}, and is flattened. How many numbers"
        " reach the first fully connected layer?",
        hint="Work out the side of each map; at the end channels · height · width.",
        expected=all_,
        working=tuple(f"{row.name}: {by(row.output_shape)}" for row in table),
        slips=(
            ("channels-left-out", (height * width,), "you left out the channels"),
            ("one-side", (channels * height,), "you counted one side of each map: it has two"),
            *_other([("pooling-left-out", (prod(before),), f"you left out {asked.last}")], all_),
            ("input", (prod(asked.image),), "you counted the image"),
        ),
    )


def shape_of(asked: Told) -> Figured:
    """Which shape comes out?"""
    _maps(asked)
    table = asked.network.table(asked.image)
    channels, height, width = asked.shape
    slips: list[tuple[str, Numbers, str]] = [
        ("channels-last", (height, width, channels), "the order is channels, height, width"),
        ("channels-left-out", (height, width), "you left out the channels"),
        ("one-side", (channels, height), "you gave one side: give channels, height and width"),
        (
            "input-channels",
            (asked.image[0], height, width),
            "you kept the channels of the image: each filter makes one map",
        ),
    ]
    last = ("last-layer-left-out", table[-2].output_shape, f"you left out {asked.last}")
    slips += _other([last], asked.shape)
    slips += _without("p", "padding-left-out", "you left out the padding", asked)
    slips += _without("s", "stride-left-out", "you left out the strides of convolutions", asked)
    return Figured(
        kind="shape",
        text=f"{asked.words}. Which shape comes out? (channels height width)",
        hint="Along each side ⌊(size + 2 · padding − kernel) / stride⌋ + 1; the filters of the last"
        " convolution are the channels.",
        expected=asked.shape,
        working=tuple(
            f"{row.name}: {by(row.output_shape)}"
            + (f", each side {row.formula[-1]}" if row.formula else "")
            for row in table
        ),
        slips=tuple(slips),
    )


def parameters_of(asked: Told) -> Figured:
    """How many parameters does the network have?"""
    table = [row for row in asked.network.table(asked.image) if row.parameters]
    counts = [row.counts for row in table if row.counts is not None]
    if not table:
        raise ConceptError("this network has no parameters to be counted")
    total = total_parameters(table)
    weights = total - sum(c.parameters - c.parameters_without_bias for c in counts)
    filters = [c for c in counts if len(c.block) == 3]  # else there are no channels to leave out
    deep = sum(c.filters * (prod(c.block) - prod(c.block[1:])) for c in filters)
    slips: list[tuple[str, Numbers, str]] = [
        ("biases-left-out", (weights,), "you left out the biases"),
        ("one-bias", (weights + len(counts),), "you counted one bias a layer: each unit has one"),
        (
            "channels-left-out",
            (total - deep,),
            "you left out the channels: a filter goes through all of them",
        ),
        ("last-layer-alone", (table[-1].parameters,), "you counted the last layer alone"),
        ("first-layer-alone", (table[0].parameters,), "you counted the first layer alone"),
    ]
    added = [" + ".join(str(row.parameters) for row in table) + f" = {total}"]
    return Figured(
        kind="parameters",
        text=f"{asked.words}. How many parameters has it in all, biases included?",
        hint="A filter has channels · kernel · kernel weights and one bias; a unit of a fully"
        " connected layer one weight for each number that comes in, and one bias.",
        expected=(total,),
        working=(
            *(f"{row.name}: {_sum(row.counts)}{row.parameters}" for row in table),
            *(added if len(table) > 1 else ()),
        ),
        slips=_other(slips, (total,)),
    )


def _maps(asked: Told) -> Field:
    """The field of the last layer, whose units lie in maps; else one sentence."""
    field = asked.network.fields(asked.image)[asked.network.output]
    if len(asked.shape) != 3:
        raise ConceptError(
            f"{asked.text!r} ends with {by(asked.shape)} numbers: for this question it must end"
            " with maps"
        )
    if len(asked.network.nodes) < 2 or not field.exact or not all(a.size for a in field.axes):
        raise ConceptError(f"what the last layer of {asked.text!r} sees cannot be told")
    return field


def _whole(number: Fraction | int | None) -> int:
    """A jump or a padding; where it is uneven, or no whole number, one sentence."""
    if number is None or number != int(number):
        raise ConceptError("the units of the last layer do not lie evenly on the image")
    return int(number)


def _kernels(asked: Told) -> tuple[int, ...]:
    """Of the layers that slide a window, along the rows; 1 where none does."""
    links = [link for step in asked.network.steps(asked.image) for link in step.placed.links]
    slides = [link[-1] for link in links if isinstance(link, tuple) and link]
    return tuple(slide.kernel for slide in slides if isinstance(slide, Slide)) or (1,)


def _without(letter: str, name: str, did: str, asked: Told) -> Slips:
    """What comes out of convolutions without an option; nothing where that is the same."""
    lines = [
        re.sub(rf" {letter}\d\S*", "", one) if one.startswith("conv ") else one
        for one in statements(asked.text)
    ]
    try:
        other = told("; ".join(lines), asked.image).shape
    except ConceptError:  # the maps are too small for the rest
        return ()
    return _other([(name, other, did)], asked.shape)


def _other(slips: Sequence[tuple[str, Numbers, str]], expected: Numbers) -> Slips:
    """Those that lead to something else: nobody leaves out what is not there."""
    return tuple(slip for slip in slips if slip[1] != expected)


def _sum(counts: Counts | None) -> str:
    """ "10 · (1·5·5 + 1) = ", where the layer has filters or units."""
    if counts is None:
        return ""
    product = "·".join(map(str, counts.block))
    bias = " + 1" if counts.parameters != counts.parameters_without_bias else ""
    return f"{counts.filters} · ({product}{bias}) = "

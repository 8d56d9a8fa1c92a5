"""Questions on small networks: fields (Q4), parameters, what reaches the first linear layer."""

from __future__ import annotations

from math import prod
from random import Random

from concepts.convolution.conv import conv
from concepts.convolution.working import explain_conv
from concepts.errors import ConceptError
from concepts.fields.steps import field_steps
from concepts.network.network import Network
from concepts.questions.asked import Figured, Tabled, aligned
from concepts.written import by, written

CHANNELS = {1: (1, 3), 2: (3, 6), 3: (3, 6, 16)}


def drawn_network(random: Random, level: int) -> tuple[Network, str, tuple[int, int, int]]:
    """Convolutions and poolings by turns, in words as well, and the shape of their image."""
    while True:
        network, words, shape = any_network(random, level)
        try:
            if network.steps(shape)[-1].placed.shape[1] > 1:
                return network, words, shape
        except ConceptError:  # the image is too small for it
            continue


def any_network(random: Random, level: int) -> tuple[Network, str, tuple[int, int, int]]:
    """The same, whether the image is large enough or not."""
    shape = (random.choice(CHANNELS[level]), *(random.randrange(20, 33, 4),) * 2)
    words = []
    for _ in range(random.randint(1, 2) if level == 1 else 2):
        kernel = random.choice((3, 5))
        stride = random.choice((1, 2)) if level == 3 else 1
        padding = random.choice((0, kernel // 2)) if level > 1 else 0
        words.append(f"conv {random.choice((4, 6, 8))} k{kernel} s{stride} p{padding}")
        words.append("max k2")
    text = "; ".join(words)
    return Network.from_text(text), in_words(text), shape


def in_words(text: str) -> str:
    """The network as one says it.

    >>> in_words("conv 4 k3 s1 p1; max k2")
    'a convolution with 4 filters of 3×3, stride 1, padding 1; max pooling of 2×2, stride 2'
    """
    said = []
    for statement in text.split("; "):
        word, *rest = statement.split()
        if word == "max":
            said.append("max pooling of 2×2, stride 2")
        else:
            filters, kernel, stride, padding = (one.lstrip("ksp") for one in rest)
            sides = f"{filters} filters of {kernel}×{kernel}"
            said.append(f"a convolution with {sides}, stride {stride}, padding {padding}")
    return "; ".join(said)


def field_question(random: Random, level: int) -> Figured:
    """How far does a unit of the last layer see?"""
    network, words, shape = drawn_network(random, level)
    steps = network.steps(shape)
    field = network.fields(shape)[network.output].axes[0]
    kernels = [int(str(node.layer.kernel_size)) for node in network.nodes[1:]]  # type: ignore[attr-defined]
    return Figured(
        kind="field",
        text=f"An image of {by(shape)} goes through {words}. How many pixels wide is the receptive"
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


def shift_question(random: Random, level: int) -> Figured:
    """How do the fields of two neighbours differ?"""
    network, words, shape = drawn_network(random, level)
    field = network.fields(shape)[network.output].axes[0]
    jump = int(field.jump or 0)
    return Figured(
        kind="neighbours",
        text=f"An image of {by(shape)} goes through {words}. By how many pixels does the receptive"
        " field move from one unit of the last layer to its neighbour on the right?",
        hint="The strides of all layers multiply.",
        expected=(jump,),
        working=tuple(field_steps(network.steps(shape))),
        slips=(
            ("field-size", (field.size,), "you gave the field's size: neighbours overlap"),
            ("one", (1,), "you gave one pixel: so it is without strides alone"),
        ),
    )


def sees_question(random: Random, level: int) -> Figured:
    """Which rows does a unit see?"""
    network, words, shape = drawn_network(random, level)
    side = network.steps(shape)[-1].placed.shape[1]
    unit = random.randint(1, min(side, 4))
    field = network.fields(shape)[network.output].axes[0]
    start = (unit - 1) * int(field.jump or 0) - int(field.padding or 0)
    whole = start + 1, start + field.size
    low, high = max(whole[0], 1), min(whole[1], shape[1])
    padding = ("padding-seen", whole, "you named rows of the padding")
    cut = () if whole == (low, high) else (padding,)
    return Figured(
        kind="what a unit sees",
        text=f"An image of {by(shape)} goes through {words}. Which rows of the image does a unit in"
        f" row {unit} of the last layer see? (first last; rows count from 1)",
        hint="The first unit's field begins at the edge, less the padding; each unit moves on by"
        " the jump.",
        expected=(low, high),
        working=(
            *field_steps(network.steps(shape)),
            f"rows {whole[0]} to {whole[1]}, of which rows {low} to {high} are in the image",
        ),
        slips=(
            ("from-0", (low - 1, high - 1), "you counted from 0"),
            ("one-too-far", (low, high + 1), "you went one row too far: both ends are seen"),
            *cut,
        ),
    )


def linear_question(random: Random, level: int) -> Figured:
    """How many numbers reach the first fully connected layer?"""
    network, words, shape = drawn_network(random, level)
    table = network.table(shape)
    channels, side, _ = table[-1].output_shape
    before = table[-2].output_shape
    return Figured(
        kind="first fully connected layer",
        text=f"An image of {by(shape)} goes through {words}, and is flattened. How many numbers"
        " reach the first fully connected layer?",
        hint="Work out the side of each map; at the end channels · height · width.",
        expected=(channels * side * side,),
        working=tuple(f"{row.name}: {by(row.output_shape)}" for row in table),
        slips=(
            ("channels-left-out", (side * side,), "you left out the channels"),
            ("one-side", (channels * side,), "you counted one side of each map: it has two"),
            ("pooling-left-out", (prod(before),), "you left out the last pooling"),
            ("input", (prod(shape),), "you counted the image"),
        ),
    )


def parameters_question(random: Random, level: int) -> Figured:
    """How many parameters does a layer have?"""
    channels, filters = random.choice(CHANNELS[level]), random.choice((4, 6, 10, 16))
    kernel = random.choice((3, 5))
    block = channels * kernel * kernel
    total = filters * (block + 1)
    return Figured(
        kind="parameters",
        text=f"A convolutional layer has {filters} filters of {by((kernel, kernel))} and an input"
        f" of {channels} channels. How many parameters does it have, biases included?",
        hint="Each filter has channels · kernel · kernel weights, and one bias.",
        expected=(total,),
        working=(f"{filters} · ({channels} · {kernel} · {kernel} + 1) = {total}",),
        slips=(
            ("biases-left-out", (filters * block,), "you left out the biases"),
            ("one-bias", (filters * block + 1,), "you counted one bias: each filter has one"),
            (
                "channels-left-out",
                (filters * (kernel * kernel + 1),),
                "you left out the channels: a filter goes through all of them",
            ),
            ("one-filter", (block + 1,), "you counted one filter"),
        ),
    )


def conv_question(random: Random, level: int) -> Tabled:
    """Which values come out of a convolution?"""
    low, kernel, stride = (0, 2, 1) if level == 1 else (-4, 2, 1) if level == 2 else (-4, 3, 2)
    cells, weights = (
        tuple(tuple(float(random.randint(at, 4)) for _ in range(n)) for _ in range(n))
        for at, n in ((low, kernel + stride), (-1, kernel))
    )

    def worked(filter_: tuple[tuple[float, ...], ...], step: int) -> tuple[tuple[float, ...], ...]:
        return tuple(map(tuple, conv([cells], [[filter_]], stride=step)[0].tolist()))

    expected = worked(weights, stride)
    places = [(0, r, c) for r in range(len(expected)) for c in range(len(expected[0]))]
    workings = [explain_conv([cells], [[weights]], stride=stride, cell=at) for at in places]
    flipped = tuple(line[::-1] for line in weights[::-1])
    return Tabled(
        kind="convolution",
        text=f"Which values come out? The filter {in_rows(weights)} is laid on the input"
        f" with stride {stride} and no padding.",
        hint="Lay the filter on the top left corner, multiply cell by cell and add up.",
        rows=aligned(cells),
        expected=expected,
        working=tuple(
            f"row {w.output[1] + 1}, column {w.output[2] + 1}: {w.arithmetic}" for w in workings
        ),
        slips=(
            ("flipped", worked(flipped, stride), "you turned the filter round: here it stays"),
            (
                "transposed",
                tuple(zip(*expected, strict=True)),
                "rows and columns are swapped",
            ),
        ),
    )


def in_rows(cells: tuple[tuple[float, ...], ...]) -> str:
    """A small table in a sentence.

    >>> in_rows(((1, 0), (0, -1)))
    '(1 0; 0 -1)'
    """
    return f"({'; '.join(' '.join(map(written, line)) for line in cells)})"

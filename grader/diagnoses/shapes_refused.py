"""Shapes: the call that raised, with the shape that it was given; nothing is known to mend it."""

from __future__ import annotations

from math import prod

from grader.diagnoses.refused_call import Met, Row, laid_out, register
from grader.graph import Operation

_LAYERS = ("linear", "matmul", "convolution", "pooling", "normalisation")


def _swallowed(met: Met) -> bool:
    one_row = len(met.shape) == 1 or (len(met.shape) == 2 and met.shape[0] == 1)
    total = met.trail.graph.values[0].shape[0] * prod(met.trail.maps)
    return bool(met.trail.maps) and met.shaped is not None and one_row and prod(met.shape) == total


def _out_of_order(met: Met) -> bool:
    fixed, turned = prod(size for size in met.asked if size > 0), met.shaped
    return (
        met.op.kind == "view"
        and turned is not None
        and turned.kind in ("permute", "transpose", "movedim", "expand")
        and fixed > 0
        and prod(met.shape) % fixed == 0
    )


def _one_image(met: Met) -> bool:
    asked = met.asked
    sizes = bool(asked) and -1 not in asked and prod(asked) == prod(met.shape[1:])
    return met.op.kind in ("view", "reshape") and sizes


def _of_another_type(met: Met) -> bool:
    own, given = met.dtypes()
    return bool(own) and bool(given) and own != given


def _shaped_first(met: Met) -> list[Operation | None]:
    return [met.shaped, met.op]


ROWS = (
    Row("flatten-swallows-the-batch", ("linear", "matmul", "output"),
        "All images of the batch are flattened into one row",
        "The first dimension counts the images. A flattening lays out each image by itself and "
        "leaves that dimension alone; otherwise all images become one.",
        "Keep the first dimension, which counts the images, as it is.",
        "{call} should get one row for each of {batch} images, and gets one row of {whole} numbers "
        "for all of them.", _swallowed, "{batch} images × {maps} are {whole}",
        expected="({batch}, {laid})", lines=_shaped_first),
    Row("flatten-forgotten", ("linear", "matmul"),
        "The maps are not flattened before the fully connected layer",
        "A fully connected layer takes one row of numbers for each image. Given maps, it takes "
        "every line of a map for an image of its own.",
        "Between the last map and the first neuron one step is missing.",
        "{call} should get a row of numbers for each image, and gets maps of {rows}.{rest}",
        lambda met: len(met.shape) >= 3,
        "{chain}; laid out, {rows} are {image} numbers{takes}",
        expected="{images}×{image}", finds=laid_out),
    Row("flattened-before-a-convolution", ("convolution",),
        "The images are flattened before a convolution",
        "A convolution lays its filter on neighbouring pixels. A flattened image has no neighbours "
        "above and below any more.",
        "Convolutions first, flattening after the last of them.",
        "{call} needs maps (images × channels × height × width) and gets {shape}.",
        lambda met: len(met.shape) <= 2, lines=lambda met: [met.op, met.shaped]),
    Row("pooling-after-the-flattening", ("pooling",),
        "A pooling is given no maps",
        "Pooling takes the largest number (or the mean) of each small window of a map. After the "
        "flattening there are no windows.",
        "Pool while there are maps: before the flattening.",
        "{call} needs maps and gets {shape}.", lambda met: len(met.shape) < 3),
    Row("stride-leaves-no-room", ("convolution", "pooling"),
        "A convolution jumps by a whole filter, and too little is left",
        "The numbers of a convolution are: channels in, channels out, size of the filter, stride. "
        "A size written twice, once for each side, becomes a stride.",
        "The fourth number of a convolution is no second side: see help.",
        "{jump} moves its filter by the whole of it at each step, so that {call} ({window}) gets "
        "maps of {sides} only.",
        lambda met: met.shrunk and met.jump is not None, "{chain}",
        lines=lambda met: [met.jump, met.op]),
    Row("maps-shrink-to-nothing", ("convolution", "pooling"),
        "A window is larger than the map that it is laid on",
        "Every convolution without padding and every pooling makes the maps smaller. From 28×28 "
        "there is room for so many of them and no more.",
        "Write down the sides after each step; leave out what shrinks most.",
        "{call} lays a window of {window} on maps of {sides}.", lambda met: met.shrunk,
        "{chain}, and {first} does not fit into {least}", "{sides}", "maps of at least {window}"),
    Row("softmax-dimension-out-of-range", ("output",),
        "The softmax is taken over a dimension that is not there",
        "The scores of a batch have two dimensions, 0 for the images and 1 for the classes; the "
        "softmax is taken over the classes.",
        "Rows of scores have the dimensions 0 (images) and 1 (classes).",
        "{spelled} is told dim={dim}, and {shape} has the dimensions 0 to {last}.",
        lambda met: met.beyond is not None, observed="dim={dim}"),
    Row("dimension-out-of-range", ("shape", "reduction"),
        "A call names a dimension that is not there",
        "Dimensions are counted from 0: of a batch of maps 0 counts the images, 1 the channels.",
        "Count the dimensions from 0: images, channels, height, width.",
        "{spelled} is told {name}={dim}, and {shape} has the dimensions 0 to {last}.",
        lambda met: met.beyond is not None, observed="{name}={dim}"),
    Row("view-of-numbers-out-of-order", ("shape",),
        "`view` is asked for on numbers that do not lie in order",
        "`view` only reads the same memory with other sizes. After a `permute` or `transpose` the "
        "numbers do not lie as they are read, and there is nothing to view.",
        "`reshape` may copy; `contiguous()` puts the numbers in order.",
        "{spelled} needs the numbers in order, and {shaped} has turned them.", _out_of_order,
        lines=lambda met: [met.op, met.shaped], observed=""),
    Row("view-has-no-room-for-the-batch", ("shape",),
        "The sizes of a `view` count one image, and a batch is given",
        "Every step works on a whole batch. The first size counts its images.",
        "Leave one size open (-1) for the number of images.",
        "{spelled} asks for {asked} = {image} numbers, one image; given are {images} images of "
        "{image}.", _one_image, "{images} × {image} are {whole}, not {image}", ""),
    Row("numbers-of-another-type", ("convolution", "linear", "matmul"),
        "A layer is given numbers of another type than its weights",
        "Weights are floating-point numbers of 32 bits, and so must be what they are multiplied "
        "by.",
        "Leave images and weights as they come: float32.",
        "{call} has weights of {own} and is given {given}.", _of_another_type,
        observed="{given}", expected="{own}", lines=lambda met: [met.op, met.trail.last("cast")]),
    Row("numbers-do-not-fit-the-layer", (*_LAYERS, "shape"),
        "A call cannot work on the shape that it is given",
        "Each layer is made for a certain number of channels or numbers of each image; a view of "
        "numbers can neither make nor lose any.",
        "Print the shape before the call, and compare it with what is asked for.",
        "{call}{made} is given {shape}{for}.",
        lambda met: met.op.family != "shape" or met.op.kind in ("view", "reshape", "unflatten"),
        "{chain}", general=True),
)  # fmt: skip
register(__name__, ROWS)

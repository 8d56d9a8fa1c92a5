"""Shapes: a number that does not fit, by the change with which it does; the probe has run it."""

from __future__ import annotations

from collections.abc import Callable

from grader.diagnoses.mended_number import SHAPE, STOPS, Met, Row, register
from grader.diagnoses.sizes import OTHER_PADDING, OTHER_WINDOW, OWN_STEPS, UNIT_STEPS
from grader.evidence import MendedNumber

_WITH = " With {now} in place of {was} {onwards}."


def _counted(*names: str) -> Callable[[Met], bool]:
    return lambda met: met.slip is not None and met.slip.name in names


def _from_the_image(*sizes: int) -> Callable[[Met], bool]:
    return lambda met: met.first_of_all and (not sizes or met.mend.was in sizes)


_FEATURES: tuple[MendedNumber, ...] = ("in_features",)
_LAID_OUT: tuple[MendedNumber, ...] = (*_FEATURES, "flatten")
_EITHER = (*STOPS, *SHAPE)
_CHANNELS: tuple[MendedNumber, ...] = ("in_channels",)
_EXPECTS = (
    "{layer} expects {was} numbers for each image; what reaches it from {before} is {maps} = {now}."
)
_SLIP = _EXPECTS + " {was} is what comes out with {slip}. With {now} {onwards}."
_THE_SIZE = "The size of the first fully connected layer "
_IMAGE = "{layer} expects {was} channels, and the image has {now}." + _WITH

ROWS = (
    Row("stride-slipped-in", _LAID_OUT,
        "A convolution jumps by a whole filter at each step",
        "The numbers of a convolution are: channels in, channels out, size of the filter, stride. "
        "A size written twice, once for each side, becomes a stride.",
        "The fourth number of a convolution is no second side: see help.",
        "{calls} has filters of {window} and moves them by {step} at each step, so that {layer} "
        "gets {maps} = {now} numbers of each image. Moved by 1 they would give the {was} that it "
        "expects.", _counted(UNIT_STEPS), _EITHER),
    Row("pooling-windows-overlap", _LAID_OUT,
        "The windows of a pooling overlap",
        "The first number of a pooling is the side of its window, the second by how much the "
        "window moves. Moved by 1 it hardly makes the maps smaller; left out, it is the side.",
        "By how much must a window of 2×2 move so that both sides are halved?",
        "{calls} lays windows of {window} and moves them by {step}, so that {layer} gets {maps} = "
        "{now} numbers of each image. Moved by {size} they would give the {was} that it expects.",
        _counted(OWN_STEPS), _EITHER),
    Row("window-unlike-the-others", _LAID_OUT,
        "A window has another size than the one that was counted with",
        "How large the maps are at the end follows from every filter and every pooling, and the "
        "first fully connected layer is made for just that many numbers.",
        "Either the window or the number is another one than was meant: which?",
        "{calls} has a window of {window}, so that {layer} gets {maps} = {now} numbers of each "
        "image. With {side}, as the other one has, it would get the {was} that it expects.",
        _counted(OTHER_WINDOW), _EITHER),
    Row("padding-unlike-the-others", _LAID_OUT,
        "A convolution has another padding than the one that was counted with",
        "A padding of p widens both sides by 2 p, and the first fully connected layer is made for "
        "just the numbers that come out at the end.",
        "Either the padding or the number is another one than was meant: which?",
        "{calls} has a padding of {padding}, so that {layer} gets {maps} = {now} numbers of each "
        "image. With {pad}, as the other one has, it would get the {was} that it expects.",
        _counted(OTHER_PADDING), _EITHER),
    Row("flatten-size-forgets-the-channels", _FEATURES, _THE_SIZE + "leaves out the channels",
        "Flattening lays every map of every channel into one row, so the row is channels × height "
        "× width long.",
        "Count all maps: one number for each cell of each channel.",
        _SLIP, _counted("the channels left out")),
    Row("flatten-size-is-the-channels-alone", _FEATURES,
        _THE_SIZE + "counts the channels, not their cells",
        "A channel is a map of height × width numbers. Flattening keeps all of them.",
        "Each channel is a whole map. How many cells has one?",
        _SLIP, _counted("the channels alone")),
    Row("flatten-size-has-one-side-only", _FEATURES, _THE_SIZE + "counts one side of the maps",
        "A map of 4×4 holds 16 numbers, not 4.",
        "A map has two sides: multiply by both.", _SLIP, _counted("one side only")),
    Row("flatten-size-counts-the-images", _FEATURES, _THE_SIZE + "counts the images of a batch",
        "A layer is applied to each image of a batch, with the same weights: it is made for the "
        "numbers of one.",
        "Which of the sizes says how many images there are?",
        _SLIP, _counted("the images of a batch counted in")),
    Row("flatten-size-forgets-a-pooling", _FEATURES,
        _THE_SIZE + "was counted with a pooling left out",
        "A pooling makes the maps smaller: with stride 2 it halves both sides, so that a quarter "
        "of the numbers is left.",
        "Go through forward line by line: how often is there a pooling?",
        _SLIP, _counted("the last pooling left out", "no pooling counted")),
    Row("flatten-size-counts-no-border", _FEATURES,
        _THE_SIZE + "was counted as if convolutions kept the size",
        "A filter only stands where all of it is on the image. Without padding the map is smaller "
        "than the image by the size of the filter less one.",
        "Without padding a k×k filter takes k - 1 off each side.",
        _SLIP, _counted("the convolutions counted as if they kept the size")),
    Row("flatten-size-rounds-up", _FEATURES,
        _THE_SIZE + "was counted with an odd side rounded up",
        "A pooling of 2×2 makes 5 of a side of 11: the last column has no partner, and torch "
        "leaves it out unless it is told otherwise.",
        "A window that does not fit on the map any more is left out.",
        _SLIP, _counted("a pooling's odd side rounded up")),
    Row("flatten-size-of-a-32-pixel-image", _FEATURES,
        _THE_SIZE + "belongs to images of 32×32",
        "LeNet-5 and networks for CIFAR take 32×32 pixels; the digits of MNIST have 28×28.",
        "Start from the size that MNIST has, and count again.",
        _SLIP, _counted("an image of 32×32 for a start")),
    Row("flatten-size-of-other-channels", _FEATURES,
        _THE_SIZE + "counts other channels than there are",
        "Each filter of the last convolution gives a map, and all maps are laid out in one row.",
        "Either the filters of the convolution are other ones than was meant, or the number is.",
        "{layer} expects {was} numbers for each image, counted with {counted} channels; {before} "
        "gives {channels}, and {maps} = {now} numbers. With {now} {onwards}.",
        lambda met: met.flattened and met.other_channels is not None),
    Row("flatten-size-does-not-fit", _FEATURES,
        "The first fully connected layer expects another number than the maps hold",
        "Its weights are one for each number of an image, so that number must be known when the "
        "layer is made. It follows from the image's size, the filters and the poolings.",
        "Follow the sides of one image through every convolution and pooling, on paper. "
        "`print(x.shape)` before the layer shows the end of it.",
        _EXPECTS + " With {now} {onwards}.", lambda met: met.flattened, general=True),
    Row("channels-of-a-colour-image", _CHANNELS,
        "The first convolution is made for colour images",
        "A colour image has a channel each for red, green and blue. The digits are grey: one "
        "channel.",
        "How many numbers does one pixel of a grey image have?", _IMAGE, _from_the_image(3)),
    Row("image-size-given-for-channels", _CHANNELS,
        "The first convolution was given the image's size where its channels stand",
        "A convolution is told how many channels go in and how many come out. The image's height "
        "and width do not matter to it, since the same filter is laid on every place.",
        "Sizes need not be told: a filter slides over any image.",
        _IMAGE, _from_the_image(28, 28 * 28)),
    Row("channels-of-the-image-do-not-fit", _CHANNELS,
        "The first convolution expects another number of channels than the image has",
        "Each filter reads all channels of its input at once, so it must be made for as many.",
        "The first number of a convolution is what goes in.",
        _IMAGE, _from_the_image(), general=True),
    Row("channels-changed-on-the-way", _CHANNELS,
        "A step between two convolutions changes the number of channels",
        "Tensors put side by side along the channels have all channels of all of them; an index or "
        "a sum leaves some out.",
        "Print x.shape[1] behind each step.",
        "{layer} expects {was} channels. {before} gives {channels}, and what stands between makes "
        "{now} of them." + _WITH,
        lambda met: met.channels_before not in (None, met.mend.now)),
    Row("channels-do-not-fit-the-convolution-before", _CHANNELS,
        "A convolution expects another number of channels than the one before gives",
        "Each filter makes one channel. So the number of filters of a convolution is the number of "
        "channels that the next one reads.",
        "What one convolution gives is what the next one takes.",
        "{layer} expects {was} channels, and {before} gives it {now}." + _WITH,
        lambda met: not met.first_of_all,
        arithmetic="{before} has {now} filters, and each makes one channel"),
    Row("neurons-do-not-fit-the-layer-before", _FEATURES,
        "A fully connected layer expects another number than the one before gives",
        "Every neuron has a weight for each neuron of the layer before, so the numbers must agree.",
        "What one layer gives is what the next one takes.",
        "{layer} expects {was} numbers, and {source} gives it {now}." + _WITH,
        lambda met: met.source is not None and met.source.family == "linear"),
    Row("batch-norm-size-does-not-fit", ("num_features",),
        "A batch normalisation is made for another number of channels",
        "Each channel (or each neuron) is normalised for itself, with numbers of its own.",
        "It has one scale and one shift for each channel before it.",
        "{layer} normalises {was} channels and is given {now}." + _WITH),
    Row("layer-of-another-size", (*_FEATURES, *_CHANNELS, "num_features"),
        "A layer is declared for another number than it is given",
        "The weights of a layer are made before any image comes, so the sizes must be known and "
        "right.",
        "Compare each layer's first number with what is given to it.",
        "{layer} expects {was} and is given {now}." + _WITH, general=True),
    Row("view-does-not-divide", ("flatten",),
        "The rows of a `view` have another length than an image has numbers",
        "Another view of the same numbers cannot make or lose any of them.",
        "The sizes must multiply to as many numbers as there are.",
        "{layer} asks for rows of {was} numbers, where each image has {now}." + _WITH,
        general=True),
    Row("view-moves-numbers-between-images", ("flatten", *_FEATURES),
        "A `view` moves numbers from one image to another",
        "With a -1 in the place of the batch a wrong row length changes the number of rows: a row "
        "then holds pieces of different images.",
        "The open size (-1) must come out as the number of images.",
        "{layer} asks for rows of {was} numbers where each image has {now}." + _WITH,
        of=SHAPE,
        arithmetic="{images} × {now} = {total} numbers, and {total} / {was} are {rows} rows, not "
        "{images}"),
)  # fmt: skip
register(__name__, ROWS)

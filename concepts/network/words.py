"""The layers of a network's line: what each is made of, read from its statement."""

from __future__ import annotations

from collections.abc import Callable

from concepts.errors import ConceptError
from concepts.layers.mixing import Along, Glu, LocalResponseNorm
from concepts.layers.moving import ChannelShuffle, PixelShuffle, PixelUnshuffle
from concepts.layers.placement import Layer
from concepts.layers.plain import BatchNorm, Elementwise, Input, Linear, Opaque
from concepts.layers.sequences import Embedding, MultiheadAttention, Recurrent
from concepts.layers.shaping import Cat, Flatten, Join, Permute, Reduce, Reshape
from concepts.layers.unpooling import FractionalPool, Separable, Unpool
from concepts.layers.windowed import (
    AdaptivePool,
    Conv,
    ConvTranspose,
    Depthwise,
    Pad,
    Pool,
    Upsample,
)
from concepts.network.statement import Statement

ELEMENTWISE = (
    "relu",
    "elu",
    "gelu",
    "sigmoid",
    "silu",
    "tanh",
    "leaky_relu",
    "relu6",
    "hardswish",
    "identity",
    "dropout",
)
JOINS = ("add", "mul", "sub", "maximum")


def conv(said: Statement) -> Layer:
    """conv 10 k5 s1 p0 d1 g1 nobias reflect"""
    return Conv(
        said.number("filters", "conv 10 k5"),
        said.sizes("k", "conv 10 k5"),
        said.sizes("s", default=1),
        said.padding(),
        said.sizes("d", default=1),
        said.one("g", 1),
        not said.flag("nobias"),
        said.choice(("reflect", "replicate", "circular"), "zeros"),
    )


def conv_transpose(said: Statement) -> Layer:
    """conv_transpose 8 k2 s2 p0 o0 d1 g1 nobias"""
    example = "conv_transpose 8 k2 s2"
    return ConvTranspose(
        said.number("filters", example),
        said.sizes("k", example),
        said.sizes("s", default=1),
        said.sizes("p", default=0),
        said.sizes("o", default=0),
        said.one("g", 1),
        not said.flag("nobias"),
        said.sizes("d", default=1),
    )


def pool(said: Statement) -> Layer:
    """max k2 s2 p0 d1 ceil (also avg and lp)"""
    kernel = said.sizes("k", f"{said.word} k2")
    stride = said.sizes("s", default=0) or None
    dilation = said.sizes("d", default=1)
    return Pool(said.word, kernel, stride, said.padding(), dilation, said.flag("ceil"))


def adaptive(said: Statement) -> Layer:
    """adaptive_avg 7x7 (also adaptive_max)"""
    return AdaptivePool(said.word.removeprefix("adaptive_"), said.shape(f"{said.word} 7x7"))


def global_pool(said: Statement) -> Layer:
    """global_avg (also global_max): one value for each channel"""
    return AdaptivePool(said.word.removeprefix("global_"), 1)


def linear(said: Statement) -> Layer:
    """linear 50 nobias"""
    return Linear(said.number("units", "linear 50"), not said.flag("nobias"))


def upsample(said: Statement) -> Layer:
    """upsample x2 linear corners, or upsample 14x14"""
    mode = said.choice(("nearest", "nearest-exact", "linear", "cubic"), "nearest")
    factor = said.factor()
    size = None if factor else said.shape("upsample x2 or upsample 14x14")
    return Upsample(size, factor, mode, said.flag("corners"))


def pad(said: Statement) -> Layer:
    """pad p1 (p0:1 for one cell at the end; a negative number cuts cells off)"""
    mode = said.choice(("reflect", "replicate", "circular"), "zeros")
    return Pad(said.padding(), mode)


def image(said: Statement) -> Layer:
    """input 1x28x28"""
    shape = said.shape("input 1x28x28")
    return Input((shape,) if isinstance(shape, int) else shape)


def reshape(said: Statement) -> Layer:
    """reshape 20x4x4"""
    shape = said.shape("reshape 20x4x4")
    return Reshape((shape,) if isinstance(shape, int) else shape)


def depthwise(said: Statement) -> Layer:
    """depthwise k3 s1 p0 d1 nobias: each channel by itself"""
    kernel = said.sizes("k", "depthwise k3")
    options = (said.sizes("s", default=1), said.padding(), said.sizes("d", default=1))
    return Depthwise(kernel, *options, bias=not said.flag("nobias"))


def separable(said: Statement) -> Layer:
    """separable 32 k3 s1 p0 d1 nobias: each channel by itself, and then 32 filters of 1x1"""
    filters = said.number("filters", "separable 32 k3")
    kernel = said.sizes("k", "separable 32 k3")
    options = (said.sizes("s", default=1), said.padding(), said.sizes("d", default=1))
    return Separable(filters, kernel, *options, not said.flag("nobias"))


def unpool(said: Statement) -> Layer:
    """unpool k2 s2 p0: maxima put back where they were found"""
    kernel = said.sizes("k", "unpool k2")
    return Unpool(kernel, said.sizes("s", default=0) or None, said.sizes("p", default=0))


def fractional(said: Statement) -> Layer:
    """fractional_max k2 14x14 (u0.25x0.5: the numbers that were drawn)"""
    kernel = said.sizes("k", "fractional_max k2 14x14")
    drawn = said.take(r"u(0?\.\d+|0)(x(?:0?\.\d+|0))*")
    samples = tuple(map(float, drawn[0][1:].split("x"))) if drawn else None
    return FractionalPool(kernel, said.shape("fractional_max k2 14x14"), samples)


def so_much(said: Statement) -> Layer:
    """dropout 0.5, leaky_relu 0.1, elu 1.0: how much changes neither shape, field nor count"""
    said.take(r"p?\d*\.?\d+")
    return Elementwise(said.word)


def group_norm(said: Statement) -> Layer:
    """group_norm g4: each group of channels by itself"""
    found = said.take(r"g?(\d+)")
    return Along("group_norm", (0, -2, -1), groups=int(found[1]) if found else 1, affine=True)


def layer_norm(said: Statement) -> Layer:
    """layer_norm (over the last axis; layer_norm 3 over the last three)"""
    found = said.take(r"[1-4]")
    return Along("layer_norm", tuple(range(-int(found[0] if found else 1), 0)), affine=True)


def prelu(said: Statement) -> Layer:
    """prelu (one slope; prelu 16 has so many)"""
    found = said.take(r"\d+")
    return Elementwise("prelu", int(found[0]) if found else 1)


def embedding(said: Statement) -> Layer:
    """embedding 1000x64: a row of 64 numbers for each of 1000 words"""
    sizes = said.shape("embedding 1000x64")
    if isinstance(sizes, int) or len(sizes) != 2:
        raise ConceptError('an embedding is rows x numbers, as in "embedding 1000x64"')
    return Embedding(*sizes)


def cat(said: Statement) -> Layer:
    """cat a b axis1: along the channels, where no axis is named"""
    found = said.take(r"axis(-?\d)")
    return Cat(int(found[1]) if found else 0)


SHUFFLES: dict[str, Callable[[int], Layer]] = {
    "pixel_shuffle": PixelShuffle,
    "pixel_unshuffle": PixelUnshuffle,
    "channel_shuffle": ChannelShuffle,
}


def shuffle(said: Statement) -> Layer:
    """pixel_shuffle 2 (also pixel_unshuffle, and channel_shuffle with its groups)"""
    return SHUFFLES[said.word](said.number("parts", f"{said.word} 2"))


def permute(said: Statement) -> Layer:
    """permute 1x2x0: the axes in another order, channels being 0"""
    order = said.shape("permute 1x2x0")
    return Permute((order,) if isinstance(order, int) else order)


def local_norm(said: Statement) -> Layer:
    """lrn 5: over as many channels"""
    return LocalResponseNorm(said.number("channels", "lrn 5"))


def recurrent(said: Statement) -> Layer:
    """lstm 32 (also gru and rnn) over (steps, features)"""
    return Recurrent(said.word, said.number("numbers of a state", f"{said.word} 32"))


def attention(said: Statement) -> Layer:
    """attention 4: with so many heads, over (places, features)"""
    return MultiheadAttention(said.number("heads", "attention 4"))


def opaque(said: Statement) -> Layer:
    """opaque 10x4x4: a layer of which only the output shape is known"""
    shape = said.shape("opaque 10x4x4")
    return Opaque((shape,) if isinstance(shape, int) else shape)


WORDS: dict[str, Callable[[Statement], Layer]] = {
    "input": image,
    "conv": conv,
    "conv_transpose": conv_transpose,
    "max": pool,
    "avg": pool,
    "lp": pool,
    "adaptive_max": adaptive,
    "adaptive_avg": adaptive,
    "global_max": global_pool,
    "global_avg": global_pool,
    "linear": linear,
    "flatten": lambda said: Flatten(),
    "reshape": reshape,
    "batch_norm": lambda said: BatchNorm(),
    "softmax": lambda said: Along("softmax"),
    "log_softmax": lambda said: Along("log_softmax"),
    "mean": lambda said: Reduce((-2, -1)),
    "upsample": upsample,
    "pad": pad,
    "cat": cat,
    "depthwise": depthwise,
    "separable": separable,
    "unpool": unpool,
    "fractional_max": fractional,
    "layer_norm": layer_norm,
    "prelu": prelu,
    "embedding": embedding,
    "opaque": opaque,
    "group_norm": group_norm,
    "instance_norm": lambda said: Along("instance_norm", (-2, -1)),
    "glu": lambda said: Glu(),
    "lrn": local_norm,
    "permute": permute,
    **dict.fromkeys(SHUFFLES, shuffle),
    "attention": attention,
    **dict.fromkeys(("lstm", "gru", "rnn"), recurrent),
    **{word: lambda said: Elementwise(said.word) for word in ELEMENTWISE},
    **dict.fromkeys(("dropout", "leaky_relu", "elu"), so_much),
    **{word: lambda said: Join(said.word) for word in JOINS},
}

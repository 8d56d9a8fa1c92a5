"""A network in one line: `conv 10 k5; max k2; conv 20 k5; max k2; flatten; linear 50; linear 10`.

Statements are separated by `;` or by line ends; `#` starts a comment. A statement is

    [name =] layer numbers options [from name, name]

and reads the statement before it, unless `from` says otherwise. Without a name of its own a layer
is called by its word and number: conv1, max1, conv2. The image is called `input`; `input 1x28x28`
as the first statement fixes its shape. Options: k kernel, s stride, p padding, d dilation,
g groups, o output padding; one number for all axes or one for each (`k1x7`), padding also
before:after (`p0:1`), `psame` or `pvalid`. `nobias`, `ceil`, `reflect`, `replicate`, `circular` and
`corners` are written as they are. `@name` marks shared parameters: layers with one mark count
theirs once.

The layers: WORDS below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from concepts.errors import ConceptError
from concepts.layers.mixing import Along, Glu, LocalResponseNorm
from concepts.layers.moving import ChannelShuffle, PixelShuffle, PixelUnshuffle
from concepts.layers.placement import Layer, Node
from concepts.layers.plain import BatchNorm, Elementwise, Input, Linear, Opaque
from concepts.layers.sequences import Embedding, MultiheadAttention, Recurrent
from concepts.layers.shaping import Cat, Flatten, Join, Permute, Reduce, Reshape
from concepts.layers.windowed import (
    AdaptivePool,
    Conv,
    ConvTranspose,
    Depthwise,
    Pad,
    Pool,
    Upsample,
)
from concepts.network.statement import INPUT, Statement
from concepts.written import several

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


def group_norm(said: Statement) -> Layer:
    """group_norm g4: each group of channels by itself"""
    return Along("group_norm", (0, -2, -1), groups=said.one("g", 1), affine=True)


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
    **{word: lambda said: Join(said.word) for word in JOINS},
}


def nodes_of_text(text: str) -> tuple[Node, ...]:
    """The nodes that a text describes, in order.

    >>> [node.name for node in nodes_of_text("conv 8 k3 p1; relu; add relu1 input")]
    ['conv1', 'relu1', 'add1']
    >>> nodes_of_text("conv 8 k3; cnv k2")
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: in "cnv k2": 'cnv' is no layer; did you mean 'conv'?
    """
    nodes: list[Node] = []
    known = {INPUT: 0}  # names that stand already
    taken: dict[str, int] = {}  # how many layers of a word have none of their own
    before = INPUT
    for written in filter(None, map(str.strip, re.split(r"[;\n]", re.sub(r"#.*", "", text)))):
        said = Statement.of(written, tuple(WORDS))
        try:
            node = node_of(said, before, known, taken)
        except ConceptError as error:
            raise ConceptError(f'in "{written}": {error}') from None
        nodes.append(node)
        known[node.name] = len(nodes)
        before = node.name
    if not nodes:
        raise ConceptError('the network is empty: write layers such as "conv 10 k5; max k2"')
    return tuple(nodes)


def node_of(said: Statement, before: str, known: Mapping[str, int], taken: dict[str, int]) -> Node:
    """The node of one statement; `known` are the names that stand already."""
    if said.word == INPUT:
        return Node(INPUT, finished(said, image(said)))
    joins = said.word in (*JOINS, "cat")
    made = WORDS[said.word](said)
    reads = said.joined(before) if joins else said.sources or (before,)
    layer = finished(said, made)
    for name in reads:
        if name not in known:
            raise ConceptError(f"{name!r} is not there yet: there are {several([*known], 12)}")
    if said.name is not None:
        return Node(said.name, layer, reads, said.key)
    taken[said.word] = taken.get(said.word, 0) + 1
    while f"{said.word}{taken[said.word]}" in known:
        taken[said.word] += 1
    return Node(f"{said.word}{taken[said.word]}", layer, reads, said.key)


def finished(said: Statement, layer: Layer) -> Layer:
    """The layer, if every word of its statement was understood."""
    if said.rest:
        raise ConceptError(
            f"{said.rest[0]!r} is not understood: {said.word} is written {form(said)}"
        )
    return layer


def form(said: Statement) -> str:
    """How a layer is written, from its reader's docstring."""
    documented = (WORDS[said.word].__doc__ or "").strip()
    return f'"{documented or said.word}"'

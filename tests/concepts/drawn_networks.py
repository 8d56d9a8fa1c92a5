"""Random chains and graphs of every kind of layer, small enough to differentiate every unit."""

from hypothesis import strategies as st

from concepts import (
    AdaptivePool,
    Along,
    Attention,
    BatchNorm,
    Cat,
    ChannelShuffle,
    ConceptError,
    Conv,
    ConvTranspose,
    Depthwise,
    Einsum,
    Elementwise,
    Expand,
    Flatten,
    Fold,
    FractionalPool,
    Glu,
    Join,
    Linear,
    LocalResponseNorm,
    MultiheadAttention,
    Network,
    Node,
    Pad,
    Permute,
    PixelShuffle,
    PixelUnshuffle,
    Pool,
    Recurrent,
    Reduce,
    Reshape,
    Running,
    Separable,
    Stack,
    Take,
    Unfold,
    Unpool,
    Upsample,
    Windows,
)
from concepts.layers.placement import cells
from tests.concepts.drawn import per_axis

LARGEST = {1: 24, 2: 12, 3: 6}  # cells along an axis after any layer
few = st.integers(1, 3)


def draw_conv(draw, rank, channels):
    kernel = per_axis(draw, st.integers(1, 4), rank)
    if draw(st.integers(0, 4)) == 0:
        return Conv(2, kernel, padding="same", dilation=per_axis(draw, few, rank))
    mode = draw(st.sampled_from(["zeros", "zeros", "zeros", "reflect", "replicate", "circular"]))
    pair = st.tuples(st.integers(0, 3), st.integers(0, 3))
    pads = per_axis(draw, pair, rank)
    stride, dilation = per_axis(draw, few, rank), per_axis(draw, few, rank)
    groups = draw(st.sampled_from([1, channels]))
    filters = 2 if groups == 1 else groups
    return Conv(filters, kernel, stride, pads, dilation, groups, padding_mode=mode)


def draw_back(draw, rank):
    stride, dilation = per_axis(draw, few, rank), per_axis(draw, st.integers(1, 2), rank)
    extra = tuple(
        draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True)
    )
    padding = per_axis(draw, st.integers(0, 2), rank)
    kernel = per_axis(draw, few, rank)
    return ConvTranspose(2, kernel, stride, padding, extra, dilation=dilation)


def draw_pool(draw, rank):
    kernel = per_axis(draw, few, rank)
    stride = draw(st.none() | st.just(per_axis(draw, few, rank)))
    padding = tuple(min(p, k // 2) for p, k in zip(per_axis(draw, few, rank), kernel, strict=True))
    dilation = per_axis(draw, st.integers(1, 2), rank)
    return Pool("max", kernel, stride, padding, dilation, draw(st.booleans()))


def draw_unpool(draw, rank):
    kernel = per_axis(draw, few, rank)
    stride = draw(st.none() | st.just(per_axis(draw, few, rank)))
    return Unpool(kernel, stride, tuple(k // 3 for k in kernel))


def draw_separable(draw, rank):
    options = (per_axis(draw, few, rank), per_axis(draw, st.integers(0, 2), rank))
    return Separable(2, per_axis(draw, few, rank), *options, per_axis(draw, few, rank))


def draw_depthwise(draw, rank):
    kernel, pads = per_axis(draw, few, rank), per_axis(draw, st.integers(0, 2), rank)
    return Depthwise(kernel, per_axis(draw, few, rank), pads, multiplier=draw(st.integers(1, 2)))


def draw_fractional(draw, rank):
    kernel, outs = per_axis(draw, few, rank), per_axis(draw, few, rank)
    drawn = st.integers(0, 31).map(lambda number: number / 32)
    return FractionalPool(kernel, outs, tuple(draw(drawn) for _ in range(rank)))


def draw_fold(draw, shape):
    """Windows laid back, of as many cells as there are columns."""
    kernel = 2 if shape[0] % 4 == 0 else 1
    rows = draw(st.sampled_from([n for n in range(1, shape[1] + 1) if shape[1] % n == 0]))
    return Fold((rows + kernel - 1, shape[1] // rows + kernel - 1), kernel)


def draw_upsample(draw, rank):
    mode = draw(st.sampled_from(["nearest", "nearest-exact", "linear"] + ["cubic"] * (rank == 2)))
    corners = mode in ("linear", "cubic") and draw(st.booleans())
    if not corners and draw(st.booleans()):
        factor = st.sampled_from([0.5, 1.5, 2.0, 3.0])
        return Upsample(scale_factor=per_axis(draw, factor, rank), mode=mode)
    return Upsample(per_axis(draw, st.integers(1, 8), rank), mode=mode, align_corners=corners)


def draw_pad(draw, rank):
    pair = st.tuples(st.integers(-1, 2), st.integers(-1, 2))
    return Pad(per_axis(draw, pair, rank))


def draw_taken(draw, size):
    """Cells of an axis: a slice, a flip, a roll, a repeat, or any."""
    cells = tuple(range(size))
    shift = draw(st.integers(0, size - 1))
    return draw(
        st.sampled_from(
            [
                cells[shift:],
                cells[shift::2],
                cells[::-1],
                cells[shift:] + cells[:shift],
                cells * 2,
                tuple(cell for cell in cells for _ in range(2)),
                (shift,),
                None,
                None,
            ]
        )
    )


def draw_moving(draw, shape):
    """A layer that moves cells, or mixes them without windows; it may not fit the shape."""
    rank = len(shape) - 1
    axis = draw(st.integers(0, rank))
    letters = "abcdef"[: rank + 1]
    other = letters[axis]
    put = letters.replace(other, "z")
    taken = Take(tuple(draw_taken(draw, size) for size in shape))
    gone = tuple((0,) if place == axis else None for place in range(rank + 1))
    left = tuple(size for place, size in enumerate(shape) if place != axis)
    choices = [
        lambda: taken,
        lambda: taken,
        lambda: Take(gone, left or (1,)),
        lambda: Reshape(tuple(draw(st.permutations(shape)))),
        lambda: Reshape((*shape[:-2], shape[-2] * shape[-1])),
        lambda: Reshape((*shape[:axis], 2, shape[axis] // 2, *shape[axis + 1 :])),
        lambda: PixelShuffle(2),
        lambda: PixelUnshuffle(2),
        lambda: ChannelShuffle(draw(st.integers(2, 3))),
        lambda: draw_fold(draw, shape) if rank == 1 else Flatten(),
        lambda: Unfold(draw(few), 1, draw(st.integers(0, 1)), draw(few)),
        lambda: Windows(axis, draw(few), draw(few)),
        lambda: Along("layer_norm", (axis,)),
        lambda: Along("group_norm", tuple(range(rank + 1)), 0, 2),
        lambda: Running(axis=axis),
        lambda: LocalResponseNorm(draw(few)),
        lambda: Glu(axis),
        lambda: Expand((2, *shape)) if rank < 3 else Expand(shape),
        lambda: Einsum(f"{letters},{other}z->{put}", ((), (shape[axis], 3))),
        lambda: Attention(draw(st.booleans())),
        lambda: MultiheadAttention(),
        lambda: Recurrent(draw(st.sampled_from(["lstm", "gru"])), 2, 1, draw(st.booleans())),
        lambda: AdaptivePool("avg", 1),
    ]
    return draw(st.sampled_from(choices))()


def draw_layer(draw, shape):
    """Any layer for a node of this shape."""
    rank = len(shape) - 1
    if rank == 0:
        flat = [Linear(3), Elementwise("relu"), BatchNorm(), Expand((2, *shape)), Glu()]
        return draw(st.sampled_from([*flat, Take((draw_taken(draw, shape[0]),))]))
    if draw(st.integers(0, 2)) == 0:
        return draw_moving(draw, shape)
    kind = draw(st.integers(0, 17))
    if kind < 3:
        return draw_conv(draw, rank, shape[0])
    makers = [None, None, None, draw_pool, draw_pool, draw_back, draw_upsample]
    if kind < len(makers):
        return makers[kind](draw, rank)
    plain = {
        7: lambda: AdaptivePool("max", per_axis(draw, st.integers(1, 5), rank)),
        8: lambda: draw_pad(draw, rank),
        9: lambda: Flatten(),
        10: lambda: Linear(draw(few)),
        11: lambda: Reduce((draw(st.integers(0, rank)),), draw(st.booleans())),
        12: lambda: Reshape((shape[0] * shape[1], 1, *shape[2:])),
        14: lambda: draw_unpool(draw, rank),
        15: lambda: draw_separable(draw, rank),
        16: lambda: draw_depthwise(draw, rank),
        17: lambda: draw_fractional(draw, rank),
        13: lambda: Permute(draw(st.permutations(range(rank + 1)).map(tuple))),
    }
    return plain[kind]()


def grown(nodes, shapes, node):
    """Add a node if it fits where it stands; says whether it did."""
    try:
        shape = node.layer.place(*(shapes[name] for name in node.inputs)).shape
    except ConceptError:
        return False
    if any(size > LARGEST.get(len(shape) - 1, 6) for size in shape[1:]) or cells(shape) > 1000:
        return False
    nodes.append(node)
    shapes[node.name] = shape
    return True


def input_shape(draw):
    rank = draw(st.sampled_from([1, 2, 2, 2, 3]))
    most = {1: 20, 2: 9, 3: 5}[rank]
    return (draw(st.integers(1, 2)), *per_axis(draw, st.integers(2, most), rank))


@st.composite
def chains(draw):
    shape = input_shape(draw)
    nodes: list[Node] = []
    shapes, last = {"input": shape}, "input"
    for number in range(draw(st.integers(1, 6))):
        node = Node(f"n{number}", draw_layer(draw, shapes[last]), (last,))
        if grown(nodes, shapes, node):
            last = node.name
    return Network(nodes or [Node("same", Elementwise(), ("input",))]), shape


@st.composite
def graphs(draw):
    """Layers on any earlier node; nodes of equal shape are summed or joined along any axis."""
    shape = input_shape(draw)
    nodes: list[Node] = []
    shapes = {"input": shape}
    for number in range(draw(st.integers(3, 9))):
        name = f"n{number}"
        source = draw(st.sampled_from(sorted(shapes)))
        mates = sorted(other for other in shapes if shapes[other][1:] == shapes[source][1:])
        if len(mates) > 1 and draw(st.booleans()):
            others = draw(st.lists(st.sampled_from(mates), min_size=1, max_size=2))
            layer = draw(
                st.sampled_from([Join("add"), Stack(), Cat(), Cat(), Cat(len(shapes[source]) - 1)])
            )
            grown(nodes, shapes, Node(name, layer, (source, *others)))
        elif draw(st.booleans()) and len(shapes[source]) > 1:
            kernel = per_axis(draw, st.integers(1, 4), len(shape) - 1)
            grown(nodes, shapes, Node(name, Conv(2, kernel, padding="same"), (source,)))
        else:
            grown(nodes, shapes, Node(name, draw_layer(draw, shapes[source]), (source,)))
    return Network(nodes or [Node("same", Elementwise(), ("input",))]), shape

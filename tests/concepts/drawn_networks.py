"""Random chains and graphs of every kind of layer, small enough to differentiate every unit."""

from hypothesis import strategies as st

from concepts import (
    AdaptivePool,
    BatchNorm,
    Cat,
    ConceptError,
    Conv,
    ConvTranspose,
    Elementwise,
    Flatten,
    Join,
    Linear,
    Network,
    Node,
    Pad,
    Permute,
    Pool,
    Reduce,
    Reshape,
    Upsample,
)
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


def draw_layer(draw, shape):
    """Any layer for a node of this shape."""
    rank = len(shape) - 1
    if rank == 0:
        return draw(st.sampled_from([Linear(3), Elementwise("relu"), BatchNorm()]))
    kind = draw(st.integers(0, 13))
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
        13: lambda: Permute(draw(st.permutations(range(rank + 1)).map(tuple))),
    }
    return plain[kind]()


def grown(nodes, shapes, node):
    """Add a node if it fits where it stands; says whether it did."""
    try:
        shape = node.layer.place(*(shapes[name] for name in node.inputs)).shape
    except ConceptError:
        return False
    if any(size > LARGEST.get(len(shape) - 1, 999) for size in shape[1:]):
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
            layer = draw(st.sampled_from([Join("add"), Cat(), Cat(), Cat(len(shapes[source]) - 1)]))
            grown(nodes, shapes, Node(name, layer, (source, *others)))
        elif draw(st.booleans()) and len(shapes[source]) > 1:
            kernel = per_axis(draw, st.integers(1, 4), len(shape) - 1)
            grown(nodes, shapes, Node(name, Conv(2, kernel, padding="same"), (source,)))
        else:
            grown(nodes, shapes, Node(name, draw_layer(draw, shapes[source]), (source,)))
    return Network(nodes or [Node("same", Elementwise(), ("input",))]), shape

"""A `Network` run by torch, for comparison: positive weights, and every selection made a sum.

A maximum depends on all cells of its window, yet its gradient shows only the winner. So here a
maximum is a sum over the same window; with positive weights nothing then cancels, and the gradient
of a unit is non-zero exactly where it depends on a pixel.
"""

import torch
import torch.nn.functional as F

from concepts import (
    AdaptivePool,
    Along,
    Attention,
    BatchNorm,
    Cat,
    ChannelShuffle,
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
    Input,
    Join,
    Linear,
    LocalResponseNorm,
    MultiheadAttention,
    Network,
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
from concepts.convolution.axes import conv_axes

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
BACK = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
ADAPTIVE = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}
LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}


def positive(*shape):
    return torch.rand(*shape, dtype=torch.float64) + 0.5


def torch_padding(pairs):
    """Pairs in axis order → torch.nn.functional.pad's order, last axis first."""
    return [side for pair in reversed(list(pairs)) for side in pair]


def edge_pad(x, pairs, mode):
    mode = {"zeros": "constant"}.get(mode, mode)
    return F.pad(x, torch_padding(pairs), mode=mode)


def per_axis(value, rank):
    return [value] * rank if isinstance(value, int) else list(value)


def run_conv(layer, x):
    rank = x.dim() - 2
    axes = conv_axes(
        tuple(x.shape[2:]),
        layer.kernel_size,
        layer.stride,
        layer.padding,
        layer.dilation,
        layer.padding_mode,
    )
    weight = positive(layer.filters, x.shape[1] // layer.groups, *(a.kernel for a in axes))
    padded = edge_pad(x, [(a.before, a.after) for a in axes], layer.padding_mode)
    stride, dilation = per_axis(layer.stride, rank), per_axis(layer.dilation, rank)
    return CONV[rank](padded, weight, stride=stride, dilation=dilation, groups=layer.groups)


def run_back(layer, x):
    rank = x.dim() - 2
    kernel = per_axis(layer.kernel_size, rank)
    weight = positive(x.shape[1], layer.filters // layer.groups, *kernel)
    return BACK[rank](
        x,
        weight,
        stride=layer.stride,
        padding=layer.padding,
        output_padding=layer.output_padding,
        groups=layer.groups,
        dilation=layer.dilation,
    )


def run_pool(layer, x):
    """The sum over each window: zeros as far as windows reach, then a depthwise convolution."""
    rank = x.dim() - 2
    kernel = per_axis(layer.kernel_size, rank)
    stride = kernel if layer.stride is None else per_axis(layer.stride, rank)
    pads, dilation = per_axis(layer.padding, rank), per_axis(layer.dilation, rank)
    meta = torch_max_pool(rank)(
        x, kernel, stride, pads, dilation=dilation, ceil_mode=layer.ceil_mode
    )
    outs = meta.shape[2:]
    pairs = []
    for n, k, s, p, d, o in zip(x.shape[2:], kernel, stride, pads, dilation, outs, strict=True):
        pairs.append((p, (o - 1) * s + d * (k - 1) + 1 - p - n))
    weight = positive(x.shape[1], 1, *kernel)
    padded = F.pad(x, torch_padding(pairs))
    return CONV[rank](padded, weight, stride=stride, dilation=dilation, groups=x.shape[1])


def run_unpool(layer, x):
    """Every cell from all windows that lie on it, as one of them may hold it."""
    rank = x.dim() - 2
    kernel = per_axis(layer.kernel_size, rank)
    stride = kernel if layer.stride is None else per_axis(layer.stride, rank)
    weight = positive(x.shape[1], 1, *kernel)
    return BACK[rank](x, weight, stride=stride, padding=layer.padding, groups=x.shape[1])


def run_separable(layer, x):
    apart = Conv(
        x.shape[1], layer.kernel_size, layer.stride, layer.padding, layer.dilation, x.shape[1]
    )
    return run_conv(Conv(layer.filters, 1), run_conv(apart, x))


def run_depthwise(layer, x):
    """Filters of one channel each."""
    filters = x.shape[1] * layer.multiplier
    sizes = (layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    return run_conv(Conv(filters, *sizes, x.shape[1]), x)


def drawn_windows(size, kernel, out, drawn):
    """The cells of each window that torch draws: a spike on one of them comes out."""
    spikes = torch.eye(size, dtype=torch.float64)[None, :, None, :].repeat(1, 1, 2, 1)
    samples = torch.full((1, size, 2), drawn, dtype=torch.float64)
    found = F.fractional_max_pool2d(spikes, (1, kernel), (1, out), _random_samples=samples)
    return [torch.nonzero(one)[:, 0] for one in found[0, :, 0].T]


def run_fractional(layer, x):
    """The sum over each window."""
    rank = x.dim() - 2
    columns = zip(
        per_axis(layer.kernel_size, rank),
        per_axis(layer.output_size, rank),
        layer.samples,
        strict=True,
    )
    for axis, (kernel, out, drawn) in enumerate(columns, start=2):
        cells = drawn_windows(x.shape[axis], kernel, out, drawn)
        x = torch.stack([x.index_select(axis, one).sum(axis) for one in cells], axis)
    return x


def torch_max_pool(rank):
    return {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}[rank]


def run_upsample(layer, x):
    mode = {"linear": LINEAR[x.dim() - 2], "cubic": "bicubic"}.get(layer.mode, layer.mode)
    corners = layer.align_corners if "nearest" not in mode else None
    scale = layer.scale_factor
    scale = list(scale) if isinstance(scale, tuple) else scale
    return F.interpolate(x, layer.size, scale, mode, align_corners=corners)


def run_join(layer, *xs):
    return sum(xs[1:], xs[0])  # as a product, a zero in one branch would hide the other


def mixed(x, axis):
    """Every cell along an axis depends on all."""
    return x + x.sum(axis, keepdim=True)


def run_along(layer, x):
    if layer.groups > 1:
        parts = x.unflatten(1, (layer.groups, -1))
        axes = tuple(range(2, parts.dim()))
        return (parts + parts.sum(axes, keepdim=True)).flatten(1, 2)
    for axis in layer.axes:
        x = mixed(x, axis + 1)
    return x


def run_take(layer, x):
    for axis, cells in enumerate(layer.cells, start=1):
        if cells is not None:
            x = x.index_select(axis, torch.tensor(cells))
    return x if layer.shape is None else x.reshape(len(x), *layer.shape)


def run_norm(layer, x):
    """The sum over a channel's neighbours."""
    size = layer.size
    padded = F.pad(x, (0, 0) * (x.dim() - 2) + (size // 2, (size - 1) // 2))
    return padded.unfold(1, size, 1).sum(-1)


def run_attention(layer, x):
    """Weights that depend on queries and keys alike, and do not cancel.

    Each number is one more than it is: a zero of the padding hides none that it is multiplied with,
    as `Region` has it.
    """
    x = x + 1
    score = x @ x.transpose(-1, -2)
    if layer.causal:
        score = score.tril()
    return score @ x


def run_heads(layer, x):
    both = mixed(mixed(x, 1), 2)
    return x + both


def run_recurrent(layer, x):
    width = layer.hidden * (2 if layer.bidirectional else 1)
    seen = mixed(x, 1) if layer.bidirectional else x.cumsum(1)
    return seen @ positive(x.shape[-1], width)


def run_einsum(layer, x):
    (weight,) = (shape for shape in layer.weights if shape)
    left, _, right = layer.equation.partition("->")
    terms = left.split(",")
    return torch.einsum(f"Z{terms[0]},{terms[1]}->Z{right}", x, positive(*weight))


def run_glu(layer, x):
    a, b = x.chunk(2, layer.axis + 1)
    return a + b


AT_ONCE = 128  # cells differentiated in one pass: what is held stays in the cache
RUNS = {
    Along: run_along,
    Attention: run_attention,
    Einsum: run_einsum,
    Glu: run_glu,
    LocalResponseNorm: run_norm,
    MultiheadAttention: run_heads,
    Recurrent: run_recurrent,
    Running: lambda layer, x: x.cumsum(layer.axis + 1),
    Take: run_take,
    ChannelShuffle: lambda layer, x: F.channel_shuffle(x, layer.groups),
    Expand: lambda layer, x: x.reshape(
        len(x), *(1,) * (len(layer.shape) + 1 - x.dim()), *x.shape[1:]
    ).expand(len(x), *layer.shape),
    PixelShuffle: lambda layer, x: F.pixel_shuffle(x, layer.factor),
    PixelUnshuffle: lambda layer, x: F.pixel_unshuffle(x, layer.factor),
    Stack: lambda layer, *xs: torch.stack(xs, layer.axis + 1),
    Unfold: lambda layer, x: F.unfold(
        x, layer.kernel_size, layer.dilation, layer.padding, layer.stride
    ),
    Fold: lambda layer, x: F.fold(
        x, layer.output_size, layer.kernel_size, layer.dilation, layer.padding, layer.stride
    ),
    Windows: lambda layer, x: x.unfold(layer.axis + 1, layer.size, layer.step),
    Conv: run_conv,
    Depthwise: run_depthwise,
    FractionalPool: run_fractional,
    ConvTranspose: run_back,
    Pool: run_pool,
    Separable: run_separable,
    Unpool: run_unpool,
    Upsample: run_upsample,
    Join: run_join,
    AdaptivePool: lambda layer, x: ADAPTIVE[x.dim() - 2](
        x, per_axis(layer.output_size, x.dim() - 2)
    ),
    Elementwise: lambda layer, x: x * 1.5,
    BatchNorm: lambda layer, x: x * 2.0,
    Flatten: lambda layer, x: x.flatten(1),
    Permute: lambda layer, x: x.permute(0, *(a + 1 for a in layer.order)),
    Reshape: lambda layer, x: x.reshape(len(x), *layer.shape),
    Linear: lambda layer, x: x @ positive(x.shape[-1], layer.out_features),
    Cat: lambda layer, *xs: torch.cat(xs, layer.axis + 1),
    Pad: lambda layer, x: edge_pad(x, layer.padding, layer.mode),
    Reduce: lambda layer, x: x.sum([a + 1 for a in layer.axes], keepdim=layer.keepdim),
}


def run(network: Network, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """The output of every node, batch first."""
    values = {}
    for node in network:
        if isinstance(node.layer, Input):
            values[node.name] = x
        else:
            reads = [values[name] for name in node.inputs]
            values[node.name] = RUNS[type(node.layer)](node.layer, *reads)
    return values


def dependency(network: Network, shape, name=None):
    """(*node, *spatial) of bool, by autograd: which pixels each cell of a node depends on.

    One image for each cell, all alike, and one pass back from the first cell of the first image,
    the second of the second, …: images do not mix.
    """
    image = positive(1, *shape)
    with torch.no_grad():
        made = run(network, image)[name or network.output].shape[1:]
    many = made.numel()
    parts = [
        slopes(network, image, range(first, min(many, first + AT_ONCE)), name)
        for first in range(0, many, AT_ONCE)
    ]
    seen = torch.cat(parts).abs() > 1e-9
    pixels = seen.any(1) if len(shape) > 1 else seen
    return pixels.reshape(*made, *pixels.shape[1:]).numpy()


def slopes(network: Network, image, cells, name=None):
    """(cells, *shape): the gradient of each of these cells of a node."""
    x = image.repeat(len(cells), *(1,) * (image.dim() - 1)).requires_grad_()
    units = run(network, x)[name or network.output].reshape(len(cells), -1)
    total = units[torch.arange(len(cells)), torch.tensor(list(cells))].sum()
    (found,) = torch.autograd.grad(total, x, allow_unused=True)
    return torch.zeros_like(x) if found is None else found

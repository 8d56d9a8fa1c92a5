"""What `concepts` exports, for type checkers and editors: `__init__.py` loads it when asked."""

from concepts.axes.slide import Slide
from concepts.axes.slide_back import SlideBack
from concepts.convolution.conv import conv, conv_transpose
from concepts.convolution.working import ConvWorking, explain_conv, explain_conv_transpose
from concepts.counting import Counts, MultiplyAdds, count_conv, count_conv_transpose, count_linear
from concepts.effective.effective import EffectiveField, effective_field
from concepts.errors import ConceptError
from concepts.fields.extents import AxisField
from concepts.fields.fields import Field, Misalignment
from concepts.fields.regions import Region
from concepts.layers.mixing import Along, Einsum, Glu, LocalResponseNorm, Running
from concepts.layers.moving import (
    ChannelShuffle,
    Expand,
    PixelShuffle,
    PixelUnshuffle,
    Stack,
    Take,
)
from concepts.layers.placement import Layer, Node, Placement, Step
from concepts.layers.plain import (
    BatchNorm,
    Constant,
    Elementwise,
    Input,
    Linear,
    Opaque,
)
from concepts.layers.sequences import Attention, Embedding, MultiheadAttention, Recurrent
from concepts.layers.shaping import Cat, Flatten, Join, Permute, Reduce, Reshape
from concepts.layers.unfolding import Fold, Unfold, Windows
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
from concepts.network.network import Network
from concepts.network.table import Row, total_multiply_adds, total_parameters, uncounted
from concepts.pooling.pool import (
    adaptive_avg_pool,
    adaptive_max_pool,
    avg_pool,
    global_avg_pool,
    global_max_pool,
    lp_pool,
    max_pool,
)
from concepts.pooling.working import PoolWorking, Window, explain_pool

__all__ = [
    "AdaptivePool",
    "Along",
    "Attention",
    "AxisField",
    "BatchNorm",
    "Cat",
    "ChannelShuffle",
    "ConceptError",
    "Constant",
    "Conv",
    "ConvTranspose",
    "ConvWorking",
    "Counts",
    "Depthwise",
    "EffectiveField",
    "Einsum",
    "Elementwise",
    "Embedding",
    "Expand",
    "Field",
    "Flatten",
    "Fold",
    "FractionalPool",
    "Glu",
    "Input",
    "Join",
    "Layer",
    "Linear",
    "LocalResponseNorm",
    "Misalignment",
    "MultiheadAttention",
    "MultiplyAdds",
    "Network",
    "Node",
    "Opaque",
    "Pad",
    "Permute",
    "PixelShuffle",
    "PixelUnshuffle",
    "Placement",
    "Pool",
    "PoolWorking",
    "Recurrent",
    "Reduce",
    "Region",
    "Reshape",
    "Row",
    "Running",
    "Separable",
    "Slide",
    "SlideBack",
    "Stack",
    "Step",
    "Take",
    "Unfold",
    "Unpool",
    "Upsample",
    "Window",
    "Windows",
    "adaptive_avg_pool",
    "adaptive_max_pool",
    "avg_pool",
    "conv",
    "conv_transpose",
    "count_conv",
    "count_conv_transpose",
    "count_linear",
    "effective_field",
    "explain_conv",
    "explain_conv_transpose",
    "explain_pool",
    "global_avg_pool",
    "global_max_pool",
    "lp_pool",
    "max_pool",
    "total_multiply_adds",
    "total_parameters",
    "uncounted",
]

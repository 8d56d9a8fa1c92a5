"""Pooling, convolution, counting and receptive fields: exact, with the working shown.

>>> import concepts
>>> concepts.max_pool([[4, 3, 5, 1], [2, 1, 3, 1], [1, 1, 2, 3], [0, 0, 1, 2]], 2).tolist()
[[4, 5], [1, 3]]
"""

from concepts.conv_working import ConvWorking, explain_conv, explain_conv_transpose
from concepts.convolution import conv, conv_transpose
from concepts.counting import Counts, MultiplyAdds, count_conv, count_conv_transpose, count_linear
from concepts.effective import EffectiveField, effective_field
from concepts.errors import ConceptError
from concepts.extents import AxisField
from concepts.fields import Field, Misalignment
from concepts.layers import AdaptivePool, Conv, ConvTranspose, Pad, Pool, Upsample
from concepts.network import Network
from concepts.placement import Layer, Node, Placement, Step
from concepts.plain_layers import (
    Along,
    BatchNorm,
    Constant,
    Elementwise,
    Input,
    Linear,
    Opaque,
)
from concepts.pooling import (
    adaptive_avg_pool,
    adaptive_max_pool,
    avg_pool,
    global_avg_pool,
    global_max_pool,
    lp_pool,
    max_pool,
)
from concepts.regions import Region
from concepts.shaping_layers import Cat, Flatten, Join, Permute, Reduce, Reshape
from concepts.table import Row, total_multiply_adds, total_parameters
from concepts.windows import PoolWorking, Window, explain_pool

__all__ = [
    "AdaptivePool",
    "Along",
    "AxisField",
    "BatchNorm",
    "Cat",
    "ConceptError",
    "Constant",
    "Conv",
    "ConvTranspose",
    "ConvWorking",
    "Counts",
    "EffectiveField",
    "Elementwise",
    "Field",
    "Flatten",
    "Input",
    "Join",
    "Layer",
    "Linear",
    "Misalignment",
    "MultiplyAdds",
    "Network",
    "Node",
    "Opaque",
    "Pad",
    "Permute",
    "Placement",
    "Pool",
    "PoolWorking",
    "Reduce",
    "Region",
    "Reshape",
    "Row",
    "Step",
    "Upsample",
    "Window",
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
]

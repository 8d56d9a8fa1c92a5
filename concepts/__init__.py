"""Pooling, convolution, counting and receptive fields: exact, with the working shown.

>>> import concepts
>>> concepts.max_pool([[4, 3, 5, 1], [2, 1, 3, 1], [1, 1, 2, 3], [0, 0, 1, 2]], 2).tolist()
[[4, 5], [1, 3]]
"""

import sys

# module -> what it has for everybody; the stub beside this file says the same to type checkers
_ROOMS: dict[str, tuple[str, ...]] = {
    "axes.slide": ("Slide",),
    "axes.slide_back": ("SlideBack",),
    "convolution.conv": ("conv", "conv_transpose"),
    "convolution.working": ("ConvWorking", "explain_conv", "explain_conv_transpose"),
    "counting": ("Counts", "MultiplyAdds", "count_conv", "count_conv_transpose", "count_linear"),
    "effective.effective": ("EffectiveField", "effective_field"),
    "errors": ("ConceptError",),
    "fields.extents": ("AxisField",),
    "fields.fields": ("Field", "Misalignment"),
    "fields.regions": ("Region",),
    "layers.mixing": ("Along", "Einsum", "Glu", "LocalResponseNorm", "Running"),
    "layers.moving": (
        "ChannelShuffle",
        "Expand",
        "PixelShuffle",
        "PixelUnshuffle",
        "Stack",
        "Take",
    ),
    "layers.placement": ("Layer", "Node", "Placement", "Step"),
    "layers.plain": ("BatchNorm", "Constant", "Elementwise", "Input", "Linear", "Opaque"),
    "layers.sequences": ("Attention", "Embedding", "MultiheadAttention", "Recurrent"),
    "layers.shaping": ("Cat", "Flatten", "Join", "Permute", "Reduce", "Reshape"),
    "layers.unfolding": ("Fold", "Unfold", "Windows"),
    "layers.unpooling": ("FractionalPool", "Separable", "Unpool"),
    "layers.windowed": (
        "AdaptivePool",
        "Conv",
        "ConvTranspose",
        "Depthwise",
        "Pad",
        "Pool",
        "Upsample",
    ),
    "network.network": ("Network",),
    "network.table": ("Row", "total_multiply_adds", "total_parameters", "uncounted"),
    "pooling.pool": (
        "adaptive_avg_pool",
        "adaptive_max_pool",
        "avg_pool",
        "global_avg_pool",
        "global_max_pool",
        "lp_pool",
        "max_pool",
    ),
    "pooling.working": ("PoolWorking", "Window", "explain_pool"),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}
__all__ = sorted(_HOMES)  # noqa: PLE0605  # a list of names


def __getattr__(name: str) -> object:
    """A public name, loaded when it is first asked for: `import concepts` alone costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = f"{__name__}.{_HOMES[name]}"
    __import__(room)
    found: object = getattr(sys.modules[room], name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names alone; the rooms are found by their own."""
    return [*__all__, "__all__", "__doc__", "__file__", "__name__", "__path__"]

"""A network as JSON: {"nodes": [{"name": "conv1", "layer": "conv", "filters": 10, …}, …]}.

Each node holds `layer` (a word of LAYERS, or the kind of a layer: "relu", "max_pool"), the layer's
own arguments by name, and, where needed, `name`, `inputs` (by default the node before) and
`parameters_key`. `output` names the node put out, by default the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from concepts.errors import ConceptError
from concepts.layers.mixing import Along, Einsum, Glu, LocalResponseNorm, Running
from concepts.layers.moving import (
    ChannelShuffle,
    Expand,
    PixelShuffle,
    PixelUnshuffle,
    Stack,
    Take,
)
from concepts.layers.placement import Layer, Node
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

LAYERS: dict[str, type[Layer]] = {
    "input": Input,
    "constant": Constant,
    "conv": Conv,
    "depthwise": Depthwise,
    "conv_transpose": ConvTranspose,
    "pool": Pool,
    "adaptive_pool": AdaptivePool,
    "max_unpool": Unpool,
    "fractional_max_pool": FractionalPool,
    "separable": Separable,
    "linear": Linear,
    "batch_norm": BatchNorm,
    "elementwise": Elementwise,
    "along": Along,
    "flatten": Flatten,
    "reshape": Reshape,
    "permute": Permute,
    "reduce": Reduce,
    "join": Join,
    "cat": Cat,
    "upsample": Upsample,
    "pad": Pad,
    "take": Take,
    "expand": Expand,
    "stack": Stack,
    "pixel_shuffle": PixelShuffle,
    "pixel_unshuffle": PixelUnshuffle,
    "channel_shuffle": ChannelShuffle,
    "unfold": Unfold,
    "fold": Fold,
    "windows": Windows,
    "running": Running,
    "local_response_norm": LocalResponseNorm,
    "glu": Glu,
    "embedding": Embedding,
    "einsum": Einsum,
    "attention": Attention,
    "multihead_attention": MultiheadAttention,
    "recurrent": Recurrent,
    "opaque": Opaque,
}
SHORT: dict[str, tuple[type[Layer], dict[str, str]]] = {  # kinds that are layers with one argument
    **{f"{method}_pool": (Pool, {"method": method}) for method in ("max", "avg", "lp")},
    **{f"adaptive_{m}_pool": (AdaptivePool, {"method": m}) for m in ("max", "avg")},
    **{kind: (Elementwise, {"kind": kind}) for kind in ("relu", "tanh", "sigmoid", "dropout")},
    **{kind: (Along, {"kind": kind}) for kind in ("softmax", "log_softmax")},
    **{kind: (Join, {"kind": kind}) for kind in ("add", "mul")},
}


def nodes_of_json(data: object) -> tuple[tuple[Node, ...], str | None]:
    """(nodes, output) from parsed JSON.

    >>> nodes_of_json({"nodes": [{"layer": "conv", "filters": 10, "kernel_size": 5}]})[0][0].name
    'conv1'
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("nodes"), list):
        raise ConceptError('a network as JSON is {"nodes": [{"layer": "conv", …}, …]}')
    if not data["nodes"]:
        raise ConceptError("the network is empty: nodes must hold at least one layer")
    nodes: list[Node] = []
    before = "input"
    for number, entry in enumerate(data["nodes"], start=1):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("layer"), str):
            raise ConceptError(f'node {number} is {entry!r}: it needs a "layer", such as "conv"')
        node = node_of(entry, before, [one.name for one in nodes])
        nodes.append(node)
        before = node.name
    output = data.get("output")
    if output is not None and not isinstance(output, str):
        raise ConceptError(f"output is {output!r}: it must be the name of a node")
    return tuple(nodes), output


def node_of(entry: Mapping[str, object], before: str, names: Sequence[str]) -> Node:
    """One node."""
    word = str(entry["layer"])
    layer = layer_of(word, entry)
    number = sum(1 for name in names if name.rstrip("0123456789") == word) + 1
    name = entry.get("name", "input" if isinstance(layer, Input) else f"{word}{number}")
    sourceless = isinstance(layer, Input | Constant)
    inputs = entry.get("inputs", [] if sourceless else [before])
    key = entry.get("parameters_key")
    if not isinstance(name, str) or not (key is None or isinstance(key, str)):
        raise ConceptError(f"{word}: name {name!r} and parameters_key {key!r} must be texts")
    if not isinstance(inputs, list) or not all(isinstance(one, str) for one in inputs):
        raise ConceptError(f"{name}: inputs is {inputs!r}: it must be a list of names")
    return Node(name, layer, tuple(inputs), key)


def layer_of(word: str, entry: Mapping[str, object]) -> Layer:
    """The layer of a node from its arguments."""
    cls, fixed = SHORT.get(word, (LAYERS.get(word), {}))
    if cls is None:
        raise ConceptError(f"{word!r} is no layer: the layers are {', '.join([*LAYERS, *SHORT])}")
    for name, value in entry.items():
        if not fitting(name, value):
            raise ConceptError(f"{word}: {name} is {value!r}, which it cannot be")
    known = [one.name for one in fields(cls) if one.init]  # type: ignore[arg-type]  # dataclasses all
    given = {name: tuples(value) for name, value in entry.items() if name not in NODE}
    for name in given:
        if name not in known:
            raise ConceptError(f"{word} has no argument {name!r}: it has {', '.join(known)}")
    try:
        return cls(**(fixed | given))
    except TypeError as error:
        raise ConceptError(f"{word} lacks an argument: {str(error).rpartition('() ')[2]}") from None


NODE = ("layer", "name", "inputs", "parameters_key")


WHOLE_LISTS = ("axes", "order", "shape")
TEXTS = ("method", "mode", "kind", "padding_mode", "layer")
SWITCHES = (
    *("bias", "ceil_mode", "affine", "align_corners", "keepdim"),
    *("causal", "bidirectional"),
)


def fitting(name: str, value: object) -> bool:
    """Whether an argument is of a type that its layer can read."""
    if name in TEXTS:
        return isinstance(value, str)
    if name in SWITCHES:
        return isinstance(value, bool)
    if name in WHOLE_LISTS:
        return isinstance(value, list) and all(type(entry) is int for entry in value)
    if isinstance(value, list):
        return all(isinstance(entry, list) or fitting("", entry) for entry in value)
    plain = isinstance(value, int | float | str) and not isinstance(value, bool)
    return value is None or plain


def tuples(value: object) -> object:
    """Lists as tuples, all the way down: layers are compared and hashed."""
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def json_of_nodes(nodes: Sequence[Node], output: str) -> dict[str, object]:
    """The same network as data for json.dumps."""
    words = {cls: word for word, cls in LAYERS.items()}
    entries = []
    for node in nodes:
        cls = type(node.layer)
        entry: dict[str, object] = {"name": node.name, "layer": words[cls]}
        for one in fields(cls):  # type: ignore[arg-type]  # dataclasses all
            value = getattr(node.layer, one.name)
            if one.init and value != one.default:
                entry[one.name] = value
        entry["inputs"] = list(node.inputs)
        if node.parameters_key is not None:
            entry["parameters_key"] = node.parameters_key
        entries.append(entry)
    return {"nodes": entries, "output": output}

"""A line that describes a network, as far as `concepts` understands it."""

from __future__ import annotations

import re
from typing import Any

from concepts import (
    AdaptivePool,
    Along,
    BatchNorm,
    Cat,
    Conv,
    Depthwise,
    Elementwise,
    Flatten,
    Input,
    Join,
    Layer,
    Linear,
    Network,
    Pool,
    Reshape,
)
from concepts.typed import typed

IMAGE = (1, 28, 28)  # channels, rows, columns: the lab's digits


def checked_line(text: str) -> str:
    """The line as it was typed, if it describes a network that fits its image.

    Raises `ConceptError` with one sentence; what the page does not draw of it, the page says.

    >>> checked_line("conv 10 k5; max k2")
    'conv 10 k5; max k2'
    """
    line = typed(text)
    network = Network.from_text(line)
    network.table(network.input_shape or IMAGE)
    return line


WORDS = {"max": "max", "avg": "avg", "lp": "lp"}


def line_of(network: Network) -> tuple[str, str]:
    """A network as a line that the page reads; or "", and a sentence that says what it lacks."""
    found: list[str] = []
    names: dict[str, str] = {}
    before = "input"
    for number, node in enumerate(network.nodes):
        if isinstance(node.layer, Input):
            names[node.name] = before = "input"
            continue
        words = _words(node.layer)
        if words is None:
            kind = type(node.layer).__name__.lower()
            return "", f"Your own network is not drawn here: it has a step ({kind}) without a word."
        name = re.sub(r"\W+", "_", node.name, flags=re.ASCII).strip("_")
        if not _NAME.fullmatch(name) or name in {*names.values(), "input"}:
            name = f"step{number}"
        sources = [names[one] for one in node.inputs]
        plain = sources == [before] and not isinstance(node.layer, Join | Cat)
        found.append(f"{name} = {words}{'' if plain else ' from ' + ' '.join(sources)}")
        names[node.name] = before = name
    return "; ".join(found), ""


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,40}")


def _words(layer: Layer) -> str | None:  # a row for each kind of layer
    """A layer as its statement, without name and sources; None where it has none here."""
    if isinstance(layer, Conv) and layer.padding_mode == "zeros":
        return f"conv {layer.filters} {_window(layer)}"
    if isinstance(layer, Depthwise):
        return f"depthwise {_window(layer)}"
    if isinstance(layer, Pool):
        return f"{WORDS[layer.method]} {_window(layer)}{' ceil' if layer.ceil_mode else ''}"
    if isinstance(layer, AdaptivePool) and not isinstance(layer.output_size, type(None)):
        size = layer.output_size
        if isinstance(size, int) or all(isinstance(one, int) for one in size):
            return f"adaptive_{layer.method} {_sizes(size)}"
    if isinstance(layer, Linear):
        return f"linear {layer.out_features}"
    if isinstance(layer, BatchNorm):
        return "batch_norm"
    if isinstance(layer, Elementwise) or (isinstance(layer, Along) and layer.axes == (0,)):
        return "identity"
    if isinstance(layer, Flatten) or (isinstance(layer, Reshape) and len(layer.shape) == 1):
        return "flatten"
    if isinstance(layer, Cat) and layer.axis == 0:
        return "cat"
    return "add" if isinstance(layer, Join) else None


def _window(layer: Any) -> str:
    """Kernel, stride, padding and dilation, those that are not what they are anyway."""
    words = [f"k{_sizes(layer.kernel_size)}"]
    stride = layer.kernel_size if layer.stride is None else layer.stride
    usual = layer.kernel_size if isinstance(layer, Pool) else 1
    if _pair(stride) != _pair(usual):
        words.append(f"s{_sizes(stride)}")
    if isinstance(layer.padding, str) or _pair(layer.padding) != (0, 0):
        words.append(f"p{_pads(layer.padding)}")
    if _pair(layer.dilation) != (1, 1):
        words.append(f"d{_sizes(layer.dilation)}")
    return " ".join(words)


def _pair(value: Any) -> tuple[Any, Any]:
    """For rows and for columns."""
    if isinstance(value, int):
        return value, value
    return tuple(value) if len(value) == 2 else (value[0], value[0])


def _sizes(value: Any) -> str:
    rows, columns = _pair(value)
    return str(rows) if rows == columns else f"{rows}x{columns}"


def _pads(value: Any) -> str:
    if isinstance(value, str):
        return value
    each = [str(one) if isinstance(one, int) else ":".join(map(str, one)) for one in _pair(value)]
    return each[0] if each[0] == each[1] else "x".join(each)

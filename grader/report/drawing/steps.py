"""One call of forward in a few words: what it is, its name in the student's class, its window."""

from __future__ import annotations

from dataclasses import dataclass

from grader.graph import Argument, Graph, Operation, Ref, Tensor

# families of the vocabulary → the six that have a colour of their own, and the rest
HUES = {
    "convolution": "conv",
    "pooling": "pool",
    "activation": "act",
    "dropout": "drop",
    "linear": "lin",
    "matmul": "lin",
    "output": "out",
}
WORDS = {
    "relu": "ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "max_pool2d": "max pool",
    "avg_pool2d": "average pool",
    "adaptive_avg_pool2d": "adaptive average pool",
    "adaptive_max_pool2d": "adaptive max pool",
    "log_softmax": "log-softmax",
    "conv2d": "convolution",
    "linear": "fully connected",
    "cat": "concatenate",
    "dropout1d": "dropout",
    "dropout2d": "dropout",
    "dropout3d": "dropout",
    "getitem": "index",
}
NAMED = ("convolution", "linear", "normalisation", "recurrent", "attention", "embedding")


@dataclass(frozen=True)
class Step:
    """One call, ready to be drawn."""

    label: str  # "conv1 5×5", "ReLU", "dropout 0.5"
    hue: str  # "conv", "pool", "act", "drop", "lin", "out" or "other"
    line: int | None  # of the student's file
    window: tuple[int, int] | None = None  # height, width, where a window slides
    index: int = -1  # of the call in the graph


def step_of(op: Operation, graph: Graph, tensors: tuple[Tensor, ...]) -> Step:
    """A call in a few words."""
    window = window_of(op, graph, tensors)
    word = word_of(op, graph)
    if op.family in NAMED and op.module:
        word = op.module
    if window:
        word = f"{word} {window[0]}×{window[1]}"
    share = op.bound.get("p")
    if op.family == "dropout" and isinstance(share, (int, float)):
        word = f"{word} {share:g}"
    return Step(word, hue_of(op), op.line, window, op.index)


def word_of(op: Operation, graph: Graph) -> str:
    """The kind of a call as a reader says it."""
    if op.kind in ("view", "reshape"):
        return "flatten" if len(graph.shape_out(op)) == 2 else "reshape"
    return WORDS.get(op.kind, op.kind.replace("_", " "))


def hue_of(op: Operation) -> str:
    """The family's colour."""
    return HUES.get(op.family, "other")


def window_of(op: Operation, graph: Graph, tensors: tuple[Tensor, ...]) -> tuple[int, int] | None:
    """Height and width of the window of a convolution or pooling in two dimensions."""
    if op.family == "pooling":
        return pair(op.bound.get("kernel_size"))
    weight = op.bound.get("weight")
    if op.family == "convolution" and isinstance(weight, Ref):
        shape = graph.shape_of(weight, tensors)
        return (shape[2], shape[3]) if len(shape) == 4 else None
    return None


def pair(size: Argument) -> tuple[int, int] | None:
    """A size per axis: 2 and (2,) stand for (2, 2); None for what is no size."""
    items = size if isinstance(size, tuple) else (size, size)
    if len(items) == 1:
        items = (items[0], items[0])
    if len(items) != 2:
        return None
    height, width = items
    if isinstance(height, int) and isinstance(width, int):
        return (height, width)
    return None

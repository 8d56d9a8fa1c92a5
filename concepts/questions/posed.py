"""A question of one of the kinds that are marked, about numbers of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from concepts.questions.asked import Asked, Counted, Figured, Pooled
from concepts.questions.count_question import PARTS
from concepts.questions.given import Table
from concepts.questions.of_layer import convolved
from concepts.questions.of_network import (
    field_of,
    flattened_of,
    layer_of,
    neighbours_of,
    parameters_of,
    seen_of,
    shape_of,
)
from concepts.questions.pool_question import PoolQuestion
from concepts.questions.told import Told, told


def posed(kind: str, **given: object) -> Asked:
    """The question of a kind; `given` is what its maker takes.

    Raises `ConceptError` with one sentence for numbers that fit no such question.

    >>> posed("applications", network="conv 6 k5", image=(3, 32, 32)).mark("Q1", 784).right
    True
    """
    return KINDS[kind](**given)


def practised(kind: str) -> str:
    """The kind of `concepts.questions.practice` that asks the like."""
    if kind.endswith("pooling"):
        return "pool"
    if kind.replace(" ", "_") in PARTS:
        return "count"
    return {
        "convolution": "conv",
        "parameters": "parameters",
        "first fully connected layer": "linear",
        "shape": "shape",
    }.get(kind, "field")


def _pooled(
    method: str, *, cells: Table, kernel: int = 2, stride: int = 0, padding: int = 0
) -> Asked:
    question = PoolQuestion(cells, method, kernel, stride or kernel, padding)
    _ = question.expected  # it fits
    return Pooled(question)


def _convolved(*, cells: Table, weights: Table, stride: int = 1, padding: int = 0) -> Asked:
    return convolved(cells, weights, stride, padding)


def _counted(part: str, *, network: str, image: Sequence[int]) -> Asked:
    return Counted(layer_of(network, image), part)


def _figured(make: Callable[[Told], Figured], *, network: str, image: Sequence[int]) -> Asked:
    return make(told(network, image))


def _seen(*, network: str, image: Sequence[int], unit: int = 1) -> Asked:
    return seen_of(told(network, image), unit)


KINDS: dict[str, Callable[..., Asked]] = {
    "max pooling": partial(_pooled, "max"),
    "average pooling": partial(_pooled, "average"),
    "convolution": _convolved,
    **{part.replace("_", " "): partial(_counted, part) for part in PARTS},
    "field": partial(_figured, field_of),
    "neighbours": partial(_figured, neighbours_of),
    "what a unit sees": _seen,
    "shape": partial(_figured, shape_of),
    "first fully connected layer": partial(_figured, flattened_of),
    "parameters": partial(_figured, parameters_of),
}

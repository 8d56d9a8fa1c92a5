"""What is told of a training beside its curve: confusion, misread images, filters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from grader.data import DataSet
from grader.evidence import Filters, Misread
from grader.graph import Graph, Ref, Tensor

MOST_MISREAD = 8
MOST_FILTER_NUMBERS = 4_096  # that a report shows

Reading = NDArray[np.float32]  # log-probabilities (k, classes) of the first k held-out images


def accuracy(reading: Reading, labels: NDArray[np.uint8]) -> float:
    """Share of images read rightly."""
    return float((reading.argmax(1) == labels[: len(reading)]).mean())


def confusion(
    reading: Reading, labels: NDArray[np.uint8], classes: int
) -> tuple[tuple[int, ...], ...]:
    """How often each label (row) was read as each class (column)."""
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (labels[: len(reading)].astype(np.int64), reading.argmax(1)), 1)
    return tuple(tuple(int(count) for count in row) for row in table)


def misread(reading: Reading, data: DataSet) -> tuple[Misread, ...]:
    """The held-out images that were read wrongly with the most confidence."""
    read = reading.argmax(1)
    wrong = np.flatnonzero(read != data.held_out_labels[: len(reading)])
    sure = np.exp(np.minimum(reading[wrong, read[wrong]], 0))
    order = wrong[np.argsort(-sure, kind="stable")][:MOST_MISREAD]
    return tuple(
        Misread(
            pixels=data.held_out_images[i].tobytes(),
            label=int(data.held_out_labels[i]),
            read=int(read[i]),
            probability=float(np.exp(min(float(reading[i, read[i]]), 0.0))),
        )
        for i in order
    )


def first_filters(
    graph: Graph,
    tensors: Sequence[Tensor],
    before: Sequence[torch.Tensor],
    after: Sequence[torch.Tensor],
) -> Filters | None:
    """The filters of the first convolution that uses a tensor of the network as it is."""
    for op in graph.operations:
        weight = op.bound.get("weight") if op.kind == "conv2d" else None
        if isinstance(weight, Ref) and weight.kind == "tensor":
            shape = tensors[weight.index].shape
            size = int(np.prod(shape[1:]))
            count = min(shape[0], max(1, MOST_FILTER_NUMBERS // max(size, 1)))
            return Filters(
                name=tensors[weight.index].name,
                shape=(count, *shape[1:]),
                before=_numbers(before[weight.index][:count]),
                after=_numbers(after[weight.index][:count]),
            )
    return None


def _numbers(tensor: torch.Tensor) -> tuple[float, ...]:
    """Finite numbers, row by row; what is not finite becomes 0."""
    flat = torch.nan_to_num(tensor.detach().cpu().float(), 0.0, 0.0, 0.0)
    return tuple(flat.flatten().tolist())


def as_shown(
    reading: Reading, labels: NDArray[np.uint8], count: int, misread_most: int
) -> NDArray[np.int64]:
    """Held-out images to look at: misread ones first, then one of each class in turn."""
    read, true = reading.argmax(1), labels[: len(reading)]
    wrong = np.flatnonzero(read != true)[:misread_most]
    order = list(wrong)
    right = np.flatnonzero(read == true)
    places = {one: list(right[true[right] == one]) for one in np.unique(true)}
    while len(order) < count and any(places.values()):
        for rest in places.values():
            if rest and len(order) < count:
                order.append(rest.pop(0))
    return np.array(order, dtype=np.int64)

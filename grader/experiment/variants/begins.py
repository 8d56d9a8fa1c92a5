"""How the tensors of a setting begin: changed or not, as torch's own layers draw theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod, sqrt

import numpy as np
from numpy.typing import NDArray

from grader.evidence import Begins
from grader.graph import Graph, Ref, Tensor

OTHERWISE = 1.5  # times larger or smaller than torch's own: the file draws them in its own way
ENOUGH = 40  # numbers, of which a deviation can be told


@dataclass(frozen=True)
class Beginning:
    """The rules, and what is said of them."""

    begins: tuple[Begins, ...]  # by tensor
    notes: tuple[str, ...]


def beginnings(
    graph: Graph, was: Sequence[Tensor], weights: Sequence[bytes], now: Sequence[Tensor]
) -> Beginning:
    """`graph` with its new sizes; `was` and `weights` as they came out of the sandbox."""
    roles = dict(_roles(graph, now))
    begins, otherwise = [], []
    for index, (old, new, blob) in enumerate(zip(was, now, weights, strict=True)):
        rule = roles.get(index)
        begins.append(rule or _other(old, new, blob))
        if rule is not None and rule.rule in ("weight", "matrix") and _drawn_otherwise(old, blob):
            otherwise.append(old.name)
    notes: tuple[str, ...] = ()
    if otherwise:
        notes = (
            f"{', '.join(otherwise[:4])}: the file gives first weights of its own; here every "
            "setting begins as torch's own layers do, yours too, so that they can be compared.",
        )
    return Beginning(tuple(begins), notes)


def _roles(graph: Graph, tensors: Sequence[Tensor]) -> Iterator[tuple[int, Begins]]:
    """The tensors that are weights, biases and statistics of layers."""
    for op in graph.operations:
        bound = op.bound
        if op.family == "convolution" or op.kind == "linear":
            weight = bound.get("weight")
            if isinstance(weight, Ref) and len(shape := graph.shape_of(weight, tuple(tensors))) > 1:
                yield from _of(weight, tensors, Begins("weight"))
                yield from _of(bound.get("bias"), tensors, Begins("bias", prod(shape[1:])))
        elif op.family == "matmul":
            for name in ("other", "mat2"):
                matrix = bound.get(name)
                if isinstance(matrix, Ref) and matrix.kind == "tensor":
                    fan_in = tensors[matrix.index].shape[0]
                    yield from _of(matrix, tensors, Begins("matrix", fan_in))
                    if op.kind == "addmm":
                        yield from _of(bound.get("input"), tensors, Begins("bias", fan_in))
        elif op.kind in ("batch_norm", "instance_norm", "layer_norm", "group_norm", "rms_norm"):
            for name in ("running_var", "weight"):
                yield from _of(bound.get(name), tensors, Begins("ones"))
            for name in ("running_mean", "bias"):
                yield from _of(bound.get(name), tensors, Begins("zeros"))


def _of(ref: object, tensors: Sequence[Tensor], begins: Begins) -> Iterator[tuple[int, Begins]]:
    if isinstance(ref, Ref) and ref.kind == "tensor" and tensors[ref.index].dtype == "float32":
        yield ref.index, begins


def _other(old: Tensor, new: Tensor, blob: bytes) -> Begins:
    """No layer's: as it came where no seed changes it and its size stays, else drawn alike."""
    if old.shape == new.shape and (old.same_for_every_seed or old.kind != "parameter"):
        return Begins("kept", weights=blob)
    if old.dtype != "float32":
        return Begins("kept", weights=blob)
    numbers = _numbers(blob)
    if not numbers.size:
        return Begins("zeros")
    return Begins("alike", mean=float(numbers.mean()), deviation=float(numbers.std()))


def _drawn_otherwise(tensor: Tensor, blob: bytes) -> bool:
    """Whether its numbers spread otherwise than torch's own layers', U(−1/√n, 1/√n)."""
    numbers = _numbers(blob)
    if numbers.size < ENOUGH or len(tensor.shape) < 2:
        return False
    usual = 1 / sqrt(3 * prod(tensor.shape[1:]))
    spread = float(numbers.std()) / usual
    return not 1 / OTHERWISE < spread < OTHERWISE


def _numbers(blob: bytes) -> NDArray[np.float32]:
    return np.frombuffer(blob, np.float32)

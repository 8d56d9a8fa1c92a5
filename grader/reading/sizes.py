"""The sizes of layers, and those that are other ones than are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from grader.graph import Tensor
from grader.lab import Part
from grader.reading.blocks import window_of
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted

UNEVEN = -1  # a size that is another for each axis
Sizes = dict[str, int | None]


def sizes_off(flow: Flow, tensors: Sequence[Tensor]) -> list[tuple[Part, Weighted]]:
    """The layers of other sizes than are asked for, each with what it should be, in order.

    Nothing where layers are missing. Of more layers than are asked for the first part for which
    none is left with its sizes: others may stand between.
    """
    found: list[tuple[Part, Weighted]] = []
    for role in ("convolution", "linear"):
        parts = [part for part in flow.asked.parts if part.role == role]
        own = flow.of_role(role)
        if len(own) == len(parts):
            pairs = zip(parts, own, strict=True)
            found += [one for one in pairs if not _fits(one[0], sizes_of(one[1], flow, tensors))]
        elif len(own) > len(parts):
            wrong = _first_wrong(parts, own, flow, tensors)
            found += [wrong] if wrong is not None else []
    return found


def _first_wrong(
    parts: Sequence[Part], own: Sequence[Weighted], flow: Flow, tensors: Sequence[Tensor]
) -> tuple[Part, Weighted] | None:
    spare, place = len(own) - len(parts), 0
    for part in parts:
        first = own[place]
        while not _fits(part, sizes_of(own[place], flow, tensors)):
            if not spare:
                return part, first
            place, spare = place + 1, spare - 1
        place += 1
    return None


def _fits(part: Part, sizes: Sizes) -> bool:
    return not off(part, sizes)


def off(part: Part, sizes: Sizes) -> list[str]:
    """The sizes that differ; what no weight and no argument says is not held against anyone."""
    return [letter for letter, size in part.sizes if sizes.get(letter) not in (size, None)]


def sizes_of(layer: Weighted, flow: Flow, tensors: Sequence[Tensor]) -> Sizes:
    """Numbers, window, stride and padding of a layer, as the notation has them."""
    out = flow.graph.shape_out(layer.op)
    number = out[1] if len(out) > 1 else None
    if layer.role == "linear":  # which a convolution of the whole image may be
        return {"n": number if layer.op.family == "convolution" else out[-1] if out else None}
    window, bound = window_of(layer, tensors), layer.op.bound
    return {
        "n": number,
        "k": _one(window),
        "s": _one(bound.get("stride")),
        "p": _one(bound.get("padding")),
    }


def _one(size: object) -> int | None:
    """The size of all axes; `UNEVEN` where they differ."""
    if isinstance(size, tuple):
        numbers = set(size)
        if not numbers:
            return None
        size = numbers.pop() if len(numbers) == 1 else UNEVEN
    return size if isinstance(size, int) else None

"""The slips behind wrong counts in Q7, and the sentence for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import prod

from concepts.questions.count_question import ConvQuestion, Numbers
from concepts.questions.given import same
from concepts.questions.named import Diagnosis, named


def slips_of(part: str, q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """(name, the numbers it leads to, sentence) of each slip for one part of Q7."""
    slips = {
        "filters": filter_slips,
        "block": block_slips,
        "applications": application_slips,
        "outputs_per_application": output_slips,
    }
    return (slip for slip in slips[part](q) if applies(slip[0], q))


def applies(name: str, q: ConvQuestion) -> bool:
    """Whether a slip is possible: nobody leaves out a padding that is not there."""
    if name == "stride-and-padding-left-out":
        return max(q.pads) > 0 and max(q.strides) > 1
    if name in ("padding-left-out", "padding-once"):
        return max(q.pads) > 0
    if name in ("channels-times-filters", "channels-too", "one-channel", "channels"):
        return q.in_channels > 1
    return True


def filter_slips(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """What gets counted in place of filters."""
    (k, _), c = q.kernel, q.in_channels
    area = prod(q.kernel)
    ask = "each filter makes one activation map"
    yield "input-channels", (c,), f"you counted the input's channels: {ask}"
    yield (
        "channels-times-filters",
        (c * q.out_channels,),
        ("you counted a filter once for each input channel: a filter spans all of them"),
    )
    yield "kernel-side", (k,), f"you gave the size of a filter, not how many there are: {ask}"
    yield "kernel-area", (area,), f"you counted the weights of a filter: {ask}"
    yield "block-weights", (c * area,), f"you counted the weights of a filter: {ask}"
    yield "parameters", (q.counts.parameters,), f"you counted the layer's parameters: {ask}"
    yield "weights", (q.counts.parameters_without_bias,), f"you counted the layer's weights: {ask}"
    yield "applications", (q.counts.applications,), f"you counted where a filter is applied: {ask}"


def block_slips(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """What gets taken for the block that a filter meets."""
    k, c, n = q.kernel, q.in_channels, q.sides
    deep = "the block goes through all input channels"
    yield "channels-left-out", k, f"you left out the channels: {deep}"
    yield "channels-last", (*k, c), "the order is channels, height, width"
    yield "one-channel", (1, *k), f"you took one channel only: {deep}"
    yield (
        "whole-input",
        (c, *n),
        "you took the whole input: a filter meets a small part at a time",
    )
    yield "whole-input", n, "you took the whole input: a filter meets a small part at a time"
    yield (
        "filters-for-channels",
        (q.out_channels, *k),
        ("you put the number of filters where the input's channels belong"),
    )
    yield (
        "all-filters",
        (q.out_channels, c, *k),
        "you gave the weights of all filters: a block is what one of them meets",
    )
    yield (
        "filters-for-channels",
        (*k, q.out_channels),
        "you put the number of filters where the input's channels belong",
    )
    yield (
        "activation-map",
        (q.out_channels, *q.places),
        ("you gave what the layer puts out: the block is part of its input"),
    )
    yield "number-of-cells", (c * prod(k),), "you multiplied out: give channels, height and width"
    yield "side-alone", (k[0],), "you gave one side: give channels, height and width"
    if not q.square:
        yield "turned", (c, k[1], k[0]), "rows come before columns: height, then width"


def application_slips(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """What gets counted in place of the places where a filter is applied."""
    side = q.places[0]
    yield "one-side", (side,), "you counted along one side: a filter moves along both"
    yield (
        "all-filters",
        (prod(q.places) * q.out_channels,),
        ("you counted all filters together: the question is about a single one"),
    )
    yield (
        "kernel-ignored",
        _along(q, lambda n, k, s, p: n),
        ("you counted every cell of the input: near the far edge the filter no longer fits"),
    )
    yield (
        "one-short",
        _along(q, lambda n, k, s, p: (n + 2 * p - k) // s),
        ("you are one short along each side: the place where the filter starts counts too"),
    )
    yield (
        "one-too-many",
        _along(q, lambda n, k, s, p: (n + 2 * p - k) // s + 2),
        "you are one too many along each side",
    )
    yield (
        "rounded-up",
        _along(q, lambda n, k, s, p: -(-n // k)),
        "you laid filters side by side, the last one over the edge: each place overlaps the last",
    )
    yield (
        "full-padding",
        _along(q, lambda n, k, s, p: n + k - 1),
        "you counted places at which the filter only touches the input: it must lie on it",
    )
    yield (
        "stride-and-padding-left-out",
        _along(q, lambda n, k, s, p: n - k + 1),
        "you left out the stride and the padding",
    )
    yield "two-sides", q.places, "you gave the places along both sides: multiply them"
    yield (
        "edge-twice",
        _along(q, lambda n, k, s, p: (n + 2 * p - k) // s + 3),
        "you are two too many along each side",
    )
    yield (
        "padding-left-out",
        _along(q, lambda n, k, s, p: (n - k) // s + 1),
        "you left out the padding",
    )
    yield (
        "padding-once",
        _along(q, lambda n, k, s, p: (n + p - k) // s + 1),
        ("you counted the padding on one side only: it lies on both"),
    )
    yield from other_applications(q)


_Places = Callable[
    [int, int, int, int], int
]  # of input, kernel, stride and padding: along one axis


def _along(q: ConvQuestion, places: _Places) -> Numbers:
    """The places that a way to count finds along both axes, multiplied."""
    axes = zip(q.sides, q.kernel, q.strides, q.pads, strict=True)
    return (prod(max(0, places(*axis)) for axis in axes),)


def other_applications(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """Another stride, or something else counted."""
    places, area = prod(q.places), prod(q.kernel)
    said = q.strides[0] if q.square else f"{q.strides[0]}×{q.strides[1]}"
    for other in (1, 2, q.kernel[0]):
        if q.strides != (other, other):
            yield (
                f"stride-{other}",
                _along(q, partial(_stride, other)),
                (f"you moved the filter {other} at a time: the stride is {said}"),
            )
    if not q.square:
        one, two = q.sides
        turned = replace(q, input_size=(two, one))
        yield "turned", (prod(turned.places),), "you swapped rows and columns of the input"
    yield (
        "channels-too",
        (places * q.in_channels,),
        ("you counted each input channel: a filter covers all channels at once"),
    )
    yield (
        "multiplications",
        (places * area,),
        ("you counted multiplications: the question is how often the filter is applied"),
    )
    yield (
        "multiplications",
        (places * area * q.in_channels,),
        ("you counted multiplications: the question is how often the filter is applied"),
    )
    yield "weights", (area,), "you counted weights: the question is how often they are applied"
    yield "once", (1,), "you counted one application: the filter slides over the input"
    yield "filters", (q.out_channels,), "you counted the filters"
    yield "doubled", (sum(q.places),), "you added the two sides: each row has all the columns"


def _stride(other: int, n: int, k: int, s: int, p: int) -> int:
    return (n + 2 * p - k) // other + 1


def output_slips(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """What gets counted in place of the values put out each time."""
    area, maps = prod(q.kernel), prod(q.places)
    once = "the question is about a single application of a single filter"
    added = "the products of the block and the weights are all added up"
    yield "kernel-area", (area,), f"you counted the products: {added}"
    yield "block-cells", (q.in_channels * area,), f"you counted the products: {added}"
    yield "kernel-side", (q.kernel[0],), f"you gave the size of the filter: {added}"
    yield "whole-map", (maps,), f"you counted the whole activation map: {once}"
    yield "one-side", (q.places[0],), f"you gave the side of the activation map: {once}"
    yield "all-filters", (q.out_channels,), f"you counted all filters: {once}"
    yield "all-maps", (q.out_channels * maps,), f"you counted the layer's whole output: {once}"
    yield "channels", (q.in_channels,), f"you counted the input's channels: {added}"


def explain(part: str, question: ConvQuestion, given: Numbers) -> Diagnosis:
    """The slips that lead to the student's numbers."""
    found: dict[str, str] = {}
    for name, numbers, sentence in slips_of(part, question):
        if len(numbers) == len(given) and all(map(same, given, numbers)):
            found.setdefault(sentence, name)
    if not found:
        return Diagnosis((), "This is not right: draw the filter on the input and count again.")
    return named(found)

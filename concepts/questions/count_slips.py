"""The slips behind wrong counts in Q7, and the sentence for each."""

from __future__ import annotations

from collections.abc import Iterator

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
        return q.padding > 0 and q.stride > 1
    if name in ("padding-left-out", "padding-once"):
        return q.padding > 0
    if name in ("channels-times-filters", "channels-too", "one-channel", "channels"):
        return q.in_channels > 1
    return True


def filter_slips(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """What gets counted in place of filters."""
    k, c = q.kernel_size, q.in_channels
    ask = "each filter makes one activation map"
    yield "input-channels", (c,), f"you counted the input's channels: {ask}"
    yield (
        "channels-times-filters",
        (c * q.out_channels,),
        ("you counted a filter once for each input channel: a filter spans all of them"),
    )
    yield "kernel-side", (k,), f"you gave the size of a filter, not how many there are: {ask}"
    yield "kernel-area", (k * k,), f"you counted the weights of a filter: {ask}"
    yield "block-weights", (c * k * k,), f"you counted the weights of a filter: {ask}"
    yield "parameters", (q.counts.parameters,), f"you counted the layer's parameters: {ask}"
    yield "weights", (q.counts.parameters_without_bias,), f"you counted the layer's weights: {ask}"
    yield "applications", (q.counts.applications,), f"you counted where a filter is applied: {ask}"


def block_slips(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """What gets taken for the block that a filter meets."""
    k, c, n = q.kernel_size, q.in_channels, q.input_size
    deep = "the block goes through all input channels"
    yield "channels-left-out", (k, k), f"you left out the channels: {deep}"
    yield "channels-last", (k, k, c), "the order is channels, height, width"
    yield "one-channel", (1, k, k), f"you took one channel only: {deep}"
    yield (
        "whole-input",
        (c, n, n),
        "you took the whole input: a filter meets a small part at a time",
    )
    yield "whole-input", (n, n), "you took the whole input: a filter meets a small part at a time"
    yield (
        "filters-for-channels",
        (q.out_channels, k, k),
        ("you put the number of filters where the input's channels belong"),
    )
    yield (
        "all-filters",
        (q.out_channels, c, k, k),
        "you gave the weights of all filters: a block is what one of them meets",
    )
    yield (
        "filters-for-channels",
        (k, k, q.out_channels),
        "you put the number of filters where the input's channels belong",
    )
    yield (
        "activation-map",
        (q.out_channels, q.side, q.side),
        ("you gave what the layer puts out: the block is part of its input"),
    )
    yield "number-of-cells", (c * k * k,), "you multiplied out: give channels, height and width"
    yield "side-alone", (k,), "you gave one side: give channels, height and width"


def application_slips(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """What gets counted in place of the places where a filter is applied."""
    side, k, s, n = q.side, q.kernel_size, q.stride, q.input_size
    room = n + 2 * q.padding - k
    yield "one-side", (side,), "you counted along one side: a filter moves along both"
    yield (
        "all-filters",
        (side * side * q.out_channels,),
        ("you counted all filters together: the question is about a single one"),
    )
    yield (
        "kernel-ignored",
        (n * n,),
        ("you counted every cell of the input: near the far edge the filter no longer fits"),
    )
    yield (
        "one-short",
        ((room // s) ** 2,),
        ("you are one short along each side: the place where the filter starts counts too"),
    )
    yield "one-too-many", ((side + 1) ** 2,), "you are one too many along each side"
    yield (
        "rounded-up",
        ((-(-n // k)) ** 2,),
        "you laid filters side by side, the last one over the edge: each place overlaps the last",
    )
    yield (
        "full-padding",
        ((n + k - 1) ** 2,),
        "you counted places at which the filter only touches the input: it must lie on it",
    )
    yield (
        "stride-and-padding-left-out",
        (max(0, n - k + 1) ** 2,),
        "you left out the stride and the padding",
    )
    yield "two-sides", (side, side), "you gave the places along both sides: multiply them"
    yield "edge-twice", ((side + 2) ** 2,), "you are two too many along each side"
    yield "padding-left-out", (max(0, (n - k) // s + 1) ** 2,), "you left out the padding"
    yield (
        "padding-once",
        (max(0, (n + q.padding - k) // s + 1) ** 2,),
        ("you counted the padding on one side only: it lies on both"),
    )
    yield from other_applications(q, room)


def other_applications(q: ConvQuestion, room: int) -> Iterator[tuple[str, Numbers, str]]:
    """Another stride, or something else counted; `room` is how far a filter can move."""
    side, k, s = q.side, q.kernel_size, q.stride
    for other in (1, 2, k):
        if other != s:
            yield (
                f"stride-{other}",
                ((room // other + 1) ** 2,),
                (f"you moved the filter {other} at a time: the stride is {s}"),
            )
    yield (
        "channels-too",
        (side * side * q.in_channels,),
        ("you counted each input channel: a filter covers all channels at once"),
    )
    yield (
        "multiplications",
        (side * side * k * k,),
        ("you counted multiplications: the question is how often the filter is applied"),
    )
    yield (
        "multiplications",
        (side * side * k * k * q.in_channels,),
        ("you counted multiplications: the question is how often the filter is applied"),
    )
    yield "weights", (k * k,), "you counted weights: the question is how often they are applied"
    yield "once", (1,), "you counted one application: the filter slides over the input"
    yield "filters", (q.out_channels,), "you counted the filters"
    yield "doubled", (2 * side,), "you added the two sides: each row has all the columns"


def output_slips(q: ConvQuestion) -> Iterator[tuple[str, Numbers, str]]:
    """What gets counted in place of the values put out each time."""
    k, once = q.kernel_size, "the question is about a single application of a single filter"
    added = "the products of the block and the weights are all added up"
    yield "kernel-area", (k * k,), f"you counted the products: {added}"
    yield "block-cells", (q.in_channels * k * k,), f"you counted the products: {added}"
    yield "kernel-side", (k,), f"you gave the size of the filter: {added}"
    yield "whole-map", (q.side**2,), f"you counted the whole activation map: {once}"
    yield "one-side", (q.side,), f"you gave the side of the activation map: {once}"
    yield "all-filters", (q.out_channels,), f"you counted all filters: {once}"
    yield "all-maps", (q.out_channels * q.side**2,), f"you counted the layer's whole output: {once}"
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

"""Questions on one layer that is given: the values that come out of a convolution."""

from __future__ import annotations

from concepts.convolution.conv import conv
from concepts.convolution.working import explain_conv
from concepts.questions.asked import Tabled, aligned
from concepts.questions.given import Table
from concepts.written import written


def convolved(cells: Table, weights: Table, stride: int = 1, padding: int = 0) -> Tabled:
    """Which values come out of a convolution of one channel, by one filter without a bias?

    Raises `ConceptError` where the filter does not fit.
    """

    def worked(filter_: Table, step: int = stride, pad: int = padding) -> Table:
        return tuple(map(tuple, conv([cells], [[filter_]], stride=step, padding=pad)[0].tolist()))

    expected = worked(weights)
    places = [(0, r, c) for r in range(len(expected)) for c in range(len(expected[0]))]
    workings = [
        explain_conv([cells], [[weights]], stride=stride, padding=padding, cell=at) for at in places
    ]
    flipped = tuple(line[::-1] for line in weights[::-1])
    slips = [
        ("flipped", worked(flipped), "you turned the filter round: here it stays"),
        ("transposed", tuple(zip(*expected, strict=True)), "rows and columns are swapped"),
    ]
    if padding and len(weights) <= len(cells) and len(weights[0]) <= len(cells[0]):
        slips.append(("padding-left-out", worked(weights, pad=0), "you left out the padding"))
    pad = f"padding {padding}" if padding else "no padding"
    return Tabled(
        kind="convolution",
        text=f"Which values come out? The filter {in_rows(weights)} is laid on the input"
        f" with stride {stride} and {pad}.",
        hint="Lay the filter on the top left corner, multiply cell by cell and add up.",
        rows=aligned(cells),
        expected=expected,
        working=tuple(
            f"row {w.output[1] + 1}, column {w.output[2] + 1}: {w.arithmetic}" for w in workings
        ),
        slips=tuple(slips),
    )


def in_rows(cells: Table) -> str:
    """A small table in a sentence.

    >>> in_rows(((1, 0), (0, -1)))
    '(1 0; 0 -1)'
    """
    return f"({'; '.join(' '.join(map(written, line)) for line in cells)})"

"""Slips in what is done with each window's numbers, and in what is done with the results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from statistics import median

from concepts.questions.pool_question import Group, PoolQuestion
from concepts.questions.pool_slips import Finish, Reduce, Slip


def mean(group: Group) -> float:
    """The mean of a window."""
    return math.fsum(group) / len(group)


def sum_slips(question: PoolQuestion) -> Iterator[Slip]:
    """Something else than what was asked done with each window's numbers."""
    area = question.kernel**2
    if question.method == "max":
        yield Slip(
            "average-for-max", "you averaged: the question asks for the maximum", reduce=mean
        )
        yield Slip(
            "sum-for-max", "you added each window up: the question asks for the maximum", reduce=sum
        )
        second = "you took the second largest number: the question asks for the largest"
        yield Slip("second-largest", second, reduce=lambda group: sorted(group)[-2:][0], rare=True)
    else:
        yield Slip(
            "max-for-average", "you took the maximum: the question asks for the average", reduce=max
        )
        not_divided = "you added each window up and did not divide"
        yield Slip("sum-not-divided", not_divided, reduce=sum)
        yield from divisor_slips(area)
    what = "maximum" if question.method == "max" else "average"
    for name, did, reduce in OTHER_SUMS:
        sentence = f"you took {did} of each window: the question asks for the {what}"
        yield Slip(name, sentence, reduce=reduce, rare=name not in ("minimum", "median"))
    if question.method == "max":
        where = "you wrote where the largest number stands, not the number"
        yield Slip("position", where, reduce=lambda g: float(g.index(max(g)) + 1), rare=True)
        yield Slip("position-from-0", where, reduce=lambda g: float(g.index(max(g))), rare=True)
    if min(map(min, question.cells)) < 0:
        reduce = without_signs(max if question.method == "max" else mean)
        yield Slip("signs-ignored", "you ignored the signs", reduce=reduce, rare=True)


def without_signs(reduce: Reduce) -> Reduce:
    """The same of the numbers without their signs."""
    return lambda group: reduce(tuple(map(abs, group)))


def divisor_slips(area: int) -> Iterator[Slip]:
    """An average divided by something else than the number of cells."""
    for divisor in sorted({*range(2, 2 * area + 1), 9, 16}):
        if divisor == area:
            continue
        sentence = "you divided by something else than the number of cells in a window"
        yield Slip(f"divided-by-{divisor}", sentence, reduce=divided(divisor), rare=True)
    sentence = "you left the zeros out when you counted the cells: a cell that holds 0 counts too"
    yield Slip(
        "zeros-not-counted",
        sentence,
        reduce=lambda g: sum(g) / max(1, sum(1 for cell in g if cell)),
        rare=True,
    )
    sentence = "you averaged the different numbers only: a number that stands twice counts twice"
    yield Slip("repeats-not-counted", sentence, reduce=lambda g: mean(tuple(set(g))), rare=True)


def divided(divisor: int) -> Reduce:
    """The sum divided by a fixed number."""
    return lambda group: sum(group) / divisor


OTHER_SUMS: tuple[tuple[str, str, Reduce], ...] = (
    ("minimum", "the minimum", min),
    ("median", "the median", median),
    (
        "range",
        "the difference between the largest and the smallest number",
        lambda g: max(g) - min(g),
    ),
    ("top-left", "the top left number", lambda g: g[0]),
    ("top-right", "the top right number", lambda g: g[max(0, math.isqrt(len(g)) - 1)]),
    ("bottom-left", "the bottom left number", lambda g: g[-max(1, math.isqrt(len(g)))]),
    ("bottom-right", "the bottom right number", lambda g: g[-1]),
    ("middle-of-range", "the middle between largest and smallest", lambda g: (max(g) + min(g)) / 2),
)


def finish_slips(question: PoolQuestion) -> Iterator[Slip]:
    """Something done to results that were right until then."""
    if question.method != "max":
        rounded = "you rounded to whole numbers: an average may have a fraction"
        cut = "you cut off what stands behind the point: an average may have a fraction"
        yield Slip("rounded", rounded, finish=each(lambda v: float(math.floor(v + 0.5))))
        yield Slip("rounded", rounded, finish=each(lambda v: float(round(v))))
        yield Slip("truncated", cut, finish=each(lambda v: float(math.trunc(v))))
        yield Slip("rounded-down", cut, finish=each(lambda v: float(math.floor(v))))
        tenth = "you rounded to one decimal: write the whole fraction"
        yield Slip(
            "rounded-to-tenths",
            tenth,
            finish=each(lambda v: math.floor(10 * v + 0.5) / 10),
            rare=True,
        )
        yield Slip("rounded-up", rounded, finish=each(lambda v: float(math.ceil(v))))
    yield Slip(
        "transposed",
        "rows and columns are swapped: the first row of results comes from the top of the input",
        finish=lambda table: tuple(zip(*table, strict=True)),
    )
    yield Slip(
        "mirrored", "left and right are swapped", finish=each_row(lambda row: tuple(reversed(row)))
    )
    yield Slip(
        "upside-down", "top and bottom are swapped", finish=lambda table: tuple(reversed(table))
    )
    yield Slip("sign", "the sign is the wrong way round", finish=each(lambda v: -v))


def each(change: Callable[[float], float]) -> Finish:
    """Do the same to every result."""
    return lambda table: tuple(tuple(change(cell) for cell in row) for row in table)


def each_row(change: Callable[[tuple[float, ...]], tuple[float, ...]]) -> Finish:
    """Do the same to every row of results."""
    return lambda table: tuple(change(row) for row in table)

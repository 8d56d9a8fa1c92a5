"""The slips that students make when they pool by hand: other windows, another sum, another order.

A slip replaces one of three things: where the windows lie, what is done with a window's numbers,
what is done with the results. Its sentence says what was done and what was asked, never the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from concepts.questions.given import Table
from concepts.questions.pool_question import Group, Layout, PoolQuestion, groups
from concepts.written import by, count

Grouped = tuple[tuple[Group, ...], ...]
Reduce = Callable[[Group], float]
Finish = Callable[[Table], Table]


@dataclass(frozen=True)
class Slip:
    """One way of going wrong."""

    name: str  # stable id: stride-1, sum-not-divided, transposed, …
    sentence: str  # what seems to have been done, and what was asked
    windows: Grouped | None = None  # other windows
    reduce: Reduce | None = None  # another sum
    finish: Finish | None = None  # something done to the results
    rare: bool = False  # whether it is too unlikely to come together with another
    loose: bool = False  # whether the arrangement of the results is the student's own


def asked(question: PoolQuestion) -> Layout:
    """The windows that the question asks for."""
    zeros = question.method != "max"  # a maximum pads with −∞
    return Layout(question.kernel, question.stride, question.padding, zeros=zeros)


def window_slips(question: PoolQuestion) -> Iterator[Slip]:
    """Other windows than those asked for."""
    seen = [groups(question.cells, asked(question))]  # windows that lie alike are one slip
    for name, sentence, layout in layouts(question):
        windows = groups(question.cells, layout)
        if windows and all(row and all(row) for row in windows) and windows not in seen:
            seen.append(windows)
            yield Slip(name, sentence, windows=windows)
    cells, area = question.cells, question.kernel**2
    everything = tuple(cell for row in cells for cell in row)
    yield Slip(
        "whole-input", "you pooled the whole input at once, not window by window", ((everything,),)
    )
    for name, lines in (("rows", cells), ("columns", tuple(zip(*cells, strict=True)))):
        run = tuple(cell for line in lines for cell in line)
        pieces = tuple(run[at : at + area] for at in range(0, len(run), area))
        sentence = (
            f"you took the numbers of each window from one line of the input, along its {name}:"
            f" a window is a square of {by((question.kernel,) * 2)}"
        )
        yield Slip(f"{name}-for-windows", sentence, (pieces,), loose=True)


def layouts(question: PoolQuestion) -> Iterator[tuple[str, str, Layout]]:
    """(name, sentence, layout) of each way to lay the windows wrongly."""
    right, k, s = asked(question), question.kernel, question.stride
    for other in range(1, max(k, s) + 2):
        if other != s:
            overlap = ", so that they overlap" if other < k <= s else ""
            moved = f"your windows move {count(other, 'cell')} at a time{overlap}"
            sentence = f"{moved}: the question asks for a stride of {s}"
            yield f"stride-{other}", sentence, replace(right, stride=other)
        if other != k:
            sides = f"your windows are {by((other,) * 2)}: the question asks for {by((k,) * 2)}"
            yield f"kernel-{other}", sides, replace(right, kernel=other)
            both = f"{sides}, and a stride of {s}"
            yield f"kernel-and-stride-{other}", both, replace(right, kernel=other, stride=other)
    yield from shifted_layouts(question, right)
    for other in range(1, max(k, s) + 2):
        if other not in (k, s):
            sentence = (
                f"your windows are {by((other,) * 2)} and move 1 cell at a time: the question asks"
                f" for {by((k,) * 2)} and a stride of {s}"
            )
            yield f"kernel-{other}-stride-1", sentence, replace(right, kernel=other, stride=1)
    yield from lopsided_layouts(question, right)


def lopsided_layouts(question: PoolQuestion, right: Layout) -> Iterator[tuple[str, str, Layout]]:
    """Other strides or windows along one axis."""
    k, s = question.kernel, question.stride
    for other in range(1, max(k, s) + 2):
        moved = f"your windows move {count(other, 'cell')} at a time along the"
        asks = f": the question asks for a stride of {s} along both axes"
        if other != s:
            rows, columns = (other, s), (s, other)
            yield f"stride-{other}-of-rows", f"{moved} rows{asks}", replace(right, strides=rows)
            text = f"{moved} columns{asks}"
            yield f"stride-{other}-of-columns", text, replace(right, strides=columns)
        if other != k:
            for name, sides in (("rows", (other, k)), ("columns", (k, other))):
                text = f"your windows are {by(sides)}: the question asks for {by((k, k))}"
                yield f"kernel-{other}-of-{name}", text, replace(right, kernels=sides)


def shifted_layouts(question: PoolQuestion, right: Layout) -> Iterator[tuple[str, str, Layout]]:
    """Windows of the right size in the wrong places."""
    padding = question.padding
    wanted = f"a padding of {padding}" if padding else "none"
    yield (
        "padding-added",
        f"you put zeros around the input: the question asks for {wanted}",
        replace(right, padding=padding + 1, zeros=True),
    )
    if padding and not right.zeros:
        sentence = (
            "you let zeros of the padding win: a maximum is taken over the input's cells alone"
        )
        yield "padding-as-zero", sentence, replace(right, zeros=True)
    if padding:
        sentence = f"you left out the padding: the question asks for a padding of {padding}"
        yield "padding-left-out", sentence, replace(right, padding=0)
    sentence = "your first window starts one cell too late: it belongs in the top left corner"
    yield "late-start", sentence, replace(right, start=1)
    sentence = "the cells of your windows do not touch: a window is one solid square"
    yield "spread-window", sentence, replace(right, dilation=2)
    sentence = "you used a window that hangs over the edge: only whole windows count"
    yield "overhang", sentence, replace(right, overhang=True)

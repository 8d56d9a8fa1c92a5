"""The receptive-field recursion as on paper, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from concepts.axes.axis import Axis, Same
from concepts.axes.slide import Slide
from concepts.fields.extents import AxisField
from concepts.fields.fields import fields_of
from concepts.layers.placement import Step
from concepts.written import axis_words, count, listed, written


def field_steps(steps: Sequence[Step]) -> Iterator[str]:
    """One line for each node, along the first axis where all axes are alike, else along each.

    >>> from concepts import Network
    >>> for line in field_steps(Network.from_text("conv 10 k5; max k2").steps((1, 28, 28))):
    ...     print(line)
    input: each pixel sees itself: size 1, jump 1
    conv1: size 1 + 1·(5 − 1)·1 = 5, jump 1·1 = 1, padding 0 + 0·1 = 0
    max1: size 5 + 1·(2 − 1)·1 = 6, jump 1·2 = 2, padding 0 + 0·1 = 0
    """
    fields = fields_of(steps)
    for step in steps:
        if not step.node.inputs:
            yield f"{step.node.name}: each pixel sees itself: size 1, jump 1"
            continue
        before = fields[step.node.inputs[0]].axes
        lines = [
            line(step, axis, old, new)
            for axis, (old, new) in enumerate(zip(before, fields[step.node.name].axes, strict=True))
        ]
        if len(set(lines)) == 1:
            yield f"{step.node.name}: {lines[0]}"
        else:
            words = axis_words(len(lines))
            pairs = zip(words, lines, strict=True)
            yield from (f"{step.node.name}, {word}s: {text}" for word, text in pairs)


def line(step: Step, axis: int, old: AxisField, new: AxisField) -> str:
    """What one node does to the field along one axis."""
    result = f"size {new.size}, jump {shown(new.jump)}, padding {shown(new.padding)}"
    if len(step.node.inputs) > 1:
        return f"the union of {listed(step.node.inputs)}: {result}"
    link = step.placed.links[0]
    grid = link[1:] if isinstance(link, tuple) and len(link) > 1 else link
    if not isinstance(grid, tuple) or len(grid) <= axis:
        return result
    window = grid[axis]
    if isinstance(window, Same):
        return f"as before: {result}"
    if not isinstance(window, Slide):
        return widened(window, old, new) or result
    if old.jump is None or old.padding is None:
        return result
    jump, d, k = written(old.jump), window.dilation, window.kernel
    return (
        f"size {old.size} + {d}·({k} − 1)·{jump} = {new.size},"
        f" jump {jump}·{window.stride} = {shown(new.jump)},"
        f" padding {old.padding} + {window.before}·{jump} = {shown(new.padding)}"
    )


LONGEST = 1 << 10  # units after which an axis that reads unevenly repeats


def widened(axis: Axis, old: AxisField, new: AxisField) -> str | None:
    """The step of a layer whose units read unevenly: transposed, adaptive, upsampling.

    Of its units the one that reads the most cells of the input counts. None where that is not all.
    """
    outputs, inputs = axis.period
    if old.jump is None or not 0 < outputs <= LONGEST:
        return None
    taps = [axis.taps(unit) for unit in range(outputs)]
    most = max(one[-1] - one[0] + 1 if len(one) else 0 for one in taps)
    ratio = Fraction(inputs, outputs)
    if new.size != old.size + (most - 1) * old.jump or new.jump != old.jump * ratio:
        return None
    jump = written(old.jump)
    return (
        f"at most {count(most, 'cell')} read: size {old.size} + ({most} − 1)·{jump} = {new.size},"
        f" jump {jump}·{ratio} = {shown(new.jump)}, padding {shown(new.padding)}"
    )


def shown(value: Fraction | int | None) -> str:
    """A number, or a dash where there is none."""
    return "–" if value is None else written(value)

"""The receptive-field recursion as on paper, layer by layer."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from concepts.axes.axis import Same
from concepts.axes.slide import Slide
from concepts.fields.extents import AxisField
from concepts.fields.fields import fields_of
from concepts.layers.placement import Step
from concepts.written import axis_words, listed, written


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
    if not isinstance(window, Slide) or old.jump is None or old.padding is None:
        return result
    jump, d, k = written(old.jump), window.dilation, window.kernel
    return (
        f"size {old.size} + {d}·({k} − 1)·{jump} = {new.size},"
        f" jump {jump}·{window.stride} = {shown(new.jump)},"
        f" padding {old.padding} + {window.before}·{jump} = {shown(new.padding)}"
    )


def shown(value: Fraction | int | None) -> str:
    """A number, or a dash where there is none."""
    return "–" if value is None else written(value)

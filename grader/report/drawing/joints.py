"""What is drawn between two volumes: the window's rays, the fan of a full connection, an arrow."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.report.drawing.marks import Curve, Mark, Path, Rect, Words, moved
from grader.report.drawing.stages import Stage
from grader.report.drawing.steps import Step
from grader.report.drawing.volume import Figure, Front, cell_on, figure_of, window_on

Spot = tuple[float, float]
CHIP = 19.0  # pixels from one step's label to the next
LETTER = 5.9  # pixels of a letter of a label, about


@dataclass(frozen=True)
class Placed:
    """A figure at its place in the drawing."""

    figure: Figure
    x: float
    y: float

    @property
    def middle(self) -> Spot:
        """Its centre."""
        return (self.x + self.figure.width / 2, self.y + self.figure.height / 2)

    @property
    def front(self) -> Front | None:
        """Its front plane, in the drawing's coordinates."""
        front = self.figure.front
        return front and replace(front, x=front.x + self.x, y=front.y + self.y)

    @property
    def neurons(self) -> tuple[Spot, ...]:
        """The centres of its neurons, in the drawing's coordinates."""
        return tuple((x + self.x, y + self.y) for x, y in self.figure.neurons)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Its marks, in the drawing's coordinates."""
        return tuple(moved(mark, self.x, self.y) for mark in self.figure.marks)


def draw_stage(stage: Stage, largest: int, upright: bool, last: bool) -> Figure:
    """The figure of a stage; of the last one the ten digits are named."""
    hue = next((step.hue for step in stage.steps if step.hue not in ("other", "bad")), "other")
    dropped = next((0.4 for step in stage.steps if step.hue == "drop"), 0.0)
    digits = last and stage.shape == (10,)
    return figure_of(stage.shape, hue, largest, upright, digits, dropped)


def largest_side(stages: tuple[Stage, ...]) -> int:
    """The longest side of any feature map, in cells."""
    maps = [stage.shape[1:] for stage in stages if len(stage.shape) == 3]
    return max((side for sides in maps for side in sides), default=1)


def join(one: Placed, two: Placed, stage: Stage, upright: bool) -> list[Mark]:
    """What leads from one volume to the next, by what the step does."""
    step = stage.steps[0] if stage.steps else None
    front, back = one.front, two.front
    if step and step.window and front and back:
        return _rays(window_on(front, step.window), cell_on(back))
    if step and step.hue == "lin" and one.neurons and two.neurons:
        return [Path((a, b), "fan") for a in one.neurons for b in two.neurons]
    if front and two.neurons and len(stage.shape) == 1:
        return _funnel(front, two.neurons, upright)
    return arrow(_leave(one, upright), _enter(two, upright), upright)


def _rays(window: Path, cell: Path) -> list[Mark]:
    """From the corners of the window to the cell that it makes."""
    rays = [Path((a, b), "ray") for a, b in zip(window.points, cell.points, strict=True)]
    return [window, *rays, cell]


def _funnel(front: Front, neurons: tuple[Spot, ...], upright: bool) -> list[Mark]:
    """A stack written out as one vector: from the plane's far edge to both ends."""
    near, far = (front.x, front.y + front.height), (front.x + front.width, front.y + front.height)
    if upright:
        near = (front.x + front.width, front.y)
    return [Path((near, neurons[0], neurons[-1], far), "funnel", True)]


def _leave(placed: Placed, upright: bool) -> Spot:
    x, y = placed.middle
    if upright:
        return (placed.x + placed.figure.width + 4, y)
    return (x, placed.y + placed.figure.height + 4)


def _enter(placed: Placed, upright: bool) -> Spot:
    x, y = placed.middle
    return (placed.x - 5, y) if upright else (x, placed.y - 5)


def arrow(start: Spot, end: Spot, upright: bool) -> list[Mark]:
    """A curve with a head; `upright` volumes stand beside one another, so it runs to the right."""
    x, y = end
    head = ((x, y), (x - 6, y - 3.4), (x - 6, y + 3.4))
    if not upright:
        head = ((x, y), (x - 3.4, y - 6), (x + 3.4, y - 6))
    stop = (x - 5, y) if upright else (x, y - 5)
    return [Curve(start, stop, "wire", not upright), Path(head, "tip", True)]


def chip_width(step: Step) -> float:
    """Pixels that a step's label takes."""
    return len(step.label) * LETTER + 14


def chips(steps: tuple[Step, ...], x: float, y: float, centred: bool) -> list[Mark]:
    """The labels of the steps, one below another, from `y` downwards."""
    marks: list[Mark] = []
    for row, step in enumerate(steps):
        width = chip_width(step)
        left = x - width / 2 if centred else x
        top = y + row * CHIP
        marks.append(Rect(left, top, width, CHIP - 3, f"chip h-{step.hue}", 8))
        marks.append(Words(left + width / 2, top + 11.6, step.label, f"label h-{step.hue}"))
    return marks


def size_label(shape: tuple[int, ...]) -> str:
    """10 × 24 × 24"""
    return " × ".join(str(size) for size in shape) or "1"

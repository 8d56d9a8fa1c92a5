"""What was put right in a network that does not learn, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.evidence.rewired import Place

Remedy = Literal["image", "alike", "small", "large", "bias", "scale", "shift", "statistics"]


@dataclass(frozen=True)
class Remedied:
    """The one change with which the same network learned, from the same seed.

    image: it goes where something else did; alike, small, large: first weights were drawn anew, as
    torch draws them; bias: the same of biases alone; scale: a number that all is multiplied or
    divided by became 1; shift: one that is added became 0; statistics: running means move as usual.
    """

    remedy: Remedy
    names: tuple[str, ...]  # parameters, where first weights were drawn anew
    places: tuple[Place, ...]  # calls that were changed
    was: float  # root of the mean square of the first parameter's weights, or the number
    now: float  # the same after the change
    samples: int  # training images of the trainings that are compared
    loss: tuple[float, float]  # at the end, without the change and with it
    accuracy: tuple[float, float]  # of unseen images, without the change and with it
    checks: tuple[str, ...] = ()  # that failed, and hold with it, while none that held fails
    by_descent: bool = False  # by the lab sheet's own; by the lab's recipe it learned as it was

"""What a number is that a script works out of a pass: its loss, or its accuracy."""

from __future__ import annotations

from typing import Literal

from grader.rehearsed.lessons import Lesson

What = Literal["", "loss", "accuracy"]
CLOSE = 1e-4  # of a number, by which it is known


def what_is(value: float, test: Lesson) -> What:
    """Whether a number is the loss of a pass, or its accuracy, of either sign; "" where it is none.

    And where it may be both.
    """
    value = abs(value)
    losses = [batch.losses[-1].value for batch in test.batches if batch.losses]
    weighed = [batch.losses[-1].value * batch.images for batch in test.batches if batch.losses]
    share = test.hits / test.images
    each = [batch.hits / batch.images for batch in test.batches if batch.images]
    sizes = (1, len(losses), test.images)
    sums = [sum(losses) / n for n in sizes if n] + [sum(weighed) / n for n in sizes if n]
    hits = [share, 100 * share, float(test.hits), sum(each) / len(each), sum(each)]
    loss, accuracy = (
        any(abs(value - one) <= CLOSE * abs(one) for one in some if one) for some in (sums, hits)
    )
    return "" if loss == accuracy else "loss" if loss else "accuracy"


def is_worse(what: What, value: float, larger: bool) -> bool:
    """Whether who waits for a larger number, or a smaller one, waits for a worse."""
    return bool(what) and larger == ((what == "loss") == (value > 0))

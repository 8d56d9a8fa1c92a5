"""Does the network do as its graph says when it is used? What came of that, against the replay.

One replay on the images tells what each must give, in whatever batch it comes. Where that is not
so of the replay itself (a network that mixes the images of a batch, or drops at random in eval
mode too), batches of other sizes are held against one another: the same question, the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

import numpy as np
import torch
from numpy.typing import NDArray

from grader.graph import Tensor
from grader.torchside.replay import Replay
from grader.torchside.seeding import seed_torch
from grader.torchside.uses import SMALL, Use, batch_of, uses_of

ALIKE = 1e-3  # relative difference that a batch of another size may cause by rounding
Rows = NDArray[np.float32]
Run = Callable[[torch.Tensor, int], Rows]  # (images, torch's seed) -> output


@torch.no_grad()
def unlike_in_use(
    uses: Sequence[bytes],
    replay: Replay,
    tensors: Sequence[Tensor],
    fresh: Callable[[], list[torch.Tensor]],
    images: torch.Tensor,
    things: str = "digits",
) -> str:
    """How it differs from its graph, in words after "the network"; "" where it does not.

    `replay` is that of eval mode, `fresh` gives copies of the initial numbers, and `images` are
    those that the probe had, of such things. Raises `ReplayRefused` where a shape depends on
    the images.
    """
    plan = uses_of(replay.graph, tensors)
    if len(uses) > len(plan):
        return f"was to run {len(plan)} times and ran {len(uses)} times"
    _see_shapes(replay, batch_of(images, replay.graph.batch), fresh())

    def run(x: torch.Tensor, seed: int) -> Rows:
        seed_torch(seed)
        return replay.run(x.clone(), fresh()).detach().float().numpy()

    answers = [
        _Answer(number, one, blob, things)
        for number, (one, blob) in enumerate(zip(plan, uses, strict=False), 1)
    ]
    untried = f"had time for {len(uses)} of {len(plan)} runs" if len(uses) < len(plan) else ""
    return (
        _whole_batches(answers, run, images, replay.graph.batch)
        or _others(answers, run, images, replay.graph.batch)
        or untried
    )


class _Answer:
    """What came of one use."""

    def __init__(self, number: int, use: Use, blob: bytes, things: str) -> None:
        self.number, self.use, self.blob, self.things = number, use, blob, things

    def differs(self, wanted: Rows, most: float) -> bool:
        """Whether it is not, within `most` of the largest number, what was wanted."""
        if len(self.blob) != wanted.nbytes:
            return True
        made = np.frombuffer(self.blob, np.float32).reshape(wanted.shape)
        if np.array_equal(made, wanted, equal_nan=True):
            return False
        difference = np.abs(np.nan_to_num(made).astype(np.float64) - np.nan_to_num(wanted)).max()
        return bool(difference > most * max(float(np.abs(np.nan_to_num(wanted)).max()), 1e-6))

    def __str__(self) -> str:
        later = ", a day later," if self.use.late else ""
        count = f"{self.use.batch} images that look like {self.things}"
        if not self.blob:
            return f"raises{later} on {count}, in run {self.number}"
        return f"gives something else{later} on {count}, in run {self.number}"


def _see_shapes(replay: Replay, x: torch.Tensor, numbers: list[torch.Tensor]) -> None:
    for _ in replay.watch(x, numbers):
        pass


def _whole_batches(answers: Sequence[_Answer], run: Run, images: torch.Tensor, batch: int) -> str:
    """Those of the size at which the graph was recorded: exactly so."""
    for one in answers:
        if one.use.batch == batch:
            wanted = run(batch_of(images, batch, one.use.first), one.use.seed)
            if one.differs(wanted, ALIKE / 10):
                return str(one)
    return ""


def _others(answers: Sequence[_Answer], run: Run, images: torch.Tensor, batch: int) -> str:
    """Those of other sizes. One that takes no other size at all is another check's business."""
    rows = _rows(run, images, batch)
    small = [one for one in answers if one.use.batch == SMALL]
    size = 0 if rows is None else prod(rows.shape[1:]) * 4 * SMALL
    if not any(len(one.blob) == size if size else one.blob for one in small):
        return ""
    earlier: dict[tuple[int, int], bytes] = {}
    for one in answers:
        if one.use.batch == batch:
            continue
        if rows is not None:
            places = (np.arange(one.use.batch) + one.use.first) % len(rows)
            if one.differs(rows[places], ALIKE):
                return str(one)
        elif earlier.setdefault((one.use.batch, one.use.first), one.blob) != one.blob:
            return str(one)
    return ""


def _rows(run: Run, images: torch.Tensor, batch: int) -> Rows | None:
    """The row of each image; None where it depends on chance, or on what else is in the batch.

    They are had once one image beside the other, and once each beside itself.
    """
    count, few = len(images), (batch + 1) // 2
    apart = [run(batch_of(images, batch, at), 1) for at in range(0, count, batch)]
    twice = [run(images[(torch.arange(batch) // 2 + at) % count], 2) for at in range(0, count, few)]
    if any(made.ndim < 1 or len(made) != batch for made in (*apart, *twice)):
        return None
    found = np.nan_to_num(np.concatenate(apart)[:count])
    again = np.nan_to_num(np.concatenate([made[::2] for made in twice])[:count])
    scale = max(float(np.abs(found).max()), 1e-6)
    alike = np.abs(found.astype(np.float64) - again).max() <= ALIKE / 10 * scale
    return np.concatenate(apart)[:count] if alike else None

"""Thresholds for a lab's images: what its solution reaches, and what it reaches broken.

The solution is trained from several seeds to the recipe's end, and so is it with a part broken.
What is asked lies between the two. Broken it may learn all the same: of a layer that gets no
gradients the others make what they can. Then what an untrained one reads is the lower end.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.lab import Lab, Thresholds
from grader.trial.mistakes import planted
from grader.trial.trial import Graded

SEEDS = 3
BREAKS = ("nothing of the image comes in", "no gradient comes through")  # of grader.trial.mistakes
ASKED, GIVEN_UP = 0.75, 0.3  # of the way from broken to right: what is asked, what is given up
LATE = 0.8  # of the images: when that is looked at
APART = 0.2  # of accuracy, that right and broken must differ by
ABOVE = 0.25  # above chance, that no untrained network reads
LOSS = 0.95
_OPEN = Thresholds(held_out_accuracy=1.0, give_up=(), chance=1.0, loss_ratio=LOSS)


@dataclass(frozen=True)
class Learned:
    """What one training came to."""

    accuracy: float
    before: float  # of the weights as they came
    loss: float  # at the end, as a share of log(classes)
    trouble: str = ""


class MeasureError(Exception):
    """No thresholds can be given; one sentence says why."""


def rights_and_broken(
    name: str, solution: str, lab: Lab, graded: Graded, tell: Callable[[str, Learned], None]
) -> tuple[list[Learned], list[Learned]]:
    """The solution from several seeds, and broken; `tell` hears of each. Raises `MeasureError`."""
    seed = lab.recipe.seed
    rights = []
    for one in range(seed, seed + SEEDS):
        rights.append(_learned(name, solution, lab, one, graded))
        tell(f"seed {one}", rights[-1])
    broken = []
    for mistake in planted(solution, lab):
        if mistake.what.startswith(BREAKS):
            broken.append(_learned(name, mistake.text, lab, seed, graded))
            tell(mistake.what, broken[-1])
    return rights, broken


def _learned(name: str, text: str, lab: Lab, seed: int, graded: Graded) -> Learned:
    """Trained to the recipe's end, whatever it reaches."""
    open_ended = dict.fromkeys(lab.data.names, _OPEN)
    recipe = replace(lab.recipe, seed=seed)
    told = json.loads(
        graded(name, text.encode(), replace(lab, recipe=recipe, thresholds=open_ended))
    )
    training = told["evidence"]["training"] or {}
    accuracy, loss = training.get("accuracy"), training.get("loss_after")
    if not told["gradable"] or accuracy is None or loss is None:
        why = told["trouble"] or training.get("reason") or "its forward does not come to an end"
        return Learned(0.0, 0.0, math.inf, str(why))
    return Learned(accuracy, training.get("accuracy_before") or 0.0, loss / math.log(lab.classes))


def thresholds_from(rights: Sequence[Learned], broken: Sequence[Learned], lab: Lab) -> Thresholds:
    """What to ask for. Raises `MeasureError` where right and broken do not differ enough."""
    trouble = next((one.trouble for one in rights if one.trouble), "")
    if trouble:
        raise MeasureError(f"the solution is not trained: {trouble}")
    even = 1 / lab.classes
    untrained = max(one.before for one in (*rights, *broken))
    high = min(one.accuracy for one in rights)
    told = (one.accuracy for one in broken if not one.trouble and told_apart(one, high))
    low = max([even, untrained, *told])
    if high - low < APART:
        raise MeasureError(
            f"the solution reads {high:.1%} at the least, and one that learned nothing {low:.1%}: "
            "with this recipe they cannot be told apart"
        )
    if max(one.loss for one in rights) >= LOSS:
        raise MeasureError(f"the solution's loss does not fall below {LOSS} of log({lab.classes})")
    asked, given_up = (
        math.floor(100 * (low + share * (high - low))) / 100 for share in (ASKED, GIVEN_UP)
    )
    return Thresholds(
        held_out_accuracy=asked,
        give_up=((int(LATE * lab.recipe.max_samples), given_up),),
        chance=min(math.ceil(100 * (max(even, untrained) + ABOVE)) / 100, 0.99),
        loss_ratio=LOSS,
    )


def told_apart(broken: Learned, high: float) -> bool:
    """Whether accuracy tells it from a solution that reads `high`; where not, other checks must."""
    return high - broken.accuracy >= APART


def as_toml(name: str, found: Thresholds) -> str:
    """The table to paste into lab.toml."""
    key = name if name.replace("-", "").replace("_", "").isalnum() else json.dumps(name)
    rules = ", ".join(f"[{samples}, {share:.2f}]" for samples, share in found.give_up)
    return (
        f"[thresholds.{key}]\n"
        f"held_out_accuracy = {found.held_out_accuracy:.2f}\n"
        f"give_up = [{rules}]\n"
        f"chance = {found.chance:.2f}\n"
        f"loss_ratio = {found.loss_ratio:.2f}\n"
    )

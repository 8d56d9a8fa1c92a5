"""Training: nothing of the image goes into the network. With it there the network was trained."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis

SIZE = "any-batch-size"  # of which no training tells anything
BREAKS = ("output-shape", SIZE, "dropout-off-in-eval", "every-parameter-learns")
LEARNS = ("loss-goes-down", "held-out-accuracy")


@diagnosis(*BREAKS, *LEARNS, hint="Follow `x` from the head of forward on.")
def image_not_used(case: Case) -> Seen | None:
    """The image is not used

    The image is what `forward` is given. What the scores come from must be made of it, step by
    step: from anything else the network cannot tell what the image shows.
    """
    found, training = case.reading.instead, case.evidence.training
    if found is None or training is None or (training.way != "replayed" and case.seen.escapes):
        return None  # what left torch may have been the image
    tried = case.evidence.remedied
    if tried is not None and case.check not in (*tried.checks, SIZE):
        return None
    what = f"`self.{found.tensor}`" if found.tensor else f"`{case.name(found.op)}`"
    said = f"No number of the image comes to the scores: {what} goes on in its place."
    if tried is not None and tried.remedy == "image":
        there = "the image" if found.image == 0 else "what was last made of it"
        said += (
            f" With {there} instead {tried.accuracy[1]:.0%} of unseen digits were read rightly, "
            f"not {tried.accuracy[0]:.0%}."
        )
    return Seen(said, line=found.op.line, observed=f"{what} in place of the image")

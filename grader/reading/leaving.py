"""Numbers that left torch while `forward` ran. Pure: an observation in, a sentence out."""

from __future__ import annotations

from grader.evidence import Observation

MOST_NAMED = 3
_PROVED = "autograd.Function "  # what it gives, and its gradients, are in the proofs


def what_left_torch(observation: Observation) -> str:
    """Why the recorded calls may not be all that the network does, though they hold so far; or "".

    A branch of Python's on a number that left torch is in no graph, and which way it goes on
    other images is not known. Where forward returned no scores, nothing is proved anyway.
    """
    told = [str(one) for one in observation.escapes if not one.call.startswith(_PROVED)]
    if observation.output_chosen or not told:
        return ""
    named = told[:MOST_NAMED]
    more = len(told) - len(named)
    beside = f", and {more} more" if more else ""
    return f"forward may go by what its recorded calls do not show: {', '.join(named)}{beside}"

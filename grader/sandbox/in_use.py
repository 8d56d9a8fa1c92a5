"""`observe_in_use`: a file that ends its process over images that look like the data.

What it shows without them is seen all the same, and that it ended is told: it is no proof that
the recorded calls are all that the network does.
"""

from __future__ import annotations

from dataclasses import replace

from grader.data import Likeness
from grader.evidence import Escape, Observation, ProcessFate
from grader.lab import Lab
from grader.sandbox.observe import observe_by
from grader.sandbox.process import Run
from grader.script import Submission


def observe_in_use(
    run: Run,
    submission: Submission,
    lab: Lab,
    allow_unconfined: bool,
    likeness: Likeness | None,
    showing: Run | None = None,
) -> tuple[Observation, ProcessFate]:
    """As `observe_by`, on a likeness; where the file ends over that, once more without.

    `showing` runs it the first time, and is shown what its calls show.
    """
    shows = showing is not None
    seen, fate = observe_by(
        showing or run, submission, lab, allow_unconfined, likeness, shows=shows
    )
    if likeness is None or fate.outcome != "crashed":
        return seen, fate
    again, second = observe_by(run, submission, lab, allow_unconfined)
    if second.outcome != "finished":
        return seen, fate
    ended = Escape("its process ended when it was tried on images")
    return replace(again, escapes=(*again.escapes, ended)), second

"""`taught_by`: a change of the network's steps with which it learns as well: it is trained."""

from __future__ import annotations

from collections.abc import Sequence

from grader.evidence import Evidence
from grader.finding import Finding
from grader.lab import Lab
from grader.repair.graph.asked import checks_mended
from grader.repair.graph.known import with_change
from grader.repair.graph.search import mends
from grader.repair.remedies import untried
from grader.repair.trained import Mended, Train

MOST = 2  # trainings: each takes as long as that of the submission itself
_LEARNS = "every-parameter-learns"


def taught_by(
    evidence: Evidence, findings: Sequence[Finding], lab: Lab, train: Train, mended: Mended
) -> tuple[str, ...]:
    """The checks that one change mends, the one that asks for that step first; () for none.

    A ReLU behind the log_softmax is one mistake, although no weight learns for it.
    """
    failed = [one.check for one in findings if one.status == "failed"]
    asked = [check.id for check in checks_mended(lab) if check.id in failed and check.id != _LEARNS]
    for name in asked[:MOST] if _LEARNS in failed else ():
        then = evidence
        for change in mends(name, evidence, lab):
            then = with_change(then, change, lab) or then
        if then is not evidence:
            seen = untried(then.observation)
            checks = mended(seen, *train(seen, lab))
            if {name, _LEARNS} <= set(checks):
                return (name, *(one for one in checks if one != name))
    return ()

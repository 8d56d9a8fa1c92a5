"""Order: which step stands elsewhere than is asked for, by the change with which none does."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnoses.case import Case
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import Word
from grader.evidence import Change

CHECK = ("order-of-steps",)
_WHY = "The lab asks for these steps in this order, and for no others between them."


def _wanted(case: Case, changes: Sequence[Change]) -> str:
    return case.finding.expected if case.finding is not None else ""


WORDS: dict[str, Word] = {"wanted": _wanted}
ROWS = (
    Row("step-that-is-not-asked-for", CHECK, ("delete",),
        "A step stands between the layers that the lab does not ask for", _WHY,
        "Go through forward line by line: which step does the lab's text not name?",
        "{steps} stands {where}, and the lab asks for no such step there.", words=WORDS),
    Row("steps-in-another-order", CHECK, ("move",),
        "The steps behind a layer stand in another order than is asked for", _WHY,
        "Go through forward line by line, and compare with the lab's text.",
        "Behind {layers} comes {path}; the lab asks for {wanted}.", words=WORDS),
)  # fmt: skip
register(__name__, ROWS)

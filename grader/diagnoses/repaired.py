"""What an edit of the text has mended: the cause is what the edit undoes, and it was tried."""

from __future__ import annotations

import re

from grader.checks.doors import mended_in
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import REGISTERED, Diagnosis, Seen
from grader.diagnoses.repaired_row import Row
from grader.diagnoses.repaired_rows import ROWS
from grader.evidence import Edit, Mended, Stage

_STAGES: dict[str, tuple[Stage, ...]] = {
    "net-constructs": ("construct", "load"),
    "forward-runs": ("forward",),
    "every-parameter-learns": ("backward",),
}
DOORS = (*_STAGES, "output-shape")
COMPUTED = (
    "dropout-off-in-eval",
    "dropout",
    "activations",
)
MOST = 60  # characters of the student's that are repeated


def mended_for(case: Case) -> Mended | None:
    """The step of the repair that the finding of a case is about."""
    shared = case.evidence.shared
    if shared is not None and case.finding is not None and case.finding.check == shared.checks[0]:
        return shared.mended
    repair = case.evidence.repair
    if repair is None:
        return None
    if case.check == "output-shape":
        return next((one for one in repair.steps if one.stopped is None), None)
    found = [mended_in(case.evidence, stage) for stage in _STAGES.get(case.check, ())]
    return next((one for one in found if one is not None), None)


def _shown(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= MOST else text[: MOST - 1] + "…"


def _sentence(row: Row, edit: Edit, code: str) -> str:
    names = re.findall(r"[\w.]+", edit.was) or [edit.was]
    words = {"was": _shown(edit.was), "now": _shown(edit.now.strip(",; ")), "code": _shown(code),
             "bare": _shown(edit.was.strip(", "))}  # fmt: skip
    return row.says.format(**words, first=names[0], last=names[-1])


def _register(row: Row) -> None:
    def recognise(case: Case) -> Seen | None:
        mended = mended_for(case)
        if mended is None or mended.kind != row.kind:
            return None
        first, *rest = mended.edits
        sentence = _sentence(row, first, case.script.line(first.line))
        if case.goes_on:  # with this and no more it would stop again
            sentence = sentence.replace("the rest works", "forward goes on")
        return Seen(
            sentence,
            line=first.line,
            lines=tuple(edit.line for edit in rest),
        )

    made = Diagnosis(
        row.id, "repaired", row.title, row.why, row.hint, (*DOORS, *COMPUTED), False, recognise
    )
    REGISTERED.setdefault(__name__, []).append(made)


for _row in ROWS:
    _register(_row)

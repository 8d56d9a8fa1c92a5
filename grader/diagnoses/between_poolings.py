"""Pooling: why none follows a layer, or another one, by the change with which it does."""

from __future__ import annotations

from collections.abc import Sequence

from concepts.written import by
from grader.checks.words import NAMES, a, capital
from grader.diagnoses.case import Case
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import Word, call_of
from grader.evidence import Change
from grader.graph.vocabulary import family_of

CHECK = ("pooling",)
_WHY = (
    "A pooling makes maps smaller: of each window one number is left, the largest or the mean. It "
    "has no weights."
)


def _name(case: Case, changes: Sequence[Change]) -> str:
    return NAMES[changes[0].asked]


def _left(case: Case, changes: Sequence[Change]) -> str:
    """What is left of each map behind the step that stands there: "3×3"."""
    op, flow = call_of(case, changes[0].step), case.flow
    return by(flow.graph.shape_out(op)[2:]) if op is not None and flow is not None else ""


def _leaves_more(case: Case, change: Change) -> bool:
    """Whether one number of each map is asked for, and several are left."""
    return change.asked.startswith("global") and _left(case, [change]) not in ("", "1×1")


def _pools(case: Case, change: Change) -> bool:
    kind = change.step.kind if change.step is not None else ""
    return family_of(kind) in ("pooling", "reduction")


WORDS: dict[str, Word] = {
    "name": _name,
    "pooling": lambda case, changes: a(_name(case, changes)),
    "Pooling": lambda case, changes: capital(a(_name(case, changes))),
    "left": _left,
}
ROWS = (
    Row("pooling-leaves-several-numbers", CHECK, ("set", "exchange"),
        "A pooling leaves several numbers of each map, where one is asked for",
        "A global pooling takes the whole map for its window: one number of each channel is left, "
        "however large the image is.",
        "Its window is the whole map, whatever its size.",
        "{steps} leaves {left} numbers of each map; {pooling} leaves one.",
        fits=_leaves_more, words=WORDS),
    Row("pooling-of-single-numbers", CHECK, ("set",),
        "A pooling has a window of one number", _WHY,
        "How large is the window, and how far does it move?",
        "{steps} leaves {left} numbers of each map, as many as it is given.",
        words=WORDS),
    Row("another-pooling-than-asked", CHECK, ("exchange",),
        "Another pooling stands where the lab asks for one",
        "Max pooling keeps the strongest answer of a window, average pooling the mean of all. The "
        "lab asks for the one that its text names.",
        "The largest number of a window, or the mean of all?",
        "After {layers} the lab asks for {pooling}, and there stands {kinds}.",
        fits=_pools, words=WORDS),
    Row("another-step-than-a-pooling", CHECK, ("exchange",),
        "Another step makes the maps smaller where the lab asks for a pooling", _WHY,
        "The lab names the pooling that follows each layer.",
        "After {layers} the lab asks for {pooling}, and there stands {kinds}.", words=WORDS),
    Row("pooling-not-on-every-path", CHECK, ("straighten",),
        "A pooling is called, but data also goes round it", _WHY,
        "Go on with the result of the pooling alone.",
        "{source} is called, but data also goes round it: {steps} joins the two ways."),
    Row("pooling-declared-never-called", CHECK, ("insert",),
        "A pooling is declared in __init__ and not called in forward",
        "A module in an attribute does nothing until forward calls it.",
        "Call it in forward, behind its layer.",
        "No {name} follows {layers}; `{spare}` is declared, but forward does not call it there.",
        fits=lambda case, change: bool(change.spare), words=WORDS),
    Row("pooling-in-another-place", CHECK, ("move",),
        "A pooling stands in another place than it belongs", _WHY,
        "Go through forward line by line: which layer does each pooling follow?",
        "{steps} stands {where}; it belongs behind {layers}, where no {name} stands.",
        words=WORDS),
    Row("pooling-missing", CHECK, ("insert",),
        "No pooling follows a layer", _WHY,
        "Which layers does the lab name a pooling behind?",
        "No {name} follows {layers}; from there it goes {path}.", words=WORDS),
)  # fmt: skip
register(__name__, ROWS)

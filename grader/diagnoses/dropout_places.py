"""Dropout: why one is lacking where the lab asks for it, by the change with which there is one."""

from __future__ import annotations

from grader.checks import check_of
from grader.diagnoses.case import Case
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import call_of
from grader.evidence import Change

PLACES = ("dropout",)


def _of_no_share(case: Case, change: Change) -> bool:
    return change.setting == "p" and change.was == 0


def _comma(case: Case, change: Change) -> bool:
    """Whether a number stands where a flag belongs: `nn.Dropout(0, 25)`."""
    op = call_of(case, change.step)
    after = op.bound.get("inplace") if op is not None else None
    return _of_no_share(case, change) and isinstance(after, int) and not isinstance(after, bool)


def _on_the_scores(case: Case, change: Change) -> bool:
    op, flow = call_of(case, change.step), case.flow
    return op is not None and flow is not None and op in flow.on_the_scores


def _before_the_second(case: Case, change: Change) -> bool:
    """Whether it stands before the last of the convolutions that are asked for, which has none."""
    op, flow = call_of(case, change.step), case.flow
    number = len(case.lab.asked.of("convolution"))
    finding = case.finding.check if case.finding is not None else ""
    check = check_of(case.lab, finding)
    behind = check.place if check is not None else None
    if op is None or flow is None or behind is None or behind.role != "convolution":
        return False
    if behind.number < 2 or behind.number != number or len(flow.convolutions) < number:
        return False
    return op.index < flow.convolutions[number - 1].op.index


_WHY_MISSING = (
    "In training a dropout sets some numbers to 0 at random. A network that must do without some "
    "of its neurons learns features that hold for new images too."
)

ROWS = (
    Row("dropout-comma-for-point", PLACES, ("set",),
        "The share of a dropout is written with a comma",
        "In `nn.Dropout(0, 25)` the comma parts two arguments: a share of 0, and 25 for `inplace`.",
        "A fraction has a point: the share that is dropped is one number.",
        "{code} is a dropout with p = 0: the number after the comma is another argument.",
        fits=_comma),
    Row("dropout-with-p-zero", PLACES, ("set",),
        "A dropout drops nothing",
        "p is the chance of each number to be dropped. With p = 0 everything stays.",
        "p is the share of numbers that are set to 0.",
        "{steps} has p = 0, so it drops nothing.",
        fits=_of_no_share),
    Row("dropout-of-next-to-nothing", PLACES, ("set", "exchange"),
        "A dropout drops next to nothing",
        "Dropout makes training harder: each time other neurons are missing. Where hardly one is "
        "ever missing, the network is trained as without a dropout.",
        "p is the share of numbers that are set to 0: shares of 0.2 to 0.5 are usual.",
        "{steps} drops next to nothing{dropped}.",
        fits=lambda case, change: change.setting != "training"),
    Row("dropout-off-in-training", PLACES, ("set",),
        "A dropout is off in training as well",
        "Dropout works by making training harder: each time other neurons are missing, so that no "
        "neuron can rely on a single other one. Switched off for good it does nothing.",
        "The network knows by itself whether it is being trained.",
        "{steps} is switched off in training too."),
    Row("dropout-not-on-every-path", PLACES, ("straighten",),
        "A dropout is called, but data also goes round it",
        "What goes round it is never dropped.",
        "Go on with the result of the dropout alone.",
        "{source} is called, but data also goes round it: {steps} joins the two ways."),
    Row("dropout-declared-never-called", PLACES, ("insert",),
        "A dropout is declared in __init__ and not called in forward",
        "A module in an attribute does nothing until forward calls it.",
        "Call it in forward, at the place that the sheet names.",
        "There is no dropout in {path}; `{spare}` is declared, but forward does not call it.",
        fits=lambda case, change: bool(change.spare)),
    Row("dropout-on-the-scores", PLACES, ("move",),
        "A dropout stands on the scores",
        "Dropout makes the hidden neurons do without each other. Dropped scores only make the "
        "network say at random that it has no opinion about a digit.",
        "Hidden neurons may be missing in training; the ten scores may not.",
        "{steps} stands behind the last layer, where the scores are; it belongs behind {behind}: "
        "in {path} there is none.",
        fits=_on_the_scores),
    Row("dropout-before-the-second-convolution", PLACES, ("move",),
        "A dropout stands between the convolutions, none after them",
        "The lab asks for two convolutions followed by a dropout.",
        "Move it behind the last of the two convolutions, or add one there.",
        "{steps} stands before {behind}; after it, in {path}, there is none.",
        fits=_before_the_second),
    Row("dropout-in-another-place", PLACES, ("move",),
        "A dropout stands in another place than it belongs",
        _WHY_MISSING,
        "Which sort of dropout does not matter; where it stands does.",
        "{steps} stands {where}; it belongs behind {behind}: in {path} there is none."),
    Row("dropout-missing", PLACES, ("insert",),
        "A dropout is missing", _WHY_MISSING,
        "Which sort of dropout does not matter; where it stands does.",
        "There is no dropout in {path}."),
)  # fmt: skip
register(__name__, ROWS)

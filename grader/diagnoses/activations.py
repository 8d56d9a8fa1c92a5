"""Activations: why a hidden layer lacks its own, by the change with which it has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.checks.words import NAMES, a, capital
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import Word, call_of
from grader.evidence import Change
from grader.lab import Asked
from grader.reading.rectified import upside_down

CHECK = ("activations",)
_INSTEAD = "After {layers} the lab asks for a ReLU, and there stands {kinds}."
_HINT = "The lab names the function that each hidden layer is followed by."
_FLAT = (
    "is nearly flat for large numbers, so hardly any gradient comes through it; a ReLU lets it "
    "through unchanged where its input is positive."
)


def _of_both_signs(case: Case, change: Change) -> bool:
    """Whether negative numbers come back with the other sign: `relu(x) + relu(-x)`."""
    kind = change.step.kind if change.step is not None else ""
    return kind in ("abs", "square") or (kind in ("add", "maximum") and "neg" in change.kinds)


def _goes_round(case: Case, change: Change) -> bool:
    """Whether a ReLU is there, and data goes another way as well."""
    op = call_of(case, change.step)
    given = {ref for ref in op.reads if ref.kind == "value"} if op is not None else set()
    return change.verb == "straighten" or (len(given) > 1 and "relu" in change.kinds)


def _upside_down(case: Case, change: Change) -> bool:
    op = call_of(case, change.step)
    return op is not None and case.graph is not None and op.index in upside_down(case.graph)


def _in_front(case: Case, change: Change) -> bool:
    """Whether what stands in front of a ReLU goes."""
    return change.verb == "delete" or "relu" in change.kinds


RELUS = (
    Row("relu-upside-down", CHECK, ("exchange",),
        "What is positive is cut off, and what is negative goes on",
        "A ReLU gives 0 for everything negative and leaves the rest as it is. The reverse of it "
        "keeps the other half.",
        "What should become of 3, and what of -3?",
        "After {layers} stands {steps}, which gives 0 for what is positive and lets through what "
        "is negative.",
        fits=_upside_down),
    Row("leaky-relu-for-relu", CHECK, ("exchange",),
        "A leaky ReLU stands where the lab asks for a ReLU",
        "A ReLU gives 0 for everything negative; a leaky one lets a part of it through.",
        _HINT, _INSTEAD, ("leaky_relu", "prelu", "rrelu")),
    Row("sigmoid-for-relu", CHECK, ("exchange",),
        "A sigmoid stands where the lab asks for a ReLU", f"A sigmoid {_FLAT}",
        _HINT, _INSTEAD, ("sigmoid", "hardsigmoid", "logsigmoid")),
    Row("tanh-for-relu", CHECK, ("exchange",),
        "A tanh stands where the lab asks for a ReLU", f"A tanh {_FLAT}",
        _HINT, _INSTEAD, ("tanh", "hardtanh", "softsign")),
    Row("softmax-for-relu", CHECK, ("exchange",),
        "A softmax stands behind a hidden layer",
        "A softmax turns the scores of the classes into probabilities. Within the network it makes "
        "all numbers small and lets little gradient through.",
        "A hidden layer is no output: no probabilities are needed there.",
        _INSTEAD, ("softmax", "log_softmax", "softmin")),
    Row("absolute-value-for-relu", CHECK, ("exchange", "straighten", "delete"),
        "The absolute value stands where the lab asks for a ReLU",
        "A ReLU forgets how negative a number was. The absolute value treats -3 as 3: a feature "
        "and its opposite look the same.",
        "max(0, x) gives 0 for all that is negative.",
        "After {layers} negative values are not cut off: they come through with the other sign.",
        fits=_of_both_signs),
    Row("relu-not-on-every-path", CHECK, ("straighten", "exchange"),
        "A ReLU is called, but data also goes round it",
        "As long as the values before the ReLU reach the next layer too, negative ones are not cut "
        "off.",
        "Go on with the result of the ReLU alone.",
        "A ReLU is called after {layers}, but data also goes round it: {steps} joins the two ways.",
        fits=_goes_round),
    Row("relu-cuts-nothing", CHECK, ("delete", "exchange"),
        "A ReLU is given nothing negative",
        "A ReLU gives 0 for everything negative and leaves the rest as it is. Where nothing "
        "negative comes in it changes nothing, and two layers in a row compute no more than one "
        "could.",
        "Let the ReLU work on the very numbers that the layer gives.",
        "A ReLU stands after {layers} and is given nothing that it could cut, for what a layer "
        "gives goes through {first} first{cut}.",
        fits=_in_front),
    Row("another-activation-than-relu", CHECK, ("exchange",),
        "Another activation stands where the lab asks for a ReLU",
        "Others work too, and some work better. This lab asks for the one that its text explains.",
        _HINT, _INSTEAD),
    Row("relu-declared-never-called", CHECK, ("insert",),
        "A ReLU is declared in __init__ and not called in forward",
        "A module in an attribute does nothing until forward calls it.",
        "Making a module is one thing, calling it in forward another.",
        "No ReLU follows {layers}; `{spare}` is declared, but forward does not call it.",
        fits=lambda case, change: bool(change.spare)),
    Row("relu-in-another-place", CHECK, ("move",),
        "A ReLU stands in another place than it belongs",
        "A ReLU works on what a layer gives. Before the first layer, on the scores, or right "
        "behind another ReLU it does no good, and where it is lacking two layers in a row compute "
        "no more than one could.",
        "Go through forward line by line: which layer does each ReLU follow?",
        "{steps} stands {where}; it belongs behind {layers}, where no ReLU stands."),
    Row("relu-in-one-mode-only", CHECK, ("insert",),
        "A ReLU is left out in one of the two modes",
        "A network that is tested in another form than it was trained in is another network: its "
        "weights were learned for the one with the ReLU.",
        "What is made to depend on self.training, or on which mode the network is in?",
        "When the network is {mode}, no ReLU follows {layers}; otherwise one does.",
        fits=lambda case, change: change.mode is not None),
    Row("relu-missing", CHECK, ("insert",),
        "No ReLU follows a hidden layer",
        "Two layers in a row without a function between them compute no more than a single layer "
        "could: a product of matrices is a matrix.",
        "Between a layer and the next stands one function that is not linear.",
        "No ReLU follows {layers}; from there it goes {path}."),
)  # fmt: skip
_WHY = (
    "Two layers in a row without a function between them compute no more than a single layer "
    "could: a product of matrices is a matrix."
)
_ANOTHER = "The lab says which function each hidden layer is followed by."
OTHERS = (
    Row("activation-not-on-every-path", CHECK, ("straighten",),
        "An activation is called, but data also goes round it",
        "As long as the values before the activation reach the next layer too, it is not bent.",
        "Go on with the result of the activation alone.",
        "{Active} is called after {layers}, but data also goes round it: {steps} joins the two "
        "ways."),
    Row("another-activation-than-asked", CHECK, ("exchange",),
        "Another activation stands where the lab asks for one",
        "Others work too. This lab asks for the one that its text names.",
        _ANOTHER, "After {layers} the lab asks for {active}, and there stands {kinds}."),
    Row("activation-declared-never-called", CHECK, ("insert",),
        "An activation is declared in __init__ and not called in forward",
        "A module in an attribute does nothing until forward calls it.",
        "Making a module is one thing, calling it in forward another.",
        "No {name} follows {layers}; `{spare}` is declared, but forward does not call it.",
        fits=lambda case, change: bool(change.spare)),
    Row("activation-in-another-place", CHECK, ("move",),
        "An activation stands in another place than it belongs", _WHY,
        "Go through forward line by line: which layer does each activation follow?",
        "{steps} stands {where}; it belongs behind {layers}, where none stands."),
    Row("activation-in-one-mode-only", CHECK, ("insert",),
        "An activation is left out in one of the two modes",
        "A network that is tested in another form than it was trained in is another network.",
        "What is made to depend on self.training, or on which mode the network is in?",
        "When the network is {mode}, no {name} follows {layers}; otherwise one does.",
        fits=lambda case, change: change.mode is not None),
    Row("activation-missing", CHECK, ("insert",),
        "No activation follows a hidden layer", _WHY,
        "Between a layer and the next stands one function that is not linear.",
        "No {name} follows {layers}; from there it goes {path}."),
)  # fmt: skip


def _only_relu(asked: Asked) -> bool:
    return asked.activations == ("relu",)


def _name(case: Case, changes: Sequence[Change]) -> str:
    """What is asked for behind the first layer."""
    op, flow = call_of(case, changes[0].layer), case.flow
    layer = next((one for one in (flow.layers if flow is not None else ()) if one.op is op), None)
    if layer is None or flow is None:
        return NAMES["activation"]
    return NAMES[case.lab.asked.activation(layer.role, flow.number(layer)) or "activation"]


WORDS: dict[str, Word] = {
    "name": _name,
    "active": lambda case, changes: a(_name(case, changes)),
    "Active": lambda case, changes: capital(a(_name(case, changes))),
}
ROWS = (
    Row(
        "activation-before-the-sum",
        CHECK,
        ("move",),
        "An activation stands before the sum of a residual block, not behind it",
        "Behind the sum it works on both ways together, and the layers of the block may lower "
        "what goes round them as well as raise it.",
        "Which comes first, the sum or the activation?",
        "{steps} stands before the sum that ends the block; the lab asks for {active} behind it.",
        fits=lambda case, change: change.behind is not None and change.behind.kind == "add",
        words=WORDS,
    ),
    *(replace(row, asks=_only_relu) for row in RELUS),
    *(replace(row, words=WORDS, asks=lambda asked: not _only_relu(asked)) for row in OTHERS),
)
register(__name__, ROWS)


@diagnosis(*CHECK, hint="With which weights does that layer begin?", general=True)
def layer_gives_nothing_negative(case: Case) -> Seen | None:
    """A ReLU stands right behind its layer and cuts nothing

    A ReLU gives 0 for everything negative and leaves the rest as it is. A layer whose weights are
    all alike and positive gives nothing negative, and each of its neurons the same as the others.
    """
    flow, effects = case.reading.barest, case.reading.effects
    if flow is None or effects is None or not _only_relu(case.lab.asked):
        return None
    known = case.reading.never_negative(flow)
    layer = next((one for one in case.reading.bare if one.op.index in known), None)
    if layer is None:
        return None
    return Seen(
        f"A ReLU stands right behind `{layer.name}`, and has nothing to cut: nothing that "
        f"`{layer.name}` gives for {effects.images} images is negative, before training and after "
        "it.",
        line=layer.op.line,
        lines=case.declaration(layer.op.module),
    )

"""Dropout: where it is missing, and where it stays on or never comes on."""

from __future__ import annotations

import ast

from grader.checks.dropout import drops
from grader.checks.flow import Flow
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.script import Function, argument, calls_in, constant, first_argument, source
from grader.diagnoses.steps import dropout_gap, unused_module
from grader.graph import Operation

PLACES = ("dropout-after-convolutions", "dropout-after-first-fully-connected")
EVAL = "dropout-off-in-eval"
LEARNS = ("every-parameter-learns", "loss-goes-down", "held-out-accuracy")


def _rate(op: Operation) -> float | None:
    rate = op.bound.get("p")
    return None if isinstance(rate, bool) or not isinstance(rate, (int, float)) else float(rate)


def _idle(case: Case) -> tuple[Operation, str] | None:
    """A dropout that stands in the right place and drops nothing, with the way there."""
    gap = dropout_gap(case)
    steps = gap.has("dropout") if gap is not None else []
    return (steps[0], gap.text) if gap is not None and steps else None


@diagnosis(*PLACES, hint="A fraction has a point: the share that is dropped is one number.")
def dropout_comma_for_point(case: Case) -> Seen | None:
    """The share of a dropout is written with a comma

    In `nn.Dropout(0, 25)` the comma parts two arguments: a share of 0, and 25 for `inplace`.
    """
    found = _idle(case)
    if found is None or _rate(found[0]) != 0:
        return None
    op = found[0]
    line = case.declared_at(op.module) if op.module else op.line
    for call in case.script.calls_at(line):
        rate, second = argument(call, 0, "p"), argument(call, 1, "inplace")
        number = constant(second)
        if constant(rate) == 0 and isinstance(number, int) and not isinstance(number, bool):
            return Seen(
                f"`{source(call)}` is a dropout with p = 0: the {number} after the comma is "
                "another argument.",
                line=op.line,
                lines=(line,) if line else (),
                expected=f"p = 0.{number}",
                observed="p = 0",
            )
    return None


@diagnosis(*PLACES, hint="p is the share of numbers that are set to 0.")
def dropout_with_p_zero(case: Case) -> Seen | None:
    """A dropout drops nothing

    p is the chance of each number to be dropped. With p = 0 everything stays.
    """
    found = _idle(case)
    if found is None or _rate(found[0]) != 0:
        return None
    op, path = found
    return Seen(
        f"`{case.name(op)}` has p = 0, so it drops nothing.",
        line=op.line,
        lines=case.declaration(op.module),
        observed=f"p = 0 in {path}",
    )


@diagnosis(*PLACES, hint="The network knows by itself whether it is being trained.")
def dropout_off_in_training(case: Case) -> Seen | None:
    """A dropout is off in training as well

    Dropout works by making training harder: each time other neurons are missing, so that no
    neuron can rely on a single other one. Switched off for good it does nothing.
    """
    found = _idle(case)
    if found is None or found[0].bound.get("training", found[0].bound.get("train")) is True:
        return None
    op, path = found
    return Seen(f"`{case.name(op)}` is switched off in training too.", line=op.line, observed=path)


@diagnosis(*PLACES, hint="Go on with the result of the dropout alone.", general=True)
def dropout_not_on_every_path(case: Case) -> Seen | None:
    """A dropout is called, but data also goes round it

    What goes round it is never dropped.
    """
    found = _idle(case)
    if found is None:
        return None
    op, path = found
    return Seen(
        f"`{case.name(op)}` is called, but data also goes round it.", line=op.line, observed=path
    )


@diagnosis(*PLACES, hint="Call it in forward, at the place that the sheet names.")
def dropout_declared_never_called(case: Case) -> Seen | None:
    """A dropout is declared in __init__ and not called in forward

    A module in an attribute does nothing until forward calls it.
    """
    gap, declared = dropout_gap(case), unused_module(case, "Dropout")
    if gap is None or not declared:
        return None
    return Seen(
        f"There is no dropout in {gap.text}; `{declared}` is declared, but forward does not call "
        "it.",
        line=gap.start.line,
        lines=case.declaration(declared),
        observed=gap.text,
    )


def _elsewhere(case: Case) -> list[tuple[Operation, bool, bool]]:
    """Dropouts in other places: (call, it stands before the second convolution, on the scores)."""
    flow = case.flow
    if flow is None or not flow.layers:
        return []
    last = flow.layers[-1].op.index
    second = flow.convolutions[1].op.index if len(flow.convolutions) > 1 else -1
    return [
        (op, op.index < second, op.index > last)
        for op in flow.steps.values()
        if op.family == "dropout"
    ]


@diagnosis(*PLACES, hint="Hidden neurons may be missing in training; the ten scores may not.")
def dropout_on_the_scores(case: Case) -> Seen | None:
    """A dropout stands on the scores

    Dropout makes the hidden neurons do without each other. Dropped scores only make the network
    say at random that it has no opinion about a digit.
    """
    gap = dropout_gap(case)
    op = next((op for op, _, scores in _elsewhere(case) if scores), None)
    if gap is None or op is None:
        return None
    return Seen(
        f"`{case.name(op)}` stands behind the last layer, where the scores are; in {gap.text} "
        "there is none.",
        line=op.line,
        lines=(gap.start.line,) if gap.start.line else (),
        observed=gap.text,
    )


@diagnosis(PLACES[0], hint="Move it behind the last of the two convolutions, or add one there.")
def dropout_before_the_second_convolution(case: Case) -> Seen | None:
    """A dropout stands between the convolutions, none after them

    The lab asks for two convolutions followed by a dropout.
    """
    gap = dropout_gap(case)
    op = next((op for op, early, _ in _elsewhere(case) if early), None)
    if gap is None or op is None:
        return None
    return Seen(
        f"`{case.name(op)}` stands before `{gap.start.module or gap.start.spelled}`; after it, in "
        f"{gap.text}, there is none.",
        line=op.line,
        lines=(gap.start.line,) if gap.start.line else (),
        observed=gap.text,
    )


@diagnosis(
    *PLACES, hint="Which sort of dropout does not matter; where it stands does.", general=True
)
def dropout_missing(case: Case) -> Seen | None:
    """A dropout is missing

    In training a dropout sets some numbers to 0 at random. A network that must do without some
    of its neurons learns features that hold for new images too.
    """
    gap = dropout_gap(case)
    if gap is None:
        return None
    return Seen(f"There is no dropout in {gap.text}.", line=gap.start.line, observed=gap.text)


def _on(case: Case) -> tuple[Flow, Operation] | None:
    """The first step that is random after net.eval()."""
    flow = case.flows.eval
    if flow is None:
        return None
    for op in flow.steps.values():
        if drops(flow)(op) or op.family == "random":
            return flow, op
    return None


def _call(case: Case, op: Operation, *endings: str) -> ast.Call | None:
    """The call on the student's line whose name ends so."""
    for call in case.script.calls_at(op.line):
        if case.script.dotted(call.func).lower().rpartition(".")[2] in endings:
            return call
    return None


_DROPS = (
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "alpha_dropout",
    "feature_alpha_dropout",
)


def _flag(case: Case, op: Operation) -> ast.expr | None:
    """What the student wrote for `training`."""
    call = _call(case, op, *_DROPS)
    return argument(call, 2, "training", "train") if call is not None else None


def _stays_on(case: Case, op: Operation, why: str, lines: tuple[int, ...] = ()) -> Seen:
    return Seen(
        f"`{op.spelled}` still drops numbers after net.eval(), {why}; the same image gets another "
        "answer each time.",
        line=op.line,
        lines=lines,
        expected="no randomness after net.eval()",
        observed=f"{op.spelled} with training=True",
    )


@diagnosis(EVAL, hint="The flag must change with net.train() and net.eval().")
def dropout_always_training(case: Case) -> Seen | None:
    """A dropout is told that it is always training

    `training=True` is a constant, and net.eval() cannot change it.
    """
    found = _on(case)
    if found is None or constant(_flag(case, found[1])) is not True:
        return None
    return _stays_on(case, found[1], "since it is told `training=True`")


@diagnosis(EVAL, hint="Every module knows by itself whether it is being trained.")
def dropout_with_a_flag_of_its_own(case: Case) -> Seen | None:
    """A dropout follows a flag that net.eval() does not change

    `net.train()` and `net.eval()` set `self.training` in every module. A flag of one's own stays
    as it is unless someone changes it.
    """
    found = _on(case)
    flag = _flag(case, found[1]) if found is not None else None
    if found is None or flag is None or isinstance(flag, ast.Constant):
        return None
    return _stays_on(case, found[1], f"since `{source(flag)}` does not change with it")


def _made_here(case: Case, op: Operation) -> bool:
    """Whether the line builds the module that it calls: `nn.Dropout(0.5)(x)`."""
    for method in case.script.methods.values():
        if method.name == "__init__":
            continue
        for call in calls_in(method):
            name = case.script.dotted(call.func).rpartition(".")[2]
            if name.startswith("Dropout") and _near(method, call, op.line):
                return True
    return False


def _near(method: Function, call: ast.Call, line: int | None) -> bool:
    return (
        line is not None and method.lineno <= call.lineno <= line and bool(first_argument(method))
    )


@diagnosis(EVAL, hint="Make it once, in __init__, and keep it in an attribute of self.")
def dropout_made_in_forward(case: Case) -> Seen | None:
    """A dropout is made anew in each call of forward

    `net.eval()` reaches the modules that are stored in the network. One that forward makes for
    itself is new each time, and a new module is in training mode.
    """
    found = _on(case)
    if found is None or found[1].family != "dropout" or found[1].module:
        return None
    if not _made_here(case, found[1]):
        return None
    return _stays_on(
        case, found[1], "since it is made in forward, where net.eval() cannot reach it"
    )


@diagnosis(
    EVAL,
    hint="F.dropout has an argument that says whether the network is being trained.",
    general=True,
)
def dropout_stays_on_in_eval(case: Case) -> Seen | None:
    """A dropout stays on while the network is tested

    A function does not know whether the network is being trained: F.dropout drops unless it is
    told not to. Dropout in testing throws away what was learned, and the accuracy jumps from run
    to run.
    """
    found = _on(case)
    if found is None or found[1].family != "dropout":
        return None
    return _stays_on(case, found[1], "since nothing tells it that it should not")


@diagnosis(EVAL, hint="Let the noise depend on whether the network is being trained.", general=True)
def noise_in_eval(case: Case) -> Seen | None:
    """Random numbers are mixed in while the network is tested

    Noise may help in training. In testing the same image must get the same answer.
    """
    found = _on(case)
    if found is None:
        return None
    op = found[1]
    return Seen(
        f"`{op.spelled}` still mixes in random numbers after net.eval().",
        line=op.line,
        expected="no randomness after net.eval()",
        observed=op.spelled,
    )


@diagnosis(EVAL, hint="Look for random numbers, and for values that outlive a call.", general=True)
def eval_not_repeatable(case: Case) -> Seen | None:
    """Two runs on the same images give different answers

    A network that is being tested is a function: what comes out depends on the image alone.
    """
    behaviour = case.behaviour
    if behaviour is None or not behaviour.repeat_difference:
        return None
    return Seen(
        f"Two runs on the same images after net.eval() differ by up to "
        f"{behaviour.repeat_difference:.2g}.",
        observed=f"a difference of {behaviour.repeat_difference:.2g}",
    )


def _strong(case: Case, least: float) -> Operation | None:
    flow = case.flows.train
    steps = flow.steps.values() if flow is not None else ()
    for op in steps:
        if op.family == "dropout" and (_rate(op) or float(op.bound.get("p") is True)) >= least:
            return op
    return None


@diagnosis(*LEARNS, hint="Look up the order of the arguments of F.dropout.")
def dropout_flag_in_place_of_p(case: Case) -> Seen | None:
    """The flag of a dropout stands where its share belongs

    The second argument of `F.dropout` is p, the share to drop. A flag there counts as a number:
    p = 1 in training, where everything is dropped, and p = 0 in testing.
    """
    steps = case.flows.train.steps.values() if case.flows.train is not None else ()
    op = next(
        (one for one in steps if one.family == "dropout" and one.bound.get("p") is True), None
    )
    if op is None:
        return None
    return Seen(
        f"`{case.name(op)}` takes the flag for its share: p = 1, so nothing gets through.",
        line=op.line,
        observed="p = True",
    )


@diagnosis(*LEARNS, hint="p is the share that is dropped, not the share that is kept.")
def dropout_of_everything(case: Case) -> Seen | None:
    """A dropout drops everything

    With p = 1 only zeros come out, whatever the image: nothing can be learned from them.
    """
    op = _strong(case, 1.0)
    if op is None:
        return None
    return Seen(
        f"`{case.name(op)}` has p = 1 in training, so nothing gets through.",
        line=op.line,
        lines=case.declaration(op.module),
        observed="p = 1",
    )


@diagnosis(*LEARNS, hint="p is the share that is dropped, not the share that is kept.")
def dropout_of_nearly_everything(case: Case) -> Seen | None:
    """A dropout drops nearly everything

    p is the share that is dropped. So few numbers get through that most images cannot be told
    from each other.
    """
    op = _strong(case, 0.8)
    if op is None:
        return None
    rate = _rate(op) or 0.0
    return Seen(
        f"`{case.name(op)}` has p = {rate:g}: of 100 numbers {100 - 100 * rate:.3g} get through.",
        line=op.line,
        lines=case.declaration(op.module),
        observed=f"p = {rate:g}",
    )

"""Dropout: on while the network is tested."""

from __future__ import annotations

import ast
from dataclasses import replace

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import call_of, changes_of, drawn_in, lines_of
from grader.evidence import Change
from grader.graph import Operation
from grader.script.nodes import (
    Function,
    argument,
    calls_in,
    constant,
    first_argument,
    is_name,
    methods_of,
    nodes_in,
    source,
)

EVAL = "dropout-off-in-eval"


def _dropout_on(case: Case) -> Operation | None:
    """The first dropout that has to be told that the network is tested, so that the check holds."""
    told = (one for one in changes_of(case) if one.verb == "set")
    change = next(told, None)
    return call_of(case, change.step, "eval") if change is not None else None


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
    op = _dropout_on(case)
    if op is None or constant(_flag(case, op)) is not True:
        return None
    return _stays_on(case, op, "since it is told `training=True`")


@diagnosis(EVAL, hint="Every module knows by itself whether it is being trained.")
def dropout_with_a_flag_of_its_own(case: Case) -> Seen | None:
    """A dropout follows a flag that net.eval() does not change

    `net.train()` and `net.eval()` set `self.training` in every module. A flag of one's own stays
    as it is unless someone changes it.
    """
    op = _dropout_on(case)
    flag = _flag(case, op) if op is not None else None
    if op is None or flag is None or isinstance(flag, ast.Constant) or _modules_own(case, flag):
        return None
    left_out = _not_given(case, flag)
    if left_out is not None:
        why = f"since `{source(left_out)}` leaves `{source(flag)}` as it is"
        seen = _stays_on(case, op, why, (op.line,) if op.line else ())
        return replace(seen, line=left_out.lineno)
    return _stays_on(case, op, f"since `{source(flag)}` does not change with it")


def _not_given(case: Case, flag: ast.expr) -> ast.Call | None:
    """The one call of a function of the file that leaves its flag as it is, where others set it."""
    for function in case.script.helpers:
        takes = [one.arg for one in function.args.args]
        if not isinstance(flag, ast.Name) or flag.id not in takes or flag not in nodes_in(function):
            continue
        calls = [one for one in case.script.calls if is_name(one.func, function.name)]
        at = takes.index(flag.id)
        without = [one for one in calls if argument(one, at, flag.id) is None]
        return without[0] if len(without) == 1 < len(calls) else None
    return None


def _registered(case: Case, op: Operation) -> bool:
    """Whether a dropout is one of the network's modules, not just called in one."""
    layer = case.layer(op.module)
    return layer is not None and "Dropout" in layer.class_name


def _modules_own(case: Case, flag: ast.expr) -> bool:
    """Whether a flag is `self.training`."""
    me = first_argument(case.script.function_at(flag.lineno))
    return isinstance(flag, ast.Attribute) and flag.attr == "training" and is_name(flag.value, me)


@diagnosis(EVAL, hint="nn.Module brings train() and eval(), and the script calls them.")
def eval_has_no_effect(case: Case) -> Seen | None:
    """The class keeps itself, or its dropout, in training mode

    `net.eval()` sets `self.training` to False in every module, by way of `train(False)`. A class
    that changes these, or sets itself back, is never tested without its dropout.
    """
    op = _dropout_on(case)
    culprit = _switches(case, op) if op is not None else None
    if op is None or culprit is None:
        return None
    flag = _flag(case, op)
    if not _registered(case, op) and (flag is None or not _modules_own(case, flag)):
        return None
    seen = _stays_on(case, op, f"since {culprit[0]}", (op.line,) if op.line else ())
    return replace(seen, line=culprit[1])


def _switches(case: Case, op: Operation) -> tuple[str, int] | None:
    """What keeps the class in training mode, or the dropout alone, and where."""
    for method in (method for one in case.script.made_of for method in methods_of(one)):
        line = method.lineno
        if method.name in ("train", "eval"):
            return f"line {line} puts another `{method.name}` in the place of torch's", line
        if method.name == "__init__":  # what it does, eval() undoes
            continue
        for call in calls_in(method):
            func, me = call.func, first_argument(method)
            if not isinstance(func, ast.Attribute) or func.attr != "train":
                continue
            of_it = source(func.value) == f"{me}.{op.module}"
            off = constant(argument(call, 0, "mode")) is False
            if not off and (of_it or is_name(func.value, me)):
                return f"`{source(call)}` in {method.name} switches to training", call.lineno
    for name, value, line in case.script.stored:
        if name == "training" and constant(value) is True:
            return "`self.training` is set to True", line
    return None


def _made_here(case: Case, op: Operation) -> bool:
    """Whether the line builds the module that it calls: `nn.Dropout(0.5)(x)`."""
    for method in case.script.functions:
        if method.name == "__init__":
            continue
        for call in calls_in(method):
            name = case.script.called(call)
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
    op = _dropout_on(case)
    if op is None or _registered(case, op) or not _made_here(case, op):
        return None
    return _stays_on(case, op, "since it is made in forward, where net.eval() cannot reach it")


def _drawn_at(case: Case, change: Change) -> list[int]:
    """Where the numbers are drawn, then where they are mixed in."""
    drawn = [op.line for op in drawn_in(case) if op.line is not None]
    return list(dict.fromkeys((*drawn[:1], *lines_of(case, change))))


def _out_of_reach(case: Case, change: Change) -> bool:
    """Whether it is a module, and none of the network's own."""
    op = call_of(case, change.step, "eval")
    return op is not None and not _registered(case, op) and _call(case, op, *_DROPS) is None


ROWS = (
    Row("dropout-out-of-reach", (EVAL,), ("set",),
        "net.eval() does not reach a dropout",
        "`net.eval()` goes through the modules that the network has registered as its own. What "
        "stands elsewhere stays as it was made: in training mode.",
        "Store it in an attribute of self, in __init__.",
        "The dropout that is called in {line} still drops numbers after net.eval(), since it is "
        "none of the network's own modules; the same image gets another answer each time.",
        fits=_out_of_reach, general=True),
    Row("dropout-stays-on-in-eval", (EVAL,), ("set",),
        "A dropout stays on while the network is tested",
        "A function does not know whether the network is being trained: F.dropout drops unless it "
        "is told not to. Dropout in testing throws away what was learned, and the accuracy jumps "
        "from run to run.",
        "F.dropout has an argument that says whether the network is being trained.",
        "{steps} still drops numbers after net.eval(), since nothing tells it that it should not; "
        "the same image gets another answer each time.",
        general=True),
    Row("noise-in-eval", (EVAL,), ("delete", "straighten"),
        "Random numbers are mixed in while the network is tested",
        "Noise may help in training. In testing the same image must get the same answer.",
        "Let the noise depend on whether the network is being trained.",
        "{noise} still mixes in random numbers after net.eval().",
        general=True, lines=_drawn_at),
)  # fmt: skip
register(__name__, ROWS)


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

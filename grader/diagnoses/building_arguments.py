"""Building: layers that are made with the wrong arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.stops import stop
from grader.evidence import Trouble
from grader.script.nodes import argument, constant, source
from grader.script.torch_names import ARGUMENTS, WORDS

WHERE = ("net-constructs", "forward-runs")


def _torch_calls(case: Case, line: int | None) -> Iterator[tuple[ast.Call, str]]:
    """The calls of torch on a line, with the last part of their names."""
    for call in case.script.calls_at(line):
        dotted = case.script.dotted(call.func)
        if dotted.startswith("torch."):
            yield call, dotted.rpartition(".")[2]


@diagnosis(*WHERE, hint="A share lies between 0 and 1.")
def dropout_in_percent(case: Case) -> Seen | None:
    """The share of a dropout is larger than 1

    p is a probability, a number from 0 to 1.
    """
    trouble = stop(case, "ValueError")
    if trouble is None:
        return None
    lines = [trouble.line, *(line for _, _, line in case.script.stored)]
    for line in lines:
        for call, name in _torch_calls(case, line):
            rate = argument(call, 0 if name[:1].isupper() else 1, "p")
            value = constant(rate)
            if "dropout" in name.lower() and isinstance(value, (int, float)) and value > 1:
                return Seen(
                    f"`{source(call)}` asks for p = {value}; a share lies between 0 and 1.",
                    line=trouble.line,
                    arithmetic=f"{value:g} % are {value / 100:g}" if value >= 5 else "",
                    observed=f"p = {value}",
                )
    return None


def _bad_word(case: Case) -> tuple[str, str, Trouble] | None:
    """(layer, argument, trouble) of an argument that the layer does not have."""
    trouble = stop(case, "TypeError")
    if trouble is None:
        return None
    for call, name in _torch_calls(case, trouble.line):
        known = ARGUMENTS.get(name)
        for keyword in call.keywords if known is not None else ():
            if keyword.arg and known is not None and keyword.arg not in known[0]:
                return name, keyword.arg, trouble
    return None


@diagnosis(*WHERE, hint="Look up what torch calls this argument, and which share it means.")
def argument_of_another_library(case: Case) -> Seen | None:
    """An argument has the name that another library gives it

    Keras and TensorFlow say units, filters, rate or keep_prob. keep_prob moreover is the share
    that is kept, torch's p the share that is dropped.
    """
    found = _bad_word(case)
    if found is None or found[1] not in WORDS:
        return None
    layer, word, trouble = found
    other = WORDS[word]
    rest = f"; torch calls it `{other}`" if other else ""
    return Seen(f"`{layer}` has no argument `{word}`{rest}.", line=trouble.line, observed=word)


@diagnosis(*WHERE, hint="Look the arguments up in the documentation.")
def argument_misspelt(case: Case) -> Seen | None:
    """An argument is misspelt

    A named argument must be called as the documentation calls it.
    """
    found = _bad_word(case)
    if found is None:
        return None
    layer, word, trouble = found
    names = ", ".join(ARGUMENTS[layer][0][:4])
    return Seen(
        f"`{layer}` has no argument `{word}`; its first are {names}.",
        line=trouble.line,
        observed=word,
    )


def _lacking(case: Case) -> tuple[ast.Call, str, list[str], Trouble] | None:
    """A call that gives too few arguments: (call, layer, what is missing, trouble)."""
    trouble = stop(case, "TypeError")
    if trouble is None:
        return None
    for call, name in _torch_calls(case, trouble.line):
        if name in ARGUMENTS and not any(isinstance(a, ast.Starred) for a in call.args):
            names, needed = ARGUMENTS[name]
            given = {*names[: len(call.args)], *(k.arg for k in call.keywords)}
            missing = [one for one in names[:needed] if one not in given]
            if missing and case.edit is not None and case.edit.gives:  # the place that was tried
                missing = [case.edit.gives]
            if missing and None not in given:
                return call, name, missing, trouble
    return None


@diagnosis(*WHERE, hint="How large is the part of the image that it looks at in one place?")
def kernel_size_forgotten(case: Case) -> Seen | None:
    """The size of a window is missing

    A convolution and a pooling both slide a window over the image. A convolution needs the
    channels that go in, those that come out, and the size of its window; a pooling needs the size.
    """
    found = _lacking(case)
    if found is None or "kernel_size" not in found[2]:
        return None
    call, _, _, trouble = found
    return Seen(f"`{source(call)}` lacks the size of its window.", line=trouble.line)


@diagnosis(*WHERE, hint="Look up which numbers the layer needs, and in which order.", general=True)
def layer_lacks_a_size(case: Case) -> Seen | None:
    """A layer is made with too few numbers

    The weights of a layer are made at once, so it must be told what goes in and what comes out.
    """
    found = _lacking(case)
    if found is None:
        return None
    call, _, missing, trouble = found
    return Seen(f"`{source(call)}` lacks {' and '.join(missing)}.", line=trouble.line)

"""Building: layers that are made or called with the wrong arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.script import argument, calls_in, constant, source
from grader.diagnoses.torch_names import ARGUMENTS, WORDS
from grader.evidence import Trouble

WHERE = ("net-constructs", "forward-runs")


def _stop(case: Case, *types: str) -> Trouble | None:
    trouble = case.trouble
    here = trouble is not None and trouble.stage in ("construct", "forward")
    return trouble if here and trouble is not None and trouble.type in types else None


def _torch_calls(case: Case, line: int | None) -> Iterator[tuple[ast.Call, str]]:
    """The calls of torch on a line, with the last part of their names."""
    for call in case.script.calls_at(line):
        dotted = case.script.dotted(call.func)
        if dotted.startswith("torch."):
            yield call, dotted.rpartition(".")[2]


@diagnosis("forward-runs", hint="A comma behind a value makes a tuple of it.")
def comma_makes_a_tuple(case: Case) -> Seen | None:
    """A comma behind a layer makes a tuple of it

    `a = b,` stores a tuple with one element. A tuple cannot be called.
    """
    if _stop(case, "TypeError") is None:
        return None
    for name, value, line in case.script.stored():
        if isinstance(value, ast.Tuple) and len(value.elts) == 1:
            return Seen(
                f"`self.{name}` is a tuple: a comma stands behind the layer in line {line}.",
                line=line,
            )
    return None


@diagnosis("forward-runs", hint="A class is called once, with its brackets, to make a layer.")
def layer_class_not_built(case: Case) -> Seen | None:
    """A layer's class is stored, not a layer

    `nn.ReLU` is the class, `nn.ReLU()` a layer. Calling the class with an image makes a new
    layer out of it.
    """
    trouble = _stop(case, "TypeError", "AttributeError", "RuntimeError", "ValueError")
    if trouble is None:
        return None
    for name, value, line in case.script.stored():
        dotted = case.script.dotted(value)
        if dotted.startswith("torch.nn.") and dotted.rpartition(".")[2][:1].isupper():
            return Seen(
                f"`self.{name}` is the class {dotted.rpartition('.')[2]} itself, not a layer.",
                line=trouble.line,
                lines=(line,),
            )
    return None


@diagnosis("forward-runs", hint="Make the layer first; the image goes into the layer.")
def module_built_with_the_data(case: Case) -> Seen | None:
    """A layer is made with the image in place of its settings

    `nn.ReLU(x)` makes a layer and takes x for a setting. The result is a layer, and the next
    step needs a tensor.
    """
    trouble = _stop(case, "TypeError", "AttributeError", "RuntimeError", "ValueError")
    forward = case.script.forward
    if trouble is None or forward is None:
        return None
    arguments = {arg.arg for arg in forward.args.args[1:]}
    stores = (n for n in ast.walk(forward) if isinstance(n, ast.Name))
    data = arguments | {n.id for n in stores if isinstance(n.ctx, ast.Store)}
    for call in calls_in(forward):
        dotted = case.script.dotted(call.func)
        if dotted.startswith("torch.nn.") and dotted.rpartition(".")[2][:1].isupper():
            given = call.args[0] if call.args else None
            names = {n.id for n in ast.walk(given) if isinstance(n, ast.Name)} if given else set()
            if names & data and call.lineno <= (trouble.line or 0):
                return Seen(
                    f"`{source(call)}` makes a layer and takes the image for a setting.",
                    line=trouble.line,
                    lines=(call.lineno,),
                )
    return None


@diagnosis("forward-runs", hint="Store the layer under one name and the number under another.")
def number_called_as_a_layer(case: Case) -> Seen | None:
    """A number is called as if it were a layer

    Brackets behind a name call it, and a number cannot be called.
    """
    trouble = _stop(case, "TypeError")
    if trouble is None:
        return None
    constants = {n: line for n, value, line in case.script.stored() if constant(value) is not None}
    for call in case.script.calls_at(trouble.line):
        if isinstance(call.func, ast.Attribute) and call.func.attr in constants:
            name = call.func.attr
            return Seen(
                f"`self.{name}` is no layer but a plain value, and `{source(call)}` calls it.",
                line=trouble.line,
                lines=(constants[name],),
            )
    return None


@diagnosis(*WHERE, hint="A share lies between 0 and 1.")
def dropout_in_percent(case: Case) -> Seen | None:
    """The share of a dropout is given in percent

    p is a probability, a number from 0 to 1.
    """
    trouble = _stop(case, "ValueError")
    if trouble is None:
        return None
    lines = [trouble.line, *(line for _, _, line in case.script.stored())]
    for line in lines:
        for call, name in _torch_calls(case, line):
            rate = argument(call, 0 if name[:1].isupper() else 1, "p")
            value = constant(rate)
            if "dropout" in name.lower() and isinstance(value, (int, float)) and value > 1:
                return Seen(
                    f"`{source(call)}` asks for p = {value}; a share lies between 0 and 1.",
                    line=trouble.line,
                    arithmetic=f"{value:g} % are {value / 100:g}",
                    observed=f"p = {value}",
                )
    return None


def _bad_word(case: Case) -> tuple[str, str, Trouble] | None:
    """(layer, argument, trouble) of an argument that the layer does not have."""
    trouble = _stop(case, "TypeError")
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
    trouble = _stop(case, "TypeError")
    if trouble is None:
        return None
    for call, name in _torch_calls(case, trouble.line):
        if name in ARGUMENTS and not any(isinstance(a, ast.Starred) for a in call.args):
            names, needed = ARGUMENTS[name]
            given = {*names[: len(call.args)], *(k.arg for k in call.keywords)}
            missing = [one for one in names[:needed] if one not in given]
            if missing and None not in given:
                return call, name, missing, trouble
    return None


@diagnosis(*WHERE, hint="How large is one filter?")
def kernel_size_forgotten(case: Case) -> Seen | None:
    """A convolution lacks the size of its filters

    A convolution needs three numbers: the channels that go in, those that come out, and the size
    of a filter.
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


@diagnosis(*WHERE, hint="Sizes are whole numbers: `//` divides and stays whole.")
def size_is_no_whole_number(case: Case) -> Seen | None:
    """A size is no whole number

    `/` gives a number with a point, even where nothing is left over: 320 / 2 is 160.0. There are
    no 160.0 neurons, only 160.
    """
    trouble = _stop(case, "TypeError")
    if trouble is None:
        return None
    for call, name in _torch_calls(case, trouble.line):
        sized = name in ARGUMENTS and ARGUMENTS[name][1]  # others take shares and flags
        for given in (*call.args, *(keyword.value for keyword in call.keywords)) if sized else ():
            divides = any(
                isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div) for n in ast.walk(given)
            )
            if divides or isinstance(constant(given), float):
                return Seen(
                    f"`{source(given)}` in `{source(call)}` is no whole number.", line=trouble.line
                )
    return None


@diagnosis("forward-runs", hint="Every function that forward calls must return what it computes.")
def nothing_goes_on(case: Case) -> Seen | None:
    """A step is given None

    A function without `return` gives None, and None is no tensor. Some functions change
    something in place and give nothing back.
    """
    trouble, op = _stop(case, "TypeError", "AttributeError"), case.refused
    if trouble is None:
        return None
    given = op is not None and op.args and op.args[0] is None
    if not given and "NoneType" not in trouble.message:
        return None
    helper = _returns_nothing(case)
    rest = f" `{helper.name}` (line {helper.lineno}) has no `return`." if helper else ""
    return Seen(
        f"A step gets None where it needs a tensor.{rest}",
        line=trouble.line,
        lines=(helper.lineno,) if helper else (),
    )


def _returns_nothing(case: Case) -> ast.FunctionDef | None:
    """A method of the class, called by forward, that returns nothing."""
    for method in case.script.methods.values():
        returns = any(isinstance(n, ast.Return) and n.value for n in ast.walk(method))
        helps = isinstance(method, ast.FunctionDef) and method.name not in ("__init__", "forward")
        if isinstance(method, ast.FunctionDef) and helps and not returns:
            return method
    return None


@diagnosis("forward-runs", hint="Take the first of the two, or do not ask for the second.")
def tuple_goes_on(case: Case) -> Seen | None:
    """A step is given several tensors at once

    Some layers give more than one result: a pooling with `return_indices`, an LSTM. The next
    step takes one tensor.
    """
    trouble, graph = _stop(case, "TypeError", "AttributeError"), case.graph
    last = graph.operations[-1] if graph is not None and graph.operations else None
    if trouble is None or last is None or not last.many or len(last.outputs) < 2:
        return None
    return Seen(
        f"`{case.name(last)}` gives {len(last.outputs)} tensors, and the next step takes one.",
        line=trouble.line,
        lines=(last.line,) if last.line and last.line != trouble.line else (),
    )


@diagnosis("forward-runs", hint="Stay with torch's functions from the image to the scores.")
def numpy_in_forward(case: Case) -> Seen | None:
    """forward leaves torch for numpy

    numpy keeps no record of how a number came about, so no gradient can flow back through it.
    """
    trouble = case.raised("forward")
    if trouble is None:
        return None
    for call in case.script.calls_at(trouble.line):
        dotted = case.script.dotted(call.func)
        if dotted.startswith("numpy.") or dotted.endswith(".numpy"):
            return Seen(f"`{source(call)}` leaves torch.", line=trouble.line)
    return None


@diagnosis("forward-runs", hint="forward calls the layers, not the network itself.")
def forward_calls_itself(case: Case) -> Seen | None:
    """forward calls itself without end

    `self(x)` is `self.forward(x)`, which calls `self(x)`, and so on.
    """
    trouble = case.raised("forward", "RecursionError")
    return None if trouble is None else Seen("forward calls itself.", line=trouble.line)

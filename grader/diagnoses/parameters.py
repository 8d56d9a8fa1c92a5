"""Parameters: registered or not, reached by the gradient or not."""

from __future__ import annotations

import ast

from grader.checks.layers import unused_layers
from grader.checks.weighted import Weighted
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.script import calls_in, source
from grader.evidence import Gradient
from grader.graph import Operation, Ref, Tensor

CHECK = "every-parameter-learns"


def _unregistered(case: Case) -> tuple[Weighted, bool] | None:
    """The first layer whose weights net.parameters() does not give; whether it is made anew."""
    flow, tensors = case.flows.train, case.seen.tensors
    for layer in flow.layers if flow is not None else ():
        kinds = {tensors[ref.index].kind for ref in layer.weights if ref.kind == "tensor"}
        if "parameter" not in kinds:
            made = any(ref.kind == "value" for ref in layer.weights) or not _kept(case, layer)
            return layer, made
    return None


def _kept(case: Case, layer: Weighted) -> bool:
    """Whether both runs read the very same tensor."""
    other = case.seen.eval
    operations = other.operations if other is not None else ()
    return bool(layer.weights & {ref for op in operations for ref in op.reads})


def _holder(case: Case) -> tuple[str, str, int] | None:
    """An attribute that holds layers in a plain list, tuple or dictionary: (name, sort, line)."""
    for name, value, line in case.script.stored():
        sort = {ast.List: "list", ast.ListComp: "list", ast.Tuple: "tuple", ast.Dict: "dictionary",
                ast.DictComp: "dictionary"}.get(type(value))  # fmt: skip
        built = [c for c in calls_in(value) if case.script.dotted(c.func).startswith("torch.nn.")]
        empty = isinstance(value, ast.List | ast.Dict) and not list(ast.iter_child_nodes(value))[1:]
        if sort is not None and (built or empty) and case.layer(name) is None:
            return name, sort, line
    return None


@diagnosis(CHECK, hint="torch.nn has a list and a dictionary for modules.")
def layers_in_a_plain_list(case: Case) -> Seen | None:
    """Layers are kept in a plain list or dictionary

    A module finds its layers among its attributes. It does not look inside Python's own lists
    and dictionaries, so the optimiser never gets their weights.
    """
    found, holder = _unregistered(case), _holder(case)
    if found is None or found[1] or holder is None:
        return None
    name, sort, line = holder
    return Seen(
        f"`self.{name}` is a plain {sort}: the weights of the {found[0].role} in it are not "
        "registered, so the optimiser never gets them.",
        line=found[0].op.line,
        lines=(line,),
        observed="weights that net.parameters() does not give",
    )


@diagnosis(CHECK, hint="Make each layer once, in __init__, and keep it in an attribute of self.")
def layer_made_in_forward(case: Case) -> Seen | None:
    """A layer is made anew in each call of forward

    A new layer has new random weights. Whatever the last batch taught is gone, and the
    optimiser, which got its list before, has never seen them.
    """
    found = _unregistered(case)
    if found is None or not found[1]:
        return None
    op = found[0].op
    return Seen(
        f"The weights of the {found[0].role} here are made anew in each call of forward.",
        line=op.line,
        observed="new random weights each time",
    )


@diagnosis(CHECK, hint="Give the weights their first values in __init__, once.")
def weights_overwritten_in_forward(case: Case) -> Seen | None:
    """forward writes new numbers into the weights

    What the optimiser has changed is lost in the next call: the layer never keeps what it
    learned, and two runs on the same image differ.
    """
    flow, tensors = case.flows.train, case.seen.tensors
    for layer in flow.layers if flow is not None else ():
        own = {w for w in layer.weights if w.kind == "tensor"}
        own = {w for w in own if tensors[w.index].kind == "parameter"}
        for op in flow.graph.operations if flow is not None else ():
            if own.intersection(op.writes):
                return Seen(
                    f"The weights of `{layer.name}` should keep what they learned, and each call "
                    "of forward writes others in their place.",
                    line=op.line,
                    lines=case.declaration(layer.op.module),
                    observed=op.spelled,
                )
    return None


@diagnosis(
    CHECK, hint="torch.nn.Parameter turns a tensor into a weight of the network.", general=True
)
def weights_are_no_parameter(case: Case) -> Seen | None:
    """Weights are kept as a plain tensor

    Only parameters are trained: tensors that are wrapped as such and stored in an attribute.
    """
    found = _unregistered(case)
    if found is None:
        return None
    return Seen(
        f"The weights of the {found[0].role} here are not among net.parameters().",
        line=found[0].op.line,
        observed="weights that are not registered",
    )


@diagnosis(CHECK, hint="Find the value that is changed in place, and make a new one instead.")
def value_overwritten_before_backward(case: Case) -> Seen | None:
    """A value is overwritten that the gradient still needs

    To work out gradients autograd keeps what each step was given. A step in place (`relu_`,
    `+=`, `x[...] = `) overwrites it.
    """
    trouble = case.raised("backward")
    flow = case.flows.train
    if trouble is None or flow is None:
        return None
    changes = [o for o in flow.steps.values() if o.target.endswith("_") or o.kind == "setitem"]
    if not changes:
        return None
    op = changes[-1]
    return Seen(
        f"`{op.spelled}` changes numbers in place, and the backward pass still needs the old ones.",
        line=op.line,
        observed=trouble.type,
    )


@diagnosis(
    CHECK, hint="Run loss.backward() once by itself, and read which step it names.", general=True
)
def backward_stops(case: Case) -> Seen | None:
    """The backward pass stops

    The gradient goes back through every step of forward, so each must have one.
    """
    trouble = case.raised("backward")
    if trouble is None:
        return None
    return Seen(f"loss.backward() stops with a {trouble.type}.", line=trouble.line)


def _idle(case: Case) -> list[tuple[Gradient, Tensor]]:
    """The parameters that do not learn, but for those of layers that are not used."""
    behaviour = case.behaviour
    tensors = {t.name: t for t in case.seen.tensors if t.kind == "parameter"}
    unused = {name for one in unused_layers(case.evidence) for name in one.parameters}
    gradients = behaviour.gradients if behaviour is not None else ()
    idle = [g for g in gradients if g.name in tensors and g.name not in unused and not g.largest]
    return [(gradient, tensors[gradient.name]) for gradient in idle]


def _names(idle: list[tuple[Gradient, Tensor]]) -> str:
    return ", ".join(f"`{g.name}`" for g, _ in idle[:4]) + (" …" if len(idle) > 4 else "")


@diagnosis(CHECK, hint="requires_grad says whether a weight is trained.")
def parameter_frozen(case: Case) -> Seen | None:
    """A weight is frozen

    Freezing is for layers that someone else has trained. Here every layer starts from random
    numbers and must learn.
    """
    frozen = [one for one in _idle(case) if not one[1].requires_grad]
    if not frozen:
        return None
    return Seen(
        f"{_names(frozen)}: requires_grad is off, so training cannot change them.",
        line=case.declared_at(frozen[0][1].name),
        observed="requires_grad=False",
    )


def _cut(case: Case) -> tuple[list[tuple[Gradient, Tensor]], list[Operation]] | None:
    """The parameters that no gradient reaches, and the calls that cut it off."""
    flow = case.flows.train
    cut = [one for one in _idle(case) if one[0].largest is None and one[1].requires_grad]
    if not cut or flow is None:
        return None
    return cut, [op for op in flow.steps.values() if op.family == "detach"]


def _cut_by(case: Case, word: str, sentence: str) -> Seen | None:
    found = _cut(case)
    if found is None or not found[1]:
        return None
    op = found[1][0]
    texts = [case.script.line(op.line), *_with_blocks(case, op.line)]
    where = next((text for text in texts if word in text.replace(" ", "")), None)
    if where is None:
        return None
    return Seen(
        f"{_names(found[0])}: no gradient reaches them, since {sentence}.",
        line=op.line,
        observed="the gradient is cut off here",
    )


def _with_blocks(case: Case, line: int | None) -> list[str]:
    """The heads of the `with` blocks and the decorators around a line."""
    found: list[str] = []
    for node in ast.walk(case.script.tree):
        if isinstance(node, ast.stmt) and line and node.lineno <= line <= (node.end_lineno or 0):
            if isinstance(node, ast.With):
                found += [source(item.context_expr) for item in node.items]
            if isinstance(node, ast.FunctionDef):
                found += [source(one) for one in node.decorator_list]
    return found


@diagnosis(CHECK, hint="no_grad is for testing; training needs every step's history.")
def no_grad_cuts_the_gradient(case: Case) -> Seen | None:
    """A part of forward runs without gradients

    Under `torch.no_grad()` torch does not note how a result came about, so nothing can flow
    back through it.
    """
    for word in ("no_grad", "inference_mode", "set_grad_enabled"):
        seen = _cut_by(case, word, f"this part runs under `{word}`")
        if seen is not None:
            return seen
    return None


@diagnosis(CHECK, hint="Go on with the tensor itself.")
def detach_cuts_the_gradient(case: Case) -> Seen | None:
    """`detach` cuts the gradient off

    A detached tensor has the same numbers and no history. What stands before it is never
    trained.
    """
    return _cut_by(case, ".detach", "`detach()` cuts it off")


@diagnosis(CHECK, hint="`x.data` is `x` without its history.")
def data_attribute_cuts_the_gradient(case: Case) -> Seen | None:
    """`.data` cuts the gradient off

    `.data` gives the bare numbers, without how they came about. What stands before it is never
    trained.
    """
    return _cut_by(case, ".data", "`.data` cuts it off")


@diagnosis(
    CHECK, hint="Look for what makes a tensor anew from numbers, or rounds them.", general=True
)
def gradient_cut(case: Case) -> Seen | None:
    """No gradient reaches a weight

    The gradient goes back step by step. One step without a gradient (a rounding, a comparison,
    a choice, a tensor made from bare numbers) stops it.
    """
    found = _cut(case)
    if found is None:
        return None
    line = found[1][0].line if found[1] else case.declared_at(found[0][0][1].name)
    return Seen(f"{_names(found[0])}: no gradient reaches them.", line=line)


def _zero(case: Case) -> list[str]:
    """Weights that begin with nothing but zeros."""
    pairs = zip(case.seen.tensors, case.seen.weights, strict=False)
    return [
        t.name
        for t, numbers in pairs
        if t.kind == "parameter" and len(t.shape) > 1 and numbers and not any(numbers)
    ]


@diagnosis(CHECK, "loss-goes-down", "held-out-accuracy", hint="Let torch choose the first weights.")
def everything_begins_at_zero(case: Case) -> Seen | None:
    """Weights begin at 0

    With weights of 0 every neuron gives 0 and gets the same gradient, or none. They never become
    different from each other, so that many neurons are worth one.
    """
    zero = _zero(case)
    idle = {gradient.name for gradient, _ in _idle(case)}
    if not zero or not idle:
        return None
    names = ", ".join(f"`{name}`" for name in zero[:4])
    return Seen(
        f"{names}: every weight begins at 0, and the gradient of {', '.join(sorted(idle)[:3])} "
        "is 0 with it.",
        line=_initialises(case),
        observed="weights of 0",
    )


def _initialises(case: Case) -> int | None:
    """The line that sets weights by hand."""
    for call in calls_in(case.script.net):
        if case.script.dotted(call.func).rpartition(".")[2] in (
            "zeros_",
            "constant_",
            "zero_",
            "fill_",
        ):
            return call.lineno
    return None


@diagnosis(
    CHECK, hint="Follow the numbers from this layer on: where do they all become 0?", general=True
)
def gradient_is_zero(case: Case) -> Seen | None:
    """The gradient of a weight is 0 for every image

    A gradient of 0 says that the loss does not change with this weight. Often a later step gives
    0 for everything: a ReLU on negative numbers only, a multiplication by 0.
    """
    zero = [one for one in _idle(case) if one[0].largest == 0 and one[1].requires_grad]
    if not zero:
        return None
    name = zero[0][1].name
    line = case.declared_at(name) or _reader(case, name)
    return Seen(f"{_names(zero)}: the gradient is 0 for every batch.", line=line)


def _reader(case: Case, name: str) -> int | None:
    index = [t.name for t in case.seen.tensors].index(name)
    steps = case.flow.steps.values() if case.flow is not None else ()
    return next((op.line for op in steps if Ref("tensor", index) in op.reads), None)

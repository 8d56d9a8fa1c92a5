"""Parameters: weights that the optimiser never gets, or that are overwritten."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence.ran import with_article
from grader.reading.registered import left_out
from grader.reading.weighted import Weighted
from grader.script.nodes import calls_in, constant, methods_of

CHECK = "every-parameter-learns"


_SORTS: dict[type, str] = {
    ast.List: "list", ast.ListComp: "list", ast.Tuple: "tuple", ast.Dict: "dictionary",
    ast.DictComp: "dictionary",
}  # fmt: skip
_CALLED = {
    "list": "list", "tuple": "tuple", "dict": "dictionary",
    "collections.OrderedDict": "dictionary", "collections.defaultdict": "dictionary",
}  # fmt: skip


def _unregistered(case: Case) -> tuple[Weighted, bool] | None:
    """The first layer whose weights net.parameters() does not give; whether it is made anew."""
    flow, tensors = case.flow, case.seen.tensors
    for layer in flow.layers if flow is not None else ():
        kinds = {tensors[ref.index].kind for ref in layer.weights if ref.kind == "tensor"}
        if "parameter" not in kinds:
            made = any(ref.kind == "value" for ref in layer.weights) or not _kept(case, layer)
            return layer, made
    return None


def _kept(case: Case, layer: Weighted) -> bool:
    """Whether both runs read the very same tensor."""
    other = case.reading.eval
    operations = other.graph.operations if other is not None else ()
    return bool(layer.weights & {ref for op in operations for ref in op.reads})


def _holder(case: Case) -> tuple[str, str, int] | None:
    """An attribute that holds layers in a plain list, tuple or dictionary: (name, sort, line)."""
    for name, value, line in case.script.stored:
        sort = _SORTS.get(type(value)) or _CALLED.get(
            case.script.dotted(getattr(value, "func", value))
        )
        built = [c for c in calls_in(value) if case.script.dotted(c.func).startswith("torch.nn.")]
        empty = isinstance(value, ast.List | ast.Dict) and not list(ast.iter_child_nodes(value))[1:]
        if sort is not None and (built or empty) and case.layer(name) is None:
            return name, sort, line
    return None


@diagnosis(CHECK, hint="torch.nn has a list and a dictionary for layers, and both for parameters.")
def layers_in_a_plain_list(case: Case) -> Seen | None:
    """Layers or weights are kept in a plain list or dictionary

    A module finds its layers and parameters among its attributes. It does not look inside
    Python's own lists and dictionaries, so the optimiser never gets their weights.
    """
    found, holder = _unregistered(case), _holder(case)
    if found is None or found[1] or holder is None:
        return None
    name, sort, line = holder
    return Seen(
        f"`self.{name}` is a plain {sort}: the weights of the {found[0].role} in it are not "
        "registered, so the optimiser never gets them.",
        line=line,
        lines=(found[0].op.line,) if found[0].op.line else (),
        observed="weights that net.parameters() does not give",
    )


@diagnosis(CHECK, hint="What __init__ makes is there when the optimiser is.")
def layer_made_at_the_first_call(case: Case) -> Seen | None:
    """A layer is made when forward runs for the first time

    The optimiser is given the weights that there are when it is made, which is before the first
    images come. A layer that forward makes later is none of them.
    """
    found = _unregistered(case)
    if found is None or found[1]:
        return None
    at = found[0].op.line
    read = {node.attr for node in case.script.at(at) if isinstance(node, ast.Attribute)}
    for name, value, line in case.script.stored:
        if name in read and calls_in(value) and case.layer(name) is not None and _runs(case, line):
            return Seen(
                f"`self.{name}` is made here, in forward, and not in __init__: its weights are not "
                "among net.parameters() when the optimiser is made.",
                line=line,
                lines=(at,) if at else (),
                observed="weights that net.parameters() does not give at first",
            )
    return None


def _runs(case: Case, line: int) -> bool:
    """Whether a line is one of a method that computes."""
    method = case.script.function_at(line)
    return method is not None and method.name != "__init__"


@diagnosis(CHECK, hint="Make each layer once, in __init__, and keep it in an attribute of self.")
def layer_made_in_forward(case: Case) -> Seen | None:
    """A layer is made anew in each call of forward

    A new layer has new random weights. Whatever the last batch taught is gone, and the
    optimiser, which got its list before, has never seen them.
    """
    found = _unregistered(case)
    if found is None or not found[1]:
        return None
    op, made = found[0].op, _made_while_running(case, found[0])
    return Seen(
        f"The weights of the {found[0].role} here are made anew in each call of forward.",
        line=made or op.line,
        lines=(op.line,) if made and op.line and made != op.line else (),
        observed="new random weights each time",
    )


def _made_while_running(case: Case, layer: Weighted) -> int | None:
    """The one line outside of __init__ that makes such a layer; None where it is unclear."""
    sort = "Linear" if layer.role == "linear" else "Conv"
    lines = {
        call.lineno
        for part in case.script.made_of
        for method in methods_of(part)
        if method.name != "__init__"
        for call in calls_in(method)
        if case.script.layer_class(call.func).startswith(sort)
    }
    return None if layer.op.line in lines else min(lines, default=None)


@diagnosis(CHECK, hint="Give the weights their first values in __init__, once.")
def weights_overwritten_in_forward(case: Case) -> Seen | None:
    """forward writes new numbers into the weights

    What the optimiser has changed is lost in the next call: the layer never keeps what it
    learned, and two runs on the same image differ.
    """
    flow, tensors = case.flow, case.seen.tensors
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
    found, other = _unregistered(case), left_out(case.reading, case.seen.tensors)
    if found is None and other is None:
        return None
    op = found[0].op if found is not None else other[0] if other is not None else None
    at, what = op.line if op is not None else None, "is a plain tensor, and"
    stored = _stored(case, at)
    if stored is None and found is not None:
        stored, what = _buffer(case, found[0]), "is registered as a buffer, and so is"
    if stored is None:
        of = f"The weights of the {found[0].role}" if found is not None else "The numbers read"
        return Seen(
            f"{of} here are not among net.parameters().",
            line=at,
            observed="weights that are not registered",
        )
    return Seen(
        f"`{stored[0]}` {what} not among net.parameters().",
        line=stored[1],
        lines=(at,) if at else (),
        observed="weights that are not registered",
    )


def _buffer(case: Case, layer: Weighted) -> tuple[str, int] | None:
    """The buffer that holds a layer's weights, with the line that names it in a text."""
    tensors = [case.seen.tensors[ref.index] for ref in layer.weights if ref.kind == "tensor"]
    names = {one.name.rpartition(".")[2] for one in tensors if one.kind == "buffer"}
    for call in case.script.calls:
        name = constant(call.args[0]) if call.args else None
        if isinstance(name, str) and name in names:
            return f"self.{name}", call.lineno
    return None


def _stored(case: Case, at: int | None) -> tuple[str, int] | None:
    """The attribute that holds weights as a plain tensor, with its line.

    It is read on the line of the call, and no module or parameter is called so.
    """
    owned = {tensor.name.partition(".")[0] for tensor in case.seen.tensors if tensor.name}
    read = {node.attr for node in case.script.at(at) if isinstance(node, ast.Attribute)}
    for name, _, line in case.script.stored:
        if name in read and name not in owned and case.layer(name) is None:
            return f"self.{name}", line
    return None


@diagnosis(CHECK, hint="Find the value that is changed in place, and make a new one instead.")
def value_overwritten_before_backward(case: Case) -> Seen | None:
    """A value is overwritten that the gradient still needs

    To work out gradients autograd keeps what each step was given. A step in place (`relu_`,
    `+=`, `x[...] = `) overwrites it.
    """
    trouble = case.raised("backward")
    flow = case.flow
    if trouble is None or flow is None:
        return None
    changes = [
        o
        for o in flow.steps.values()
        if o.target.endswith("_") or o.kind == "setitem" or ("inplace", True) in o.kwargs
    ]
    if not changes:
        return None
    op = changes[-1]
    made = case.made_at(op.module) if ("inplace", True) in op.kwargs else None
    return Seen(
        f"`{op.spelled}` changes numbers in place, and the backward pass still needs the old ones.",
        line=made or op.line,
        lines=(op.line,) if made and op.line else (),
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
    return Seen(f"loss.backward() stops with {with_article(trouble.type)}.", line=trouble.line)

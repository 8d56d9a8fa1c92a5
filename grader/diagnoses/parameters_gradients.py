"""Parameters: weights that no gradient reaches."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Gradient
from grader.graph import Operation, Ref, Tensor
from grader.script.nodes import calls_in, nodes_in, source

CHECK = "every-parameter-learns"


def _idle(case: Case) -> list[tuple[Gradient, Tensor]]:
    """The parameters that do not learn, but for those of layers that are not used."""
    behaviour = case.behaviour
    tensors = {t.name: t for t in case.seen.tensors if t.kind == "parameter"}
    unused = {name for one in case.reading.unused for name in one.parameters}
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
        line=_frozen_at(case) or case.declared_at(frozen[0][1].name),
        lines=case.declaration(frozen[0][1].name),
        observed="requires_grad=False",
    )


def _frozen_at(case: Case) -> int | None:
    """The line that switches gradients of weights off; None where that is not plain."""
    lines = {
        node.lineno
        for node in case.script.nodes
        if isinstance(node, ast.Attribute)
        and (node.attr == "requires_grad_" or _is_set(node, "requires_grad"))
    }
    return lines.pop() if len(lines) == 1 else None


def _is_set(node: ast.Attribute, name: str) -> bool:
    return node.attr == name and isinstance(node.ctx, ast.Store)


def _cut(case: Case) -> tuple[list[tuple[Gradient, Tensor]], list[Operation]] | None:
    """The parameters that no gradient reaches, and the calls that cut it off."""
    flow = case.flow
    cut = [one for one in _idle(case) if one[0].largest is None and one[1].requires_grad]
    if not cut or flow is None:
        return None
    return cut, [op for op in flow.steps.values() if op.family == "detach"]


def _cut_by(case: Case, word: str, sentence: str) -> Seen | None:
    found = _cut(case)
    if found is None or not found[1]:
        return None
    op = found[1][0]
    blocks = [(op.line, case.script.line(op.line)), *_with_blocks(case, op.line)]
    line = next((at for at, text in blocks if word in text.replace(" ", "")), None)
    if line is None and case.script.function_at(op.line) is None:  # a function is called there
        line = _block_with(case, word)
    if line is None:
        return None
    return Seen(
        f"{_names(found[0])}: no gradient reaches them, since {sentence}.",
        line=line,
        lines=(op.line,) if op.line else (),
        observed="the gradient is cut off here",
    )


def _block_with(case: Case, word: str) -> int | None:
    """The only `with` block of the methods that has a word in its head."""
    lines = [
        node.lineno
        for method in case.script.methods.values()
        for node in nodes_in(method)
        if isinstance(node, ast.With) and any(word in source(one) for one in node.items)
    ]
    return lines[0] if len(lines) == 1 else None


def _with_blocks(case: Case, line: int | None) -> list[tuple[int | None, str]]:
    """The heads of the `with` blocks and the decorators around a line, each with its own line."""
    found: list[tuple[int | None, str]] = []
    for node in case.script.nodes:
        if isinstance(node, ast.stmt) and line and node.lineno <= line <= (node.end_lineno or 0):
            if isinstance(node, ast.With):
                heads = [item.context_expr for item in node.items]
            else:
                heads = node.decorator_list if isinstance(node, ast.FunctionDef) else []
            found += [(one.lineno, source(one)) for one in heads]
    return found


@diagnosis(CHECK, hint="Stay with tensors from the image to the scores.")
def numbers_taken_out_of_torch(case: Case) -> Seen | None:
    """Numbers are taken out of their tensors and put into new ones

    A new tensor of bare numbers has no history: nothing before it belongs to the output any more,
    and no gradient flows back.
    """
    found = _cut(case)
    taken = next((one for one in case.seen.escapes if one.call.startswith(_TAKES)), None)
    if found is None or taken is None:
        return None
    return Seen(
        f"{_names(found[0])}: no gradient reaches them, since `{taken.call}` takes bare numbers "
        "out of a tensor.",
        line=taken.line,
        observed=taken.call,
    )


_TAKES = (".tolist(", ".numpy(", ".item(", ".__array__(")


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
    for call in (*calls_in(case.script.net), *case.script.calls):  # in the class, or for it
        if case.script.called(call) in (
            "zeros_",
            "constant_",
            "zero_",
            "fill_",
        ):
            return call.lineno
    return None


@diagnosis(
    *(CHECK, "loss-goes-down", "held-out-accuracy"),
    hint="Which numbers come into this step, and which come out?",
    general=True,
)
def every_image_becomes_alike(case: Case) -> Seen | None:
    """A step gives the same numbers for every image

    What comes after it knows nothing of the image any more, and the answer is always the same.
    """
    flow, behaviour = case.reading.eval, case.behaviour
    alike = set(behaviour.same_for_all) if behaviour is not None else set[int]()
    if flow is None or not alike:
        return None
    telling = {0}  # values that tell one image from another; behind a layer sums differ by rounding
    lost: list[Operation] = []
    for index in sorted(flow.from_input):
        op = flow.steps[index]
        if any(ref.kind == "value" and ref.index in telling for ref in op.reads):
            if alike & set(op.outputs):
                lost.append(op)
            else:
                telling.update(op.outputs)
    if not lost or flow.graph.output in telling:
        return None
    return Seen(
        f"`{case.name(lost[0])}` gives the same numbers for each of {flow.graph.batch} images: "
        "nothing of an image goes on from there.",
        line=lost[0].line,
        observed="the same numbers for every image",
    )


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

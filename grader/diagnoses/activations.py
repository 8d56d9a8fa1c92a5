"""Activations: what stands where a ReLU should follow a hidden layer."""

from __future__ import annotations

from concepts.written import several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.steps import Gap, unused_module
from grader.graph import Operation
from grader.reading.flow import step_name
from grader.reading.weighted import Weighted

CHECK = "relu-on-hidden-layers"


def _bare(case: Case) -> tuple[tuple[Weighted, ...], Gap] | None:
    """The layers without a ReLU, and the stretch behind the first of them."""
    flow, bare = case.reading.barest, case.reading.bare
    if flow is None or not bare:
        return None
    return bare, Gap(flow, bare[0].op, frozenset(flow.next_layers(bare[0])))


def _names(bare: tuple[Weighted, ...]) -> str:
    return several([f"`{layer.name}`" for layer in bare])


def _instead(case: Case, *kinds: str) -> Seen | None:
    """Another function stands where the ReLU should."""
    found = _bare(case)
    if found is None:
        return None
    bare, gap = found
    other = _on_every_path(gap, *kinds)
    if other is None:
        return None
    return Seen(
        f"After {_names(bare)} the lab asks for a ReLU, and there stands {step_name(other)}.",
        line=other.line,
        lines=(gap.start.line,) if gap.start.line else (),
        observed=gap.text,
    )


def _on_every_path(gap: Gap, *kinds: str) -> Operation | None:
    def wanted(op: Operation) -> bool:
        return op.kind in kinds if kinds else op.family == "activation" and op.kind != "relu"

    steps = (gap.flow.between(gap.start.index, end, wanted) for end in gap.ends)
    return next((step for step in steps if step is not None), None)


_HINT = "The sheet names the function that each hidden layer is followed by."


@diagnosis(CHECK, hint=_HINT)
def leaky_relu_for_relu(case: Case) -> Seen | None:
    """A leaky ReLU stands where the lab asks for a ReLU

    A ReLU gives 0 for everything negative; a leaky one lets a part of it through.
    """
    return _instead(case, "leaky_relu", "prelu", "rrelu")


@diagnosis(CHECK, hint=_HINT)
def sigmoid_for_relu(case: Case) -> Seen | None:
    """A sigmoid stands where the lab asks for a ReLU

    A sigmoid is nearly flat for large numbers, so hardly any gradient comes through it; a ReLU
    lets it through unchanged where its input is positive.
    """
    return _instead(case, "sigmoid", "hardsigmoid", "logsigmoid")


@diagnosis(CHECK, hint=_HINT)
def tanh_for_relu(case: Case) -> Seen | None:
    """A tanh stands where the lab asks for a ReLU

    A tanh is nearly flat for large numbers, so hardly any gradient comes through it; a ReLU lets
    it through unchanged where its input is positive.
    """
    return _instead(case, "tanh", "hardtanh", "softsign")


@diagnosis(CHECK, hint="A hidden layer is no output: no probabilities are needed there.")
def softmax_for_relu(case: Case) -> Seen | None:
    """A softmax stands behind a hidden layer

    A softmax turns the scores of the classes into probabilities. Within the network it makes
    all numbers small and lets little gradient through.
    """
    return _instead(case, "softmax", "log_softmax", "softmin")


@diagnosis(CHECK, hint="max(0, x) gives 0 for all that is negative.")
def absolute_value_for_relu(case: Case) -> Seen | None:
    """The absolute value stands where the lab asks for a ReLU

    A ReLU forgets how negative a number was. The absolute value treats -3 as 3: a feature and
    its opposite look the same.
    """
    found = _bare(case)
    if found is None:
        return None
    bare, gap = found
    relus = [op for op in gap.inside if op.kind == "relu"]
    sums = [op for op in gap.inside if op.kind in ("add", "sub", "maximum")]
    single = _on_every_path(gap, "abs", "square")
    if single is None and not (len(relus) > 1 and sums):
        return None
    line = (single or relus[0]).line
    return Seen(
        f"After {_names(bare)} negative values are not cut off: they come through with the "
        "other sign.",
        line=line,
        observed=gap.text,
    )


@diagnosis(CHECK, hint="Let the ReLU work on the very numbers that the layer gives.")
def relu_cuts_nothing(case: Case) -> Seen | None:
    """A ReLU is given nothing negative

    A ReLU gives 0 for everything negative and leaves the rest as it is. Where nothing negative
    comes in it changes nothing, and two layers in a row compute no more than one could.
    """
    found, effects = _bare(case), case.reading.effects
    if found is None or effects is None:
        return None
    bare, gap = found
    idle = case.reading.idle(gap.flow)
    op = next((op for op in gap.inside if op.index in idle), None)
    if op is None:
        return None
    return Seen(
        f"A ReLU stands after {_names(bare)} and is given nothing that it could cut: of its "
        f"numbers for {effects.images} images {idle[op.index]:.2%} are negative, before training "
        "and after it.",
        line=op.line,
        lines=(gap.start.line,) if gap.start.line else (),
        expected="negative numbers in front of the ReLU",
        observed=gap.text,
    )


@diagnosis(CHECK, hint=_HINT, general=True)
def another_activation_than_relu(case: Case) -> Seen | None:
    """Another activation stands where the lab asks for a ReLU

    Others work too, and some work better. This lab asks for the one that its text explains.
    """
    return _instead(case)


@diagnosis(CHECK, hint="Go on with the result of the ReLU alone.", general=True)
def relu_not_on_every_path(case: Case) -> Seen | None:
    """A ReLU is called, but data also goes round it

    As long as the values before the ReLU reach the next layer too, negative ones are not cut
    off.
    """
    found = _bare(case)
    if found is None:
        return None
    bare, gap = found
    relu = next((op for op in gap.inside if op.kind == "relu"), None)
    if relu is None:
        return None
    return Seen(
        f"A ReLU is called after {_names(bare[:1])}, but data also goes round it.",
        line=relu.line,
        observed=gap.text,
    )


@diagnosis(CHECK, hint="Making a module is one thing, calling it in forward another.")
def relu_declared_never_called(case: Case) -> Seen | None:
    """A ReLU is declared in __init__ and not called in forward

    A module in an attribute does nothing until forward calls it.
    """
    found, declared = _bare(case), unused_module(case, "ReLU")
    if found is None or not declared:
        return None
    bare, gap = found
    return Seen(
        f"No ReLU follows {_names(bare)}; `{declared}` is declared, but forward does not call it.",
        line=gap.start.line,
        lines=case.declaration(declared),
        observed=gap.text,
    )


@diagnosis(CHECK, hint="A ReLU works on what a layer gives, not on what it takes.")
def relu_in_another_place(case: Case) -> Seen | None:
    """A ReLU stands twice in one place and nowhere in another

    A second ReLU right behind the first changes nothing: what it is given is not negative any
    more.
    """
    found = _bare(case)
    if found is None:
        return None
    bare, gap = found
    for layer in gap.flow.layers:
        behind = Gap(gap.flow, layer.op, frozenset(gap.flow.next_layers(layer)))
        relus = [op for op in behind.inside if op.kind == "relu"]
        if layer not in bare and len(relus) > 1:
            return Seen(
                f"No ReLU follows {_names(bare)}, and {len(relus)} follow `{layer.name}`.",
                line=gap.start.line,
                lines=tuple(op.line for op in relus if op.line),
                observed=gap.text,
            )
    return None


@diagnosis(
    CHECK, hint="Between a layer and the next stands one function that is not linear.", general=True
)
def relu_missing(case: Case) -> Seen | None:
    """No ReLU follows a hidden layer

    Two layers in a row without a function between them compute no more than a single layer
    could: a product of matrices is a matrix.
    """
    found = _bare(case)
    if found is None:
        return None
    bare, gap = found
    return Seen(
        f"No ReLU follows {_names(bare)}; from there it goes {gap.text}.",
        line=gap.start.line,
        lines=tuple(layer.op.line for layer in bare[1:] if layer.op.line),
        observed=gap.text,
    )

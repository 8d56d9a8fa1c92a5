"""Every layer that is declared is used, and every parameter learns."""

from __future__ import annotations

from grader.checks.blocks import residual_blocks
from grader.checks.doors import first_trouble, forward_runs, mended_in, with_an_edit
from grader.checks.layers import convolutions, fully_connected
from grader.checks.shapes import columns, not_known, output_shape
from grader.checks.standing import BATCH_NORM
from grader.checks.verdict import (
    Check,
    Sort,
    Verdict,
    cannot_be_judged,
    check,
    fails,
    holds,
    same_mistake,
)
from grader.evidence import Evidence, Layer, Trouble
from grader.graph import Ref, Tensor
from grader.lab import Lab
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.reading.registered import left_out
from grader.reading.standing import without
from grader.reading.weighted import Weighted


@check(requires=[forward_runs], otherwise="A layer that __init__ declares is not used in forward")
def every_layer_used(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Every layer with weights that __init__ declares is used in forward

    A layer that forward does not call learns nothing; often its result is thrown away, or
    another layer is called in its place.
    """
    if not reading.has_layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    unused = reading.unused
    if not unused:
        return holds()
    if all(_on_a_way_left_out(layer, reading, evidence, lab) for layer in unused):
        return same_mistake(residual_blocks, f"{unused[0].path} is lost with its way.")
    charged = [layer for layer in unused if _charged(layer, reading, lab) is not None]
    lost = {layer.path.rpartition(".")[0] for layer in charged} - {""}  # one call, several layers
    beside = [layer for layer in unused if layer.path.rpartition(".")[0] in lost]
    left = [layer for layer in unused if layer not in (*charged, *beside)]
    if not left:
        check_ = _charged(charged[0], reading, lab)
        assert check_ is not None  # `charged` holds only such
        return same_mistake(check_, f"{charged[0].path} is not used; counted there.")
    names = ", ".join(layer.path or "a parameter of the class" for layer in left)
    return fails(
        f"{names}: declared, with weights, and not used on the way to the output.",
        line=dict(evidence.declared).get(left[0].path.partition(".")[0]),
        expected="each declared layer is called and its result used",
        observed=f"{names} not used",
    )


def _charged(layer: Layer, reading: Reading, lab: Lab) -> Check | Sort | None:
    """The check that this unused layer has failed already."""
    flow = reading.run
    if flow is None:
        return None
    if "Conv" in layer.class_name and len(flow.convolutions) < len(lab.asked.of("convolution")):
        return convolutions
    if "Linear" in layer.class_name and len(flow.linears) < len(lab.asked.of("linear")):
        return fully_connected
    if "BatchNorm" in layer.class_name and without("batch_norm", flow):
        return BATCH_NORM
    return None


def _on_a_way_left_out(layer: Layer, reading: Reading, evidence: Evidence, lab: Lab) -> bool:
    """Whether it is called, and is lost with one of the two ways that a block should add."""
    if not lab.asked.blocks or reading.graph is None:
        return False
    if residual_blocks.judge(reading, evidence, lab).outcome != "fails":
        return False
    own, tensors = set(layer.parameters), reading.observation.tensors
    return any(
        ref.kind == "tensor" and tensors[ref.index].name in own
        for op in reading.graph.operations
        for ref in op.reads
    )


@check(
    requires=[forward_runs],
    otherwise="A weight is not registered, or the loss does not reach it",
)
def every_parameter_learns(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Every weight is registered, and the loss reaches it

    A layer is registered when it is stored in an attribute of `self` (in `nn.ModuleList` if
    there are several), and it learns while `requires_grad` is on and nothing between it and
    the loss is detached.
    """
    flow = reading.run
    if flow is None or not flow.layers:
        return cannot_be_judged(convolutions, "There is no weight yet.")
    if (mended := mended_in(evidence, "backward")) is not None:
        return with_an_edit(mended, "a backward pass from the loss to every parameter")
    stopped = first_trouble(evidence, "backward")
    if stopped is not None:
        return _backward_stops(stopped, flow)
    tensors = evidence.observation.tensors
    for layer in flow.layers:
        verdict = _unregistered(reading, layer, tensors) or _overwritten(flow, layer, tensors)
        if verdict is not None:
            return verdict
    if (other := left_out(reading, tensors)) is not None:
        return fails(
            "A tensor that asks for a gradient is no parameter: the optimiser never sees it.",
            line=other[0].line,
            expected="weights among net.parameters()",
            observed="not registered",
        )
    if evidence.behaviour is None:
        return not_known(reading, evidence, lab)
    return _gradients(reading, evidence, flow)


def _backward_stops(trouble: Trouble, flow: Flow) -> Verdict:
    """Autograd refuses: nearly always a number that it still needs was overwritten."""
    in_place = [op for op in flow.steps.values() if op.target.endswith("_")]
    return fails(
        f"loss.backward() stops with {trouble.type}: {trouble.message}",
        line=trouble.line or (in_place[-1].line if in_place else None),
        expected="a backward pass from the loss to every parameter",
        observed=trouble.type,
    )


def _unregistered(reading: Reading, layer: Weighted, tensors: tuple[Tensor, ...]) -> Verdict | None:
    refs = layer.weights
    if any(ref.kind == "tensor" and tensors[ref.index].kind == "parameter" for ref in refs):
        return None
    made = any(ref.kind == "value" for ref in refs) or not _stored(reading, layer)
    what = "made anew in each call of forward" if made else "not registered"
    return fails(
        f"The weights of the {layer.role} here are {what}, so that the optimiser never sees them.",
        line=layer.op.line,
        expected="weights among net.parameters()",
        observed=what,
    )


def _overwritten(flow: Flow, layer: Weighted, tensors: tuple[Tensor, ...]) -> Verdict | None:
    """Where forward writes into the weights, whatever they learned is gone."""
    own = (
        ref
        for ref in layer.weights
        if ref.kind == "tensor" and tensors[ref.index].kind == "parameter"
    )
    written = [flow.writers[ref] for ref in own if ref in flow.writers]
    if not written:
        return None
    op = min(written, key=lambda one: one.index)
    return fails(
        f"The weights of {layer.name} are overwritten in each call of forward.",
        line=op.line,
        expected="weights that only the optimiser changes",
        observed=op.spelled,
    )


def _stored(reading: Reading, layer: Weighted) -> bool:
    """Whether both runs (train and eval) read the very same tensor: it outlives a call."""
    other = reading.eval
    if other is None:
        return True
    read = {ref for op in other.graph.operations for ref in op.reads if ref.kind == "tensor"}
    return bool(layer.weights & read)


def _gradients(reading: Reading, evidence: Evidence, flow: Flow) -> Verdict:
    behaviour = evidence.behaviour
    assert behaviour is not None  # the caller looked
    tensors = {t.name: t for t in evidence.observation.tensors if t.kind == "parameter"}
    unused = {name for layer in reading.unused for name in layer.parameters}
    idle = [
        gradient
        for gradient in behaviour.gradients
        if gradient.name in tensors
        and gradient.name not in unused
        and not gradient.largest
        and not _shift_before_normalisation(gradient.name, evidence, flow)
    ]
    if not idle:
        return holds()
    if columns(reading) == 1:  # the logarithm of the only probability is 0, whatever comes in
        return same_mistake(output_shape, "Counted where the number of scores is.")
    name = idle[0].name
    frozen = not tensors[name].requires_grad
    names = ", ".join(gradient.name for gradient in idle[:4]) + (" …" if len(idle) > 4 else "")
    cut = idle[0].largest is None
    why = (
        "requires_grad is off"
        if frozen
        else "no gradient reaches it"
        if cut
        else "its gradient is 0 for every batch"
    )
    return fails(
        f"{names}: {why}, so that training cannot change it.",
        line=_line(evidence, flow, name),
        expected="a gradient for every parameter",
        observed=why,
    )


def _shift_before_normalisation(name: str, evidence: Evidence, flow: Flow) -> bool:
    """A bias that a batch normalisation takes off again has no gradient, and that is fine."""
    if not name.endswith("bias"):
        return False
    index = [t.name for t in evidence.observation.tensors].index(name)
    readers = [op for op in flow.steps.values() if Ref("tensor", index) in op.reads]
    return any(
        flow.steps[i].family == "normalisation"
        for op in readers
        for i in flow.followers[op.index]
        if i in flow.steps
    )


def _line(evidence: Evidence, flow: Flow, name: str) -> int | None:
    """The line that declares the layer; the call for want of one."""
    declared = dict(evidence.declared)
    head = name.partition(".")[0]
    if head in declared:
        return declared[head]
    index = [t.name for t in evidence.observation.tensors].index(name)
    return next((op.line for op in flow.steps.values() if Ref("tensor", index) in op.reads), None)

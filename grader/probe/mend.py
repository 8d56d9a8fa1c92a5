"""Putting one wrong number right, so that the rest of the network can be judged.

What is mended: how many numbers or channels a layer was declared for, how many columns a
flattening asks for, and maps that reach a fully connected layer without any flattening. Another
missing step (no batch axis) stays a trouble.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

import torch

from grader.evidence import LAID_OUT, Mend, MendedNumber, Trouble
from grader.graph.vocabulary import bind, spelled
from grader.probe.build import seed
from grader.probe.calls import Call
from grader.probe.patches import Patches
from grader.probe.record import Flattening, Recorder

MOST_MENDS = 4
_CONVOLUTIONS = ("conv1d", "conv2d", "conv3d")


@dataclass(frozen=True)
class Plan:
    """A number and what is to stand in its place."""

    what: MendedNumber
    layer: str
    line: int | None
    was: int
    now: int
    weight: torch.Tensor | None = None  # the parameter to make anew; None for a flattening


def diagnose(recorder: Recorder, batch: int, net: torch.nn.Module) -> Plan | None:
    """The wrong number behind a run that raised, or that gave another count of samples."""
    plan = _flattening_made(recorder.flattenings, batch)
    if plan is not None or recorder.failed is None:
        return plan
    failed = recorder.failed.call
    bound = bind(failed.name, failed.args, failed.kwargs)
    x = bound.get("input")
    if not isinstance(x, torch.Tensor) or x.dim() < 2 or x.shape[0] != batch:
        return None
    short = failed.name.rpartition(".")[2]
    if short in ("view", "reshape"):
        return _flattening_refused(failed, x)
    if short == "linear":
        return _linear(failed, bound, x, net)
    if short in _CONVOLUTIONS:
        return _convolution(failed, bound, x, net)
    if short == "batch_norm":
        return _normalisation(failed, bound, x, net)
    return None


def _flattening_made(flattenings: list[Flattening], batch: int) -> Plan | None:
    """`view(-1, K)` that went through and turned the batch into another count of rows."""
    for one in flattenings:
        if len(one.before) > 2 and one.before[0] == batch and one.after[0] != batch:
            now = prod(one.before[1:])
            call = f"{spelled(one.name)}(-1, {one.columns})"
            return Plan("flatten", call, one.line, one.columns, now)
    return None


def _flattening_refused(failed: Call, x: torch.Tensor) -> Plan | None:
    columns = Patches.columns(failed.name, failed.args)
    now = prod(x.shape[1:])
    if columns is None or columns == now:
        return None
    call = f"{spelled(failed.name)}(-1, {columns})"
    return Plan("flatten", call, failed.line, columns, now)


def _linear(
    failed: Call, bound: dict[str, Any], x: torch.Tensor, net: torch.nn.Module
) -> Plan | None:
    weight = bound.get("weight")
    if not isinstance(weight, torch.Tensor) or weight.dim() != 2:
        return None
    if x.dim() > 2:
        owner = _owner(net, weight)
        layer = owner[0] if owner is not None else ""
        return Plan(LAID_OUT, layer, failed.line, x.dim(), 2, weight) if layer else None
    return _plan("in_features", failed, weight, weight.shape[1], x.shape[1], net)


def _convolution(
    failed: Call, bound: dict[str, Any], x: torch.Tensor, net: torch.nn.Module
) -> Plan | None:
    weight = bound.get("weight")
    if not isinstance(weight, torch.Tensor) or weight.dim() != x.dim() or bound["groups"] != 1:
        return None
    return _plan("in_channels", failed, weight, weight.shape[1], x.shape[1], net)


def _normalisation(
    failed: Call, bound: dict[str, Any], x: torch.Tensor, net: torch.nn.Module
) -> Plan | None:
    weight = bound.get("weight")
    if not isinstance(weight, torch.Tensor):
        return None
    return _plan("num_features", failed, weight, weight.shape[0], x.shape[1], net)


def _plan(
    what: MendedNumber, failed: Call, weight: torch.Tensor, was: int, now: int, net: torch.nn.Module
) -> Plan | None:
    owner = _owner(net, weight)
    if owner is None or was == now or now < 1:
        return None
    return Plan(what, owner[0], failed.line, was, now, weight)


def apply(plan: Plan, net: torch.nn.Module, patches: Patches, number: int) -> Callable[[], None]:
    """Carry the plan out on the network, or on the calls to come; gives how to take it back."""
    weight = plan.weight
    if weight is None:
        patches.add(plan.line, plan.was, plan.now)
        return lambda: patches.remove(plan.line, plan.was)
    if plan.what == LAID_OUT:
        patches.lay_out_for(weight)
        return lambda: patches.leave(weight)
    owner = _owner(net, weight)
    assert owner is not None  # the plan was made for it
    module = owner[1]
    undo = _keeping(plan, module)
    seed(number)
    if plan.what == "num_features":
        _renew_normalisation(module, plan.now)
    else:
        _renew_weight(plan, module)
    _note(module, plan.what, plan.now)
    reset = getattr(type(module), "reset_parameters", None)
    if reset is not None:
        reset(module)
    return undo


def _keeping(plan: Plan, module: torch.nn.Module) -> Callable[[], None]:
    """Remember a module's tensors, to put them back."""
    own = [*module.parameters(recurse=False), *module.buffers(recurse=False)]
    numbers = [tensor.detach().clone() for tensor in own]

    def undo() -> None:
        for tensor, before in zip(own, numbers, strict=True):
            tensor.data = before
        _note(module, plan.what, plan.was)

    return undo


def _note(module: torch.nn.Module, what: str, number: int) -> None:
    """What the layer says of itself; one that torch translated holds it as a constant."""
    if hasattr(module, what) and not isinstance(module, torch.jit.ScriptModule):
        setattr(module, what, number)


def _renew_weight(plan: Plan, module: torch.nn.Module) -> None:
    """The very parameter with another second axis: whoever shares it goes on sharing it."""
    weight = plan.weight
    assert weight is not None
    fresh = torch.empty(weight.shape[0], plan.now, *weight.shape[2:], dtype=weight.dtype)
    torch.nn.init.kaiming_uniform_(fresh, a=5**0.5)  # what torch's layers start with
    weight.data = fresh


def _renew_normalisation(module: torch.nn.Module, now: int) -> None:
    for tensor in (*module.parameters(recurse=False), *module.buffers(recurse=False)):
        if tensor.dim() == 1:
            tensor.data = torch.ones(now, dtype=tensor.dtype)


def _owner(net: torch.nn.Module, weight: torch.Tensor) -> tuple[str, torch.nn.Module] | None:
    """The registered module that holds a parameter, with its path."""
    for path, module in net.named_modules():
        if any(held is weight for held in module._parameters.values()):
            return path or "Net", module
    return None


def mend_from(plan: Plan, trouble: Trouble | None) -> Mend:
    """The plan as evidence."""
    return Mend(
        what=plan.what,
        layer=plan.layer[:300],
        line=plan.line,
        was=plan.was,
        now=plan.now,
        trouble=trouble,
    )

"""What a graph of TorchScript's could do in a branch that was not taken.

A later run may take it, and nobody looks inside then: so a part is opened only where all its
branches are of steps that the walk knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

from grader.probe.script_calls import NUMBERS, SIZES, NotOpenedError, functional

HARMLESS = frozenset(("prim::RaiseException", "aten::format", "prim::Uninitialized"))


def glance(nodes: Iterable[Any], known: frozenset[str], values: dict[str, Any]) -> None:
    """Raise `NotOpenedError` for a step that is neither in `known` nor a call that gives tensors.

    `values` holds what is known of the graph's own modules, by name.
    """
    for node in nodes:
        kind = str(node.kind())
        if kind == "prim::GetAttr":
            _attribute(node, values)
        elif kind == "prim::CallMethod":
            _method(node, known, values)
        elif kind == "prim::CallFunction":
            _function(node, known)
        elif kind not in known and kind not in HARMLESS and not gives_tensors(node):
            raise NotOpenedError(kind)
        for block in node.blocks():
            glance(block.nodes(), known, values)


def gives_tensors(node: Any) -> bool:
    """Whether a call of torch's leaves in torch what is in its tensors."""
    space, _, name = str(node.kind()).partition("::")
    if space != "aten":
        return False
    if any("Tensor" in str(one.type()) for one in node.outputs()) or name in SIZES:
        return True
    return name in NUMBERS and not any("Tensor" in str(one.type()) for one in node.inputs())


def _attribute(node: Any, values: dict[str, Any]) -> None:
    owner = values.get(next(node.inputs()).debugName())
    if owner is not None:
        values[node.output().debugName()] = owner.getattr(node.s("name"))


def _method(node: Any, known: frozenset[str], values: dict[str, Any]) -> None:
    owner = values.get(next(node.inputs()).debugName())
    if not isinstance(owner, torch._C.ScriptModule):
        raise NotOpenedError("prim::CallMethod")
    graph = owner._get_method(node.s("name")).graph
    glance(graph.nodes(), known, {next(graph.inputs()).debugName(): owner})


def _function(node: Any, known: frozenset[str]) -> None:
    called = str(next(node.inputs()).type().annotation_str)
    if functional(called) is not None:
        return
    found = torch.jit._state._python_cu.find_function(called)
    if found is None:
        raise NotOpenedError(f"a call of {called.rpartition('.')[2]}"[:200])
    glance(found.graph.nodes(), known, {})

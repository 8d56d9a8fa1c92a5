"""Rehearsed: what would stop where there is a GPU, which nothing here is. It costs no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.nodes import last_name, source

_DEVICES = ("cuda", "mps", "xpu")
_MOVES = (*_DEVICES, "to", "to_empty", "prepare", "to_device", "move_to", "move_data_to_device")
_EVERYWHERE = ("set_default_device", "set_default_tensor_type", "accelerator")


@diagnosis(hint="What has to be on the same device as the images?")
def network_left_on_the_processor(case: Case) -> Seen | None:
    """The images are moved to the GPU, and the network is not

    What is worked out together must lie on one device. Where there is no GPU nothing shows, since
    all of it stays on the processor; where there is one, the first convolution stops.
    """
    moved = {one.line for one in case.rehearsed.told.moved} - {None}
    if not moved or not case.rehearsed.trainings or not _means_a_gpu(case):
        return None
    if any(_moves(node) and node.lineno not in moved for node in _of_the_script(case)):
        return None
    line = min(line for line in moved if line is not None)
    made = _made(case)
    return Seen(
        f"The images are moved to a device (line {line}), and no line does so with the network.",
        line=made or line,
        lines=(line,) if made else (),
    )


@diagnosis(hint="What does `to` give back, and what becomes of it?")
def moved_and_not_kept(case: Case) -> Seen | None:
    """The images are moved to a device, and what comes of it is dropped

    `to` and `cuda` of a tensor leave it where it is and give back another one, on the device. Only
    a network moves itself.
    """
    moved = {one.line for one in case.rehearsed.told.moved} - {None}
    alone = (node.value for node in case.script.outside if isinstance(node, ast.Expr))
    for call in (part for one in alone for part in getattr(one, "elts", [one])):
        if isinstance(call, ast.Call) and last_name(call.func) in _MOVES and call.lineno in moved:
            return Seen(
                f"`{source(call)}` gives a tensor on the device, which no name is given to.",
                line=call.lineno,
            )
    return None


def _made(case: Case) -> int | None:
    """The line outside of the class that builds the network, where there is one."""
    names = {one.name for one in case.script.family}
    for node in case.script.outside:
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Call) and last_name(value.func) in names:
            return value.lineno
    return None


def _of_the_script(case: Case) -> list[ast.expr | ast.keyword | ast.stmt]:
    found = (node for node in case.script.nodes if isinstance(node, ast.expr | ast.keyword))
    return [node for node in found if hasattr(node, "lineno")]


def _moves(node: ast.AST) -> bool:
    """Whether it may put something on a device, whatever that is."""
    if isinstance(node, ast.keyword):
        return node.arg == "device"
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    if name in _EVERYWHERE:
        return True
    func = node.func if isinstance(node, ast.Call) else None
    called = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    return called in _MOVES


def _means_a_gpu(case: Case) -> bool:
    words = {node.value for node in case.script.nodes if isinstance(node, ast.Constant)}
    words |= {last_name(call.func) for call in case.script.calls}
    return any(isinstance(one, str) and one.partition(":")[0] in _DEVICES for one in words)

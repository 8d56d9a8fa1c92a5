"""Habits: what the script takes for granted of the machine. They cost no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.nodes import argument, constant, is_name, source


@diagnosis(hint="Ask first whether there is a GPU.")
def gpu_taken_for_granted(case: Case) -> Seen | None:
    """The script works on machines with a GPU only

    On others `.cuda()` stops with an error. The grader left it out.
    """
    guarded = {
        id(inner)
        for node in case.script.nodes
        if isinstance(node, ast.If | ast.IfExp) and _asks_for_a_gpu(node.test)
        for inner in ast.walk(node)
    }
    for call in case.script.calls:
        if id(call) in guarded or not isinstance(call.func, ast.Attribute):
            continue
        first = constant(argument(call, 0, "device"))
        named = isinstance(first, str) and first.startswith("cuda")
        if call.func.attr == "cuda" or (call.func.attr in ("to", "device") and named):
            return Seen(f"`{source(call)}` needs a GPU.", line=call.lineno)
    return None


def _asks_for_a_gpu(test: ast.expr) -> bool:
    text = ast.unparse(test).lower()
    return any(word in text for word in ("cuda", "gpu", "available", "device"))


@diagnosis(hint='What starts the work belongs under `if __name__ == "__main__":`.')
def workers_without_a_main_guard(case: Case) -> Seen | None:
    """Workers are started by a script without a main guard

    On Windows and macOS each worker reads the script again. Without the guard it starts workers
    of its own, and so on.
    """
    guarded = any(is_name(node, "__name__") for node in case.script.nodes)
    if guarded or case.submission.kind == "notebook":  # workers do not read a notebook
        return None
    for call in case.around.calls:
        workers = constant(argument(call, 5, "num_workers"))
        loads = case.script.dotted(call.func).endswith("DataLoader")
        if loads and isinstance(workers, int) and workers > 0:
            return Seen(f"`{source(call)}` starts {workers} workers.", line=call.lineno)
    return None


@diagnosis(hint="In a notebook the options are set in a cell.")
def arguments_read_in_a_notebook(case: Case) -> Seen | None:
    """The command line is read in a notebook

    A notebook is started by Jupyter, with options that are Jupyter's. `parse_args()` stops at
    them.
    """
    if case.submission.kind != "notebook":
        return None
    for call in case.around.methods("parse_args"):
        if not call.args and not call.keywords:
            return Seen(f"`{source(call)}` reads Jupyter's own options.", line=call.lineno)
    return None

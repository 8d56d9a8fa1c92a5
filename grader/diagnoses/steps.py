"""What stands where in a graph: gaps, steps that are thrown away, what the text says of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.diagnoses.case import Case
from grader.graph import Operation
from grader.reading.dropping import without_drop
from grader.reading.flow import END, Flow


@dataclass(frozen=True)
class Gap:
    """The stretch between two layers in which something is missing."""

    flow: Flow
    start: Operation
    ends: frozenset[int]  # indices of the next layers, or END

    @property
    def inside(self) -> list[Operation]:
        """The steps that data goes through in it, in order."""
        reached = self.flow.reached_from(self.start.index, without=self.ends) - {END}
        return [self.flow.steps[index] for index in sorted(reached)]

    @property
    def text(self) -> str:
        """ "conv1 → max_pool2d → conv2"."""
        return self.flow.path_text(self.start.index, self.ends)

    def has(self, *families: str) -> list[Operation]:
        """The steps of these families in it."""
        return [op for op in self.inside if op.family in families]


def dropout_gap(case: Case) -> Gap | None:
    """Where the dropout is missing that the finding's check asks for."""
    flow, role = case.flow, _ROLES.get(case.check)
    if flow is None or role is None:
        return None
    lacking = without_drop(flow, case.reading.drops(flow), role)
    lacking = lacking or next(iter(flow.stretches(role)), None)
    if lacking is None:
        return None
    first, second = lacking
    return Gap(flow, first.op, frozenset({second.op.index}))


_ROLES = {
    "dropout-after-convolutions": "convolution",
    "dropout-after-first-fully-connected": "linear",
}


def thrown_away(case: Case, *families: str) -> Iterator[Operation]:
    """Calls of these families whose result nothing reads."""
    graph = case.graph
    if graph is None or graph.output is None:
        return
    live = {op.index for op in graph.live()}
    read = {ref.index for op in graph.operations for ref in op.reads if ref.kind == "value"}
    for op in graph.operations:
        unread = not read.intersection(op.outputs) and graph.output not in op.outputs
        if op.index not in live and unread and (not families or op.family in families):
            yield op


def target_of(case: Case, line: int | None) -> str | None:
    """The name that a line gives its result to.

    "" where the result is not kept at all; None where the text does not say.
    """
    for node in case.script.nodes:  # of other classes too: a network may be made of several
        if isinstance(node, ast.stmt) and line is not None and node.lineno == line:
            if isinstance(node, ast.Expr):
                return ""
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                return node.targets[0].id
    return None


def unused_module(case: Case, *words: str) -> str:
    """The path of a registered module that no call goes through, by its class ("Dropout")."""
    graph = case.graph
    if graph is None:
        return ""
    used = {op.module for op in graph.operations}
    for layer in case.seen.layers:
        if layer.path not in used and any(word in layer.class_name for word in words):
            return layer.path
    return ""


def rate_of(op: Operation) -> float | None:
    """The share that a dropout drops; None for what is no number."""
    rate = op.bound.get("p")
    return None if isinstance(rate, bool) or not isinstance(rate, (int, float)) else float(rate)

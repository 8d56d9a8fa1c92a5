"""Rehearsed: a learning rate that goes up and down. It costs no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_weights import FEW, lessons_of, lines_of

IMAGES = 60_000  # of an epoch with the real data


@diagnosis(hint="T_max is a number of steps of the scheduler. How many of those does it make?")
def learning_rate_swings(case: Case) -> Seen | None:
    """The learning rate goes down and up again within an epoch

    Behind `T_max` steps of its own, cosine annealing has brought the learning rate down; stepped
    further, it goes up again. Counted in epochs, it is to be stepped once in each.
    """
    told, lessons = case.rehearsed.told, [one for one in lessons_of(case) if one.steps]
    for lesson in lessons:
        begun, ended = lesson.batches[0].forward.at, lesson.batches[-1].forward.at
        inside = [one for one in told.scheduled if begun < one.at < ended]
        size = lesson.passage.size if lesson.passage is not None else 0
        if len(lesson.batches) < FEW or len(inside) < len(lesson.batches) - 1 or not size:
            continue
        half, batches = inside[0].half, IMAGES // size
        if half != len(lessons) or 2 * half > batches or _hangs_on_a_length(case):
            continue
        return Seen(
            f"`{inside[0].kind}` has T_max = {half}, as many as there are epochs, and is stepped "
            f"(line {inside[0].line}) after each batch: within one epoch of {batches} batches the "
            f"learning rate goes down and up again {batches // (2 * half)} times.",
            line=inside[0].line,
            lines=lines_of(lesson.line),
        )
    return None


def _hangs_on_a_length(case: Case) -> bool:
    """Whether the schedulers may be given a number of batches, which is another with the real data.

    All names are followed to what they are given; what a function is handed is not known.
    """
    lines = {one.line for one in case.rehearsed.told.schedulers}
    nodes = case.script.outside
    calls = [one for one in nodes if isinstance(one, ast.Call) and _lines(one) & lines]
    handed = {one.arg for one in nodes if isinstance(one, ast.arg)}
    given = [pair for one in nodes for pair in _given(one)]
    seen, waiting = set[str](), [o for c in calls for o in (*c.args[1:], *c.keywords)]
    while waiting:
        plain, words = _words(waiting.pop())
        if words & {"len", "__len__"} or plain & handed:
            return True
        waiting += [value for names, value in given if names & (words - seen)]
        seen |= words
    return False


def _given(node: ast.AST) -> list[tuple[set[str], ast.AST]]:
    """The names that are given a value here, and the value."""
    if isinstance(node, ast.keyword) and node.arg:
        return [({node.arg}, node.value)]
    if isinstance(node, ast.Assign):
        return [(set[str]().union(*(_words(one)[1] for one in node.targets)), node.value)]
    if isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
        return [(_words(node.target)[1], node.value)]
    return []


def _words(node: ast.AST) -> tuple[set[str], set[str]]:
    """The names in it, and these with what stands behind the last point of others."""
    parts = list(ast.walk(node))
    points = [one for one in parts if isinstance(one, ast.Attribute)]
    owners = {id(one.value) for one in points}
    plain = {o.id for o in parts if isinstance(o, ast.Name) and id(o) not in owners}
    return plain, plain | {one.attr for one in points if id(one) not in owners}


def _lines(node: ast.expr) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))

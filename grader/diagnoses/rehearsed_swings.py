"""Rehearsed: a learning rate that goes up and down. It costs no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_weights import FEW, IMAGES, lessons_of, lines_of
from grader.script.behind import nodes_behind


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

    What a function is handed is not known.
    """
    lines = {one.line for one in case.rehearsed.told.schedulers}
    nodes = case.script.outside
    handed = {one.arg for one in nodes if isinstance(one, ast.arg)} | {"len"}
    calls = [one for one in nodes if isinstance(one, ast.Call) and _lines(one) & lines]
    given = [one for call in calls for one in (*call.args[1:], *(k.value for k in call.keywords))]
    behind = [one for value in given for one in nodes_behind(case.script, value)]
    if any(isinstance(one, ast.Attribute) and one.attr == "__len__" for one in behind):
        return True
    owners = {one.value for one in behind if isinstance(one, ast.Attribute)}
    names = {one.id for one in behind if isinstance(one, ast.Name) and one not in owners}
    return bool(names & handed)


def _lines(node: ast.expr) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))

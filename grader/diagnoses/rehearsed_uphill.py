"""Rehearsed: steps that make the right answers less likely. It costs no points."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_weights import FEW, lines_of
from grader.evidence.rehearsed_steps import Backward, Derived
from grader.rehearsed import Lesson

NO_NUMBER = 1e29  # as the book writes down what is none
TURNED = 0.5  # of the same: labels of other images are at right angles to the right ones
CLEAR = 0.1  # of two directions' cosine: less may be a draw of what dropout drops
ALMOST_ALL = 0.75  # of the steps: a momentum may go on past the turn


@dataclass(frozen=True)
class _Way:
    """A gradient, and the step that was made with it."""

    gradient: Backward | Derived
    step: int | None  # line of the optimiser's; None where it was made by hand
    optimiser: int  # -1 where it was made by hand
    along: float

    @property
    def upwards(self) -> float:
        """Whether the right answers become less likely: above 0."""
        return self.gradient.toward * self.along


@diagnosis(hint="The loss is to become small: go against its gradient, not along it.")
def loss_is_made_larger(case: Case) -> Seen | None:
    """The steps make the loss larger

    backward() works out in which direction what it is called on grows, and step() goes the other
    way. Turned round, the network learns to be wrong.
    """
    told = case.rehearsed.told
    lessons = [(one, list(_ways(one))) for one in case.rehearsed.trainings]
    if not _is_uphill([one for _, ways in lessons for one in ways]):
        return None  # what was learned before may be unlearned on purpose
    for lesson, ways in lessons:
        if not ways:
            continue
        first = ways[0]
        if first.gradient.toward < 0:
            return _turned(lesson, first)
        if first.optimiser >= 0 and told.optimisers[first.optimiser].upwards:
            line = told.optimisers[first.optimiser].line
            return Seen("The optimiser is told `maximize=True`.", line=line)
        adds = next(_adds_gradients(case), None)
        where = f"Line {adds} adds the gradients" if adds else "The gradients are added"
        return Seen(
            f"{where} to the weights: in {len(ways)} steps of {len(ways)} the right answers became "
            "less likely.",
            line=adds or first.step or first.gradient.line,
            lines=lines_of(first.gradient.line),
        )
    return None


def _turned(lesson: Lesson, way: _Way) -> Seen:
    loss = lesson.losses[0] if lesson.losses else None
    value = way.gradient.value
    minus = loss is not None and abs(value + loss.value) < 1e-6 * abs(value)
    what = (
        f"{value:.2f}, of which the loss was {loss.value:.2f}"
        if loss is not None and minus
        else f"{value:.2f}, which falls as the right answers become less likely"
    )
    how = "backward()" if isinstance(way.gradient, Backward) else "torch.autograd.grad"
    return Seen(
        f"{how} (line {way.gradient.line}) is called on {what}: the sign is turned.",
        line=way.gradient.line,
    )


def _ways(lesson: Lesson) -> Iterator[_Way]:
    """The steps of a pass of which it can be said which way they go."""
    for batch, after in pairwise((*lesson.batches, None)):
        if batch is None:
            continue
        each: list[Backward | Derived] = [*batch.backwards, *batch.derived]
        worked = [one for one in each if one.toward]
        if not worked or abs(worked[-1].value) >= NO_NUMBER:
            continue
        if batch.steps and batch.steps[-1].along:
            step = batch.steps[-1]
            yield _Way(worked[-1], step.line, step.optimiser, step.along)
        elif after is not None and not batch.steps and after.forward.along:
            yield _Way(worked[-1], None, -1, after.forward.along)


def _is_uphill(ways: list[_Way]) -> bool:
    begin = [one for one in ways[:FEW] if abs(one.gradient.toward) > TURNED]
    clear = [one for one in begin if one.upwards > 0 and abs(one.along) > CLEAR]
    turned = sum(one.upwards > 0 for one in ways)
    return len(ways) >= FEW and len(clear) >= FEW and turned >= ALMOST_ALL * len(ways)


def _adds_gradients(case: Case) -> Iterator[int]:
    """Lines of a loop over the weights that change something by a gradient."""
    called = {id(one.func) for one in case.script.calls}  # torch.autograd.grad
    for loop in case.script.outside:
        for node in ast.walk(loop) if isinstance(loop, ast.For) else ():
            if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr) and any(
                isinstance(one, ast.Attribute) and one.attr == "grad" and id(one) not in called
                for one in ast.walk(node)
            ):
                yield node.lineno

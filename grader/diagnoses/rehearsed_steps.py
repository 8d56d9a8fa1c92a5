"""Rehearsed: steps out of order, by other gradients, or the wrong way. It costs no points."""

from __future__ import annotations

import ast
from itertools import pairwise

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_weights import FEW, IMAGES, lessons_of, lines_of
from grader.evidence.rehearsal import Rehearsal
from grader.evidence.rehearsed_steps import Clipped
from grader.script.nodes import calls_in


@diagnosis(hint="Between which two lines are the gradients there, and not used yet?")
def gradients_clipped_for_nothing(case: Case) -> Seen | None:
    """The gradients are clipped where no step uses them

    backward() works the gradients out, step() uses them: clipping belongs between the two.
    """
    told = case.rehearsed.told
    if len(told.steps) < FEW:
        return None
    for line in dict.fromkeys(one.line for one in told.clipped if one.line is not None):
        clips = [one for one in told.clipped if one.line == line]
        if len(clips) < FEW or any(_is_used(one, told) for one in clips):
            continue
        early = not any(one.ready for one in clips)
        step = next((one.line for one in told.steps if early or one.at < clips[0].at), None)
        where = "before backward()" if early else "behind step()"
        return Seen(
            f"The gradients are clipped (line {line}) {where}, {len(clips)} times, and set back or "
            "worked out anew before a step is made: none of the steps was any shorter.",
            line=line,
            lines=lines_of(step),
        )
    return None


def _is_used(clipped: Clipped, told: Rehearsal) -> bool:
    """Whether a step is made with these gradients."""
    step = next((one.at for one in told.steps if one.at > clipped.at), 0)
    return bool(step and clipped.ready) and not any(
        one.cleared and clipped.at < one.at < step for one in told.cleared
    )


@diagnosis(hint="The order of a step: set back, work out, use.")
def zero_grad_before_the_step(case: Case) -> Seen | None:
    """The gradients are set back before they are used

    backward() works out the gradients, step() uses them. A zero_grad() between the two leaves
    nothing to use, and nothing is learned.
    """
    for lesson in lessons_of(case):
        found = [
            (batch, cleared)
            for batch in lesson.batches
            for cleared in batch.cleared
            for step in batch.steps
            if step.ready == 0
            and any(one.reached and one.at < cleared.at < step.at for one in batch.backwards)
        ]
        if len(found) >= FEW:
            batch, cleared = found[0]
            return Seen(
                f"zero_grad() (line {cleared.line}) stands between backward() and step(): step() "
                "finds no gradient, and no weight changes.",
                line=cleared.line,
                lines=lines_of(batch.backwards[-1].line, batch.steps[0].line),
            )
    return None


@diagnosis(hint="First the gradients, then the step.")
def step_before_backward(case: Case) -> Seen | None:
    """The step is made before the gradients are worked out

    step() changes the weights by the gradients that are there: those of the batch before, or
    none at all.
    """
    for lesson in lessons_of(case):
        early = [
            batch
            for batch in lesson.batches
            if batch.steps and batch.backwards and batch.steps[-1].at < batch.backwards[0].at
        ]
        if len(early) >= FEW and len(early) * 2 > len(lesson.batches):
            step, backward = early[-1].steps[-1], early[-1].backwards[0]
            what = "finds no gradient" if not step.ready else "uses those of the batch before"
            return Seen(
                f"step() (line {step.line}) is made before backward() (line {backward.line}), and "
                f"{what}.",
                line=step.line,
                lines=lines_of(backward.line),
            )
    return None


@diagnosis(hint="Which lines belong to each batch?")
def step_outside_the_loop(case: Case) -> Seen | None:
    """The weights change once in an epoch

    A step belongs to each batch. Behind the loop only the gradients of the last batch are left.
    """
    for lesson in lessons_of(case):
        if not lesson.whole or len(lesson.batches) < 3:
            continue
        worked = sum(bool(one.reached) for one in lesson.backwards)
        made = [step for step in lesson.steps if step.ready]
        last = lesson.batches[-1]
        over = lesson.passage.over if lesson.passage is not None else 0
        alone = len(lesson.steps) == 1 and bool(last.steps) and last.steps[0].at > over
        each = len(lesson.cleared) >= len(lesson.batches) - 1
        if worked >= len(lesson.batches) and alone and each:
            return Seen(
                f"backward() was called for {worked} batches, step() (line {made[0].line}) once."
                if made
                else f"backward() was called for {worked} batches, step() once.",
                line=lesson.steps[0].line,
            )
        once = worked == 1 and bool(last.backwards) and last.backwards[-1].at > over
        if once and (each or len(lesson.steps) >= len(lesson.batches) or alone):
            return Seen(
                f"The network was called on {len(lesson.batches)} batches, backward() "
                f"(line {last.backwards[-1].line}) once.",
                line=last.backwards[-1].line,
                lines=lines_of(lesson.line),
            )
    return None


SELDOM = 5_000  # images for one step: a dozen steps in an epoch of 60,000


@diagnosis(hint="Which lines belong to each batch, and which only to those that are told of?")
def step_made_seldom(case: Case) -> Seen | None:
    """The weights change only every so many batches

    A step belongs to each batch, or to a few of them. What stands under the condition that prints
    every hundredth batch is done for every hundredth batch alone.
    """
    told = case.rehearsed.told
    lesson = next((one for one in lessons_of(case) if one.backwards and one.passage), None)
    if lesson is None or lesson.passage is None or gradients_gathered_and_dropped.recognise(case):
        return None
    for node in (one for one in case.script.outside if isinstance(one, ast.If)):
        under = {call.lineno for part in node.body for call in _steps_written_in(part)}
        test = range(node.test.lineno, (node.test.end_lineno or node.test.lineno) + 1)
        every = next((int(one.number) for one in told.every if one.line in test), 0)
        if every * lesson.passage.size < SELDOM or not under or len(told.schedulers) > 1:
            continue
        others = {call.lineno for one in case.script.calls for call in _steps_written_in(one)}
        planned = {one.line for one in told.scheduled}
        if (others - planned - under) or (told.schedulers and not told.steps):
            continue
        first = min(under)
        times = IMAGES // (every * lesson.passage.size)
        return Seen(
            f"step() (line {first}) is made for one batch in {every:,} (line {node.lineno}): in an "
            f"epoch of {IMAGES:,} images {f'{times} times' if times > 1 else 'once at most'}.",
            line=first,
            lines=lines_of(node.lineno, lesson.backwards[0].line),
        )
    return None


def _steps_written_in(node: ast.AST) -> list[ast.Call]:
    return [one for one in calls_in(node) if getattr(one.func, "attr", "") == "step"]


@diagnosis(hint="Set them back behind the step that uses them, not for each batch.")
def gradients_gathered_and_dropped(case: Case) -> Seen | None:
    """Gradients that are added up for a later step are set back before it

    Several backward() add their gradients up, and one step() uses the sum. A zero_grad() for each
    batch leaves the last batch's alone: the others were for nothing.
    """
    for lesson in lessons_of(case):
        batches, passage = lesson.batches, lesson.passage
        if passage is None or len(batches) != passage.taken or lesson.cut:
            continue
        if not lesson.steps or lesson.steps[-1].at > passage.over > 0:
            continue
        lost = [
            (batch, cleared)
            for batch, after in pairwise(batches)
            for cleared in after.cleared
            if batch.backwards and not batch.steps and cleared.cleared
            and batch.backwards[-1].at < cleared.at < after.forward.at
        ]  # fmt: skip
        if len(lost) >= FEW and len(lesson.steps) * 2 <= len(batches):
            batch, cleared = lost[0]
            return Seen(
                f"Of {len(batches)} batches {len(lost)} had no part in a step: zero_grad() (line "
                f"{cleared.line}) drops their gradients before step() (line "
                f"{lesson.steps[0].line}).",
                line=cleared.line,
                lines=lines_of(batch.backwards[-1].line, lesson.steps[0].line),
            )
    return None


@diagnosis(hint="Once in each step, before backward().")
def zero_grad_forgotten(case: Case) -> Seen | None:
    """The gradients are not set back

    backward() adds to the gradients that are there. Without zero_grad() each step goes in the
    direction of all batches so far.
    """
    for lesson in lessons_of(case):
        calls = [one for one in lesson.backwards if one.reached]
        stale = [one for one in calls if one.stale]
        if len(stale) < FEW or len(stale) * 2 <= len(calls):
            continue
        called = case.rehearsed.told.cleared
        where = (
            f"; zero_grad() (line {called[0].line}) is not called for each batch" if called else ""
        )
        return Seen(
            f"backward() (line {stale[0].line}) adds to gradients that a step has used "
            f"already{where}.",
            line=stale[0].line,
            lines=lines_of(called[0].line) if called else (),
        )
    return None

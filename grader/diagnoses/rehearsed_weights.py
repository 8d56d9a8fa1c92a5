"""Rehearsed: the weights do not learn, though the script runs. It costs no points."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.rehearsed import Lesson
from grader.script.nodes import constant, last_name

FEW = 2  # batches in which something must have been seen


def lessons_of(case: Case) -> list[Lesson]:
    """Passes in which something of a training step was done."""
    return [one for one in case.rehearsed.trainings if one.backwards or one.steps]


@diagnosis(hint="Which network are the weights of that the optimizer was made with?")
def optimiser_of_another_network(case: Case) -> Seen | None:
    """The optimiser holds the weights of another network

    step() changes the weights that the optimiser was made with, and no others. The network that
    is trained keeps its first, random ones.
    """
    for lesson in lessons_of(case):
        steps = lesson.steps
        if len(steps) < FEW or any(step.held for step in steps):
            continue
        if not any(one.reached for one in lesson.backwards):
            continue
        made = case.rehearsed.told.optimisers[steps[0].optimiser]
        return Seen(
            f"The optimiser made in line {made.line} holds {made.holds} tensors, and none of them "
            f"belongs to the network that is called in line {lesson.line}: after "
            f"{len(steps)} steps not one of its weights has changed.",
            line=made.line,
            lines=_lines(steps[0].line),
        )
    return None


@diagnosis(hint="Hand over the parameters of the whole network.")
def optimiser_of_one_layer(case: Case) -> Seen | None:
    """The optimiser gets some of the weights only

    It changes only what it is given. All other layers keep their first, random weights.
    """
    told = case.rehearsed.told
    for lesson in lessons_of(case):
        network = case.rehearsed.network(lesson)
        held = {step.optimiser: step.held for step in lesson.steps}
        if not network.still or not sum(held.values()) or len(lesson.steps) < FEW:
            continue
        if sum(held.values()) >= len(network.reached):
            continue
        made = told.optimisers[lesson.steps[0].optimiser]
        names = ", ".join(f"`{name}`" for name in network.still[:4])
        more = " …" if len(network.still) > 4 else ""
        return Seen(
            f"The optimiser made in line {made.line} holds {sum(held.values())} of the "
            f"{len(network.reached)} weight tensors that get a gradient; {names}{more} stay as "
            "they were.",
            line=made.line,
            lines=_lines(lesson.steps[0].line),
        )
    return None


@diagnosis(hint="Which weights are meant to stay as they are, and where do they come from?")
def weights_frozen_before_they_learned(case: Case) -> Seen | None:
    """Layers are frozen with their first, random weights

    Weights that want no gradient stay what they are. That is of use for layers that have learned
    before: frozen from the beginning they are random ones for ever.
    """
    for lesson in lessons_of(case):
        network = case.rehearsed.network(lesson)
        if not network.frozen or len(lesson.steps) < FEW:
            continue
        line = next(_freezes(case), None)
        if line is None:  # within the class: a check looks at that
            continue
        names = ", ".join(f"`{name}`" for name in network.frozen[:4])
        more = " …" if len(network.frozen) > 4 else ""
        return Seen(
            f"{len(network.frozen)} of {network.tensors} weight tensors want no gradient ({names}"
            f"{more}) and stay what they were at the beginning.",
            line=line,
            lines=_lines(lesson.line),
        )
    return None


def _freezes(case: Case) -> Iterator[int]:
    """Lines of the script, outside of the class, that take the wish for a gradient away."""
    for node in case.script.outside:
        if isinstance(node, ast.Assign) and constant(node.value) is False:
            targets = (one for one in node.targets if isinstance(one, ast.Attribute))
            if any(one.attr == "requires_grad" for one in targets):
                yield node.lineno
        if isinstance(node, ast.Call) and last_name(node.func) == "requires_grad_":
            yield node.lineno


@diagnosis(hint="Call backward() on the very loss that was worked out.")
def backward_reaches_no_weight(case: Case) -> Seen | None:
    """backward() reaches none of the weights

    A gradient goes back along the operations that led to a number. A new tensor with the same
    value, or one that was detached, has no such way, even where it is told to require a
    gradient.
    """
    for lesson in lessons_of(case):
        calls = [one for one in lesson.backwards if not one.failed]
        if len(calls) < FEW or any(one.reached for one in calls):
            continue
        first = calls[0]
        how = "a new tensor without a history" if first.leaf else "numbers that it did not make"
        return Seen(
            f"backward() (line {first.line}) is called on {how}: no weight of the network gets a "
            "gradient.",
            line=first.line,
            lines=_lines(*(loss.line for loss in lesson.losses[:1])),
        )
    return None


@diagnosis(hint="Where do the gradients come from that step() uses?")
def backward_forgotten(case: Case) -> Seen | None:
    """The gradients are never worked out

    step() changes the weights by their gradients. Only backward() works these out.
    """
    told = case.rehearsed.told
    if told.backwards or len(told.steps) < FEW or any(step.ready for step in told.steps):
        return None
    first = told.steps[0]
    return Seen(
        f"step() (line {first.line}) finds no gradient: backward() is never called.",
        line=first.line,
    )


@diagnosis(hint="Something must change the weights by their gradients.")
def step_forgotten(case: Case) -> Seen | None:
    """The optimiser never makes a step

    backward() only works out in which direction the weights should go. step() makes them go.
    """
    told = case.rehearsed.told
    calls = [one for one in told.backwards if one.reached]
    if told.steps or len(calls) < FEW or not told.optimisers:
        return None
    if any(one.moved > 0 for one in told.forwards):
        return None
    each = 2 * len(told.cleared) > len(calls)  # else gradients may be added up for a later step
    if case.around.methods("step") and (not each or _waits(case)):
        return None
    return Seen(
        f"backward() (line {calls[0].line}) works out gradients, and step() is never called: no "
        "weight changes.",
        line=calls[0].line,
        lines=_lines(told.optimisers[0].line),
    )


def _waits(case: Case) -> bool:
    """Whether a step is made every so many batches: more than there are of ours, perhaps."""
    return bool(set(case.around.now_and_then) - {s.line for s in case.rehearsed.told.scheduled})


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
                lines=_lines(batch.backwards[-1].line, batch.steps[0].line),
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
                lines=_lines(backward.line),
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
                lines=_lines(lesson.line),
            )
    return None


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
                lines=_lines(batch.backwards[-1].line, lesson.steps[0].line),
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
            lines=_lines(called[0].line) if called else (),
        )
    return None


@diagnosis(hint="The loss is to become small: go against its gradient, not along it.")
def loss_is_made_larger(case: Case) -> Seen | None:
    """The steps make the loss larger

    backward() works out in which direction what it is called on grows, and step() goes the other
    way. Turned round, the network learns to be wrong.
    """
    told = case.rehearsed.told
    for lesson in lessons_of(case):
        turned = [one for one in lesson.backwards if one.minus and one.reached]
        used = {step.optimiser for step in lesson.steps}
        up = [told.optimisers[i] for i in used if i >= 0 and told.optimisers[i].upwards]
        if len(turned) >= FEW and len(turned) == len(lesson.backwards) and not up:
            loss = lesson.losses[0] if lesson.losses else None
            against = f", of which the loss was {loss.value:.2f}" if loss is not None else ""
            return Seen(
                f"backward() (line {turned[0].line}) is called on {turned[0].value:.2f}{against}: "
                "the sign is turned.",
                line=turned[0].line,
            )
        if up and not turned and lesson.losses:
            return Seen("The optimiser is told `maximize=True`.", line=up[0].line)
    return None


def _lines(*lines: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(line for line in lines if line is not None))

"""Rehearsed: what works, and would work better otherwise. It costs no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_kept import ANEW
from grader.diagnoses.rehearsed_lessons import same_batch_in_each_step, tests_of
from grader.rehearsed import Lesson


@diagnosis(hint="DataLoader has an argument for it.")
def training_images_in_one_order(case: Case) -> Seen | None:
    """The training images come in the same order in each epoch

    Neighbours in a data set may be alike. Shuffled, each batch is a fair sample of all of them.
    """
    if same_batch_in_each_step.recognise(case) is not None:
        return None
    for lesson in case.rehearsed.trainings:
        passage = lesson.passage
        test = any(batch.forward.images == "test" for batch in lesson.batches)
        if passage is None or passage.shuffled or test or passage.batches < 2 or not lesson.steps:
            continue
        if _shuffles_elsewhere(case, passage.made):
            continue
        return Seen(
            f"The loader of the training images (line {passage.made}) does not shuffle.",
            line=passage.made,
            lines=(passage.line,) if passage.line else (),
        )
    return None


@diagnosis(hint="How often does a script that is to repeat itself need a seed?")
def seed_set_in_each_epoch(case: Case) -> Seen | None:
    """Each epoch draws the same random numbers

    A seed makes a run repeat itself, and is set once, before the first epoch. Set anew in each,
    dropout drops the same neurons every time, and the images come in the same order.
    """
    trainings = [one for one in case.rehearsed.trainings if one.steps or one.backwards]
    for first in trainings:
        same = [one for one in trainings if one.network == first.network and _is_drawn(one, first)]
        again = [one.batches[0].forward for one in same[1:]]
        if len(same) < MANY or not case.rehearsed.network(first).modes:
            continue
        if any(one.back or one.anew > ANEW for one in again):
            continue  # it begins from its first weights again: an experiment
        until = again[0].at
        seeds = [one for one in case.rehearsed.told.seeded if first.batches[0].before < one.at]
        line = next((one.line for one in reversed(seeds) if one.at < until), None)
        if line is None:
            continue
        return Seen(
            f"In {len(same)} passes over the training images the random numbers began alike: line "
            f"{line} sets the seed before each.",
            line=line,
            lines=(first.line,) if first.line else (),
        )
    return None


MANY = 3  # passes: an experiment has two halves


def _is_drawn(one: Lesson, other: Lesson) -> bool:
    """Whether the random numbers of two passes over a loader of one line begin alike."""
    if one.passage is None or other.passage is None:
        return False
    return (one.passage.made, one.passage.drawn) == (other.passage.made, other.passage.drawn)


def _shuffles_elsewhere(case: Case, made: int | None) -> bool:
    """Whether a loader's options are handed over, and somewhere told to shuffle: on a GPU, say."""
    handed = any(
        call.lineno == made and any(one.arg is None for one in call.keywords)
        for call in case.script.calls
    )
    words = (node.value for node in case.script.nodes if isinstance(node, ast.Constant))
    return handed and "shuffle" in words


@diagnosis(hint="A tensor of one number can give that number alone.")
def losses_keep_what_led_to_them(case: Case) -> Seen | None:
    """Losses are added up with all that led to them

    A loss knows how it came about, for backward(). A sum of losses keeps that of each batch, and
    takes more memory with every one. `loss.item()` is the number alone.
    """
    found = case.rehearsed.told.gathered[:1]
    if not found:
        return None
    first = found[0]
    return Seen(
        f"Line {first.line} adds up losses of which backward() is done, and keeps how each of them "
        "came about.",
        line=first.line,
    )


@diagnosis(hint="Gradients are for training; a `with` block does without them.")
def no_grad_forgotten(case: Case) -> Seen | None:
    """The network is tested with gradients

    Without `torch.no_grad()` torch keeps each step for a backward pass that never comes. That
    takes memory and time.
    """
    if any(keyword.arg == "volatile" for call in case.around.calls for keyword in call.keywords):
        return None
    derived = {one.line for one in case.rehearsed.lessons if one.purpose != "testing"}
    for lesson in tests_of(case):
        if lesson.line in derived:  # gradients of images are asked for there
            continue
        if lesson.batches[0].forward.grad:
            return Seen(
                f"The network is tested (line {lesson.line}) without `torch.no_grad()`.",
                line=lesson.line,
            )
    return None

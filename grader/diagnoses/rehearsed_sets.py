"""Rehearsed: how many images a data set of one's own gives, and which. It costs no points."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence.rehearsed_calls import Forward, Passage
from grader.rehearsed import LEAST
from grader.script import Script

MANY = 500  # images of ours, of which one batch is none of the usual


@diagnosis(hint="How many images does `len` of the data set say there are?")
def fewer_images_than_classes(case: Case) -> Seen | None:
    """The network is trained with a handful of images

    A loader goes over as many images as the `len` of its data set. With fewer images than classes
    there are classes that the network never sees.
    """
    for lesson in case.rehearsed.trainings:
        passage = lesson.passage
        if passage is None or passage.way != "for" or len(lesson.steps) < 1:
            continue
        # what stands for the real data, or a part of them, is smaller than they are
        own = not passage.real and _has_a_length_of_its_own(case.script)
        given = sum(batch.forward.shape[0] for batch in lesson.batches)
        if given < passage.images and given <= case.lab.classes and _ended(passage):
            return Seen(
                f"The sampler of the loader in line {passage.made} takes {given} images in a pass; "
                f"there are {case.lab.classes} classes.",
                line=passage.made,
                lines=(passage.line,) if passage.line else (),
            )
        if own and 0 < passage.images <= case.lab.classes and passage.ended:
            return Seen(
                f"The data set of the loader in line {passage.made} says that it has "
                f"{passage.images} images in all; there are {case.lab.classes} classes.",
                line=passage.made,
                lines=(passage.line,) if passage.line else (),
            )
    return None


@diagnosis(hint="What is the index for that a data set is asked with?")
def one_image_in_each_batch(case: Case) -> Seen | None:
    """All images of a batch are one and the same

    A data set is asked for image after image, by an index. One that passes the index over gives
    the same image each time.
    """
    for lesson in case.rehearsed.trainings:
        calls = [one.forward for one in lesson.batches if one.forward.shape]
        large = [one for one in calls if one.shape[0] >= LEAST]
        if large and lesson.steps and all(_of_one(one) for one in large):
            asked = next(_indices_passed_over(case.script), None)
            return Seen(
                f"In each of {len(large)} batches all {large[0].shape[0]} images that the network "
                f"is given in line {lesson.line} are the same one.",
                line=asked or lesson.line,
                lines=(lesson.line,) if asked and lesson.line else (),
            )
    return None


def _ended(passage: Passage) -> bool:
    return passage.ended and not passage.cut and passage.taken == passage.batches


@diagnosis(hint="How many images are there, and how many does a batch take?")
def loader_without_a_batch(case: Case) -> Seen | None:
    """A loader gives no batch at all

    `drop_last` leaves a last batch out that is not full. Where one batch takes more images than
    there are, that is the only one.
    """
    for one in case.rehearsed.told.passages:
        if one.ended and not one.taken and one.batches == 0 and 0 < one.real < one.size:
            return Seen(
                f"The loader of line {one.made} puts {one.size:,} images into a batch; there are "
                f"{one.real:,}, and a part of a batch is dropped: the loop in line {one.line} is "
                "never entered.",
                line=one.made,
                lines=(one.line,) if one.line else (),
            )
    return None


def _has_a_length_of_its_own(script: Script) -> bool:
    return any(isinstance(n, ast.FunctionDef) and n.name == "__len__" for n in script.outside)


def _of_one(call: Forward) -> bool:
    """Whether one image alone is in a batch, and one label."""
    return call.known == 1 and sum(map(bool, call.of)) == 1 and sum(call.of) == call.shape[0]


def _indices_passed_over(script: Script) -> Iterator[int]:
    """The lines of `__getitem__` that do not read their index."""
    for node in script.outside:
        if isinstance(node, ast.FunctionDef) and node.name == "__getitem__":
            names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            if len(node.args.args) == 2 and node.args.args[1].arg not in names:
                yield node.lineno


@diagnosis(hint="How many batches does the loader give, and how many steps are made with them?")
def one_step_in_an_epoch(case: Case) -> Seen | None:
    """All training images are in one batch

    Each batch makes one step. With all images in one an epoch is a single step, and ten epochs are
    ten: too few to learn much.
    """
    trainings = [one for one in case.rehearsed.trainings if one.steps]
    for lesson in trainings:
        passage = lesson.passage
        if passage is None or passage.batches != 1 or passage.way != "for" or not passage.real:
            continue
        whole = passage.size >= passage.images >= MANY and len(lesson.steps) == 1
        kinds = {case.rehearsed.told.optimisers[one.optimiser].kind for one in lesson.steps}
        if whole and "LBFGS" not in kinds:
            return Seen(
                f"The loader of line {passage.made} puts all training images into one batch: in "
                f"each pass over them (line {lesson.line}) one step is made.",
                line=passage.made,
                lines=(lesson.line,) if lesson.line else (),
            )
    return None

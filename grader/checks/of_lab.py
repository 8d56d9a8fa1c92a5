"""The checks of a lab, in the order in which they are read: those that its [asked] gives."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from grader.checks import doors, learning, output, parameters, part1, shapes
from grader.checks.activations import activating
from grader.checks.blocks import joining
from grader.checks.dropout import dropout_off_in_eval, dropping
from grader.checks.layers import counting
from grader.checks.order import ordered
from grader.checks.output import ending
from grader.checks.sizes import sized
from grader.checks.standing import standing
from grader.checks.verdict import Check
from grader.lab import SHEET, Asked, Lab, Question
from grader.lab.words import count, one_of


def checks_of(lab: Lab) -> tuple[Check, ...]:
    """All that can be examined of a network in this lab, and of the answer sheet."""
    words = (lab.class_name, lab.file_name, lab.classes, lab.data.things)
    return _checks(lab.asked, *words, lab.questions)


def check_of(lab: Lab, name: str) -> Check | None:
    """The check of that id."""
    return next((one for one in checks_of(lab) if one.id == name), None)


def sort_of(lab: Lab, name: str) -> str:
    """The sort of a check; what is none keeps its name."""
    found = check_of(lab, name)
    return found.sort if found is not None else name


_INSTEAD = {"convolutions": "fully-connected", "fully-connected": "convolutions"}


def id_of(lab: Lab, sort: str) -> str:
    """What the lab calls the check of a sort; of several the last, of none what stands in for it.

    Where no convolution is asked for, a network without layers is charged where the others are.
    """
    ids = {one.sort: one.id for one in checks_of(lab)}
    return ids.get(sort) or ids.get(_INSTEAD.get(sort, ""), sort)


def known_ids(lab: Lab) -> tuple[str, ...]:
    """The ids that its [points] may name."""
    return tuple(one.id for one in checks_of(lab))


@cache
def _checks(
    asked: Asked,
    class_name: str,
    file_name: str,
    classes: int,
    things: str,
    questions: tuple[Question, ...],
) -> tuple[Check, ...]:
    words = {
        "class_name": class_name,
        "file_name": file_name,
        "ten": count(classes),
        "classes": str(classes),
        "log": f"{math.log(classes):.1f}",
        "digit": one_of(things),
        "digits": things,
        "layer": "fully connected layer" if asked.of("linear") else "layer",
    }
    plain = (
        doors.file_parses,
        doors.defines_net,
        doors.net_constructs,
        doors.forward_runs,
        shapes.output_shape,
        shapes.any_batch_size,
        *counting(asked),
        *joining(asked),
        *sized(asked),
        *activating(asked),
        *standing(asked),
        *dropping(asked),
        *ordered(asked),
        dropout_off_in_eval,
        ending(asked, words["ten"], words["digits"]),
        parameters.every_layer_used,
        parameters.every_parameter_learns,
        output.samples_independent,
        learning.loss_goes_down,
        learning.held_out_accuracy,
        *part1.asking(questions),
    )
    return tuple(_in_words(one, words) for one in plain)


def _in_words(one: Check, words: dict[str, str]) -> Check:
    said = (text.format_map(words) for text in (one.title, one.advice, one.otherwise))
    title, advice, otherwise = said
    return replace(one, title=title, advice=advice, otherwise=otherwise)


CHECKS = _checks(SHEET, "Net", "task1_cnn.py", 10, "digits", ())  # of the lab's sheet
CHECKS_BY_ID = {check.id: check for check in CHECKS}

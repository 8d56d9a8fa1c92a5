"""Generated networks, and the same with other numbers in their text, as a person edits them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import torch

from grader.evidence import Observation
from grader.experiment.nouns import Asked, Design, Variant
from grader.experiment.variants.design import design
from grader.reading.output import choose_output
from grader.submission.intake import read_bytes
from grader.torchside.beginnings import first_numbers
from grader.trainer.network import Network
from grader.trainer.nouns import Request
from grader.trainer.trial import graphs_of
from tests.mutants import right
from tests.mutants.grading import LAB, Here
from tests.mutants.render import render
from tests.mutants.shapes import SHAPES, build

NAME = "task1_cnn.py"


@cache
def observed(text: str) -> Observation:
    """What the probe brings out of a text."""
    torch.set_num_threads(1)
    submission = read_bytes(NAME, text.encode(), LAB)
    return choose_output(Here(trains=False).observe(submission, LAB)[0], LAB)


def settings(text: str, asked: Asked | None = None) -> Design:
    """The settings of a text's network."""
    return design(observed(text), LAB, asked or Asked(), NAME)


@cache
def generated(number: int) -> Design:
    """The usual settings of the generated network of that number."""
    return settings(render(right.designs()[number]))


def edited(number: int, times: float, kernel: int | None) -> str:
    """The text of that network with other channels, and another kernel, written into it."""
    stages, hidden = SHAPES[right.shape_of(number)]
    steps = build(_edited(stages, times, kernel), hidden, number)
    made = right.designs()[number]
    return render(replace(made, steps=steps))


def _edited(stages: str, times: float, kernel: int | None) -> str:
    words = []
    for word in stages.split():
        if word[0] in "CD":
            count, size = re.fullmatch(r"[CD](\d+)k(\d+).*", word).groups()  # type: ignore[union-attr]
            now = max(1, int(int(count) * times))
            side = kernel if kernel and size != "1" else size  # 1×1 looks at no neighbours
            word = word.replace(f"{count}k{size}", f"{now}k{side}", 1)
        words.append(word)
    return " ".join(words)


def held_to_its_shapes(variant: Variant) -> Network:
    """The trainer's own network of a setting: every shape that the graph claims is seen to hold."""
    assert variant.made is not None
    assert variant.recipe is not None
    tensors, train, tested = graphs_of(variant.made)
    return Network(
        Request(
            tensors=tensors,
            weights=first_numbers(tensors, variant.made.begins, 1),
            train=train,
            eval=tested,
            proofs=(),
            unproven=True,
            recipe=variant.recipe,
            thresholds=LAB.thresholds["digits"],
            input_shape=LAB.input_shape,
            classes=LAB.classes,
        )
    )

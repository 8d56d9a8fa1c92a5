"""Questions on small networks that are drawn: fields (Q4), parameters, what reaches a layer."""

from __future__ import annotations

from random import Random

from concepts.errors import ConceptError
from concepts.questions.asked import Figured, Tabled
from concepts.questions.of_layer import convolved
from concepts.questions.of_network import (
    field_of,
    flattened_of,
    neighbours_of,
    seen_of,
    shape_of,
)
from concepts.questions.told import Told, told
from concepts.written import by

CHANNELS = {1: (1, 3), 2: (3, 6), 3: (3, 6, 16)}


def drawn_network(random: Random, level: int) -> Told:
    """Convolutions and poolings by turns, in words as well, and the shape of their image."""
    while True:
        text, shape = any_network(random, level)
        try:
            drawn = told(text, shape)
            if drawn.shape[1] > 1:
                return drawn
        except ConceptError:  # the image is too small for it
            continue


def any_network(random: Random, level: int) -> tuple[str, tuple[int, int, int]]:
    """The same, whether the image is large enough or not."""
    shape = (random.choice(CHANNELS[level]), *(random.randrange(20, 33, 4),) * 2)
    words = []
    for _ in range(random.randint(1, 2) if level == 1 else 2):
        kernel = random.choice((3, 5))
        stride = random.choice((1, 2)) if level == 3 else 1
        padding = random.choice((0, kernel // 2)) if level > 1 else 0
        words.append(f"conv {random.choice((4, 6, 8))} k{kernel} s{stride} p{padding}")
        words.append("max k2")
    return "; ".join(words), shape


def field_question(random: Random, level: int) -> Figured:
    """How far does a unit of the last layer see?"""
    return field_of(drawn_network(random, level))


def shift_question(random: Random, level: int) -> Figured:
    """How do the fields of two neighbours differ?"""
    return neighbours_of(drawn_network(random, level))


def sees_question(random: Random, level: int) -> Figured:
    """Which rows does a unit see?"""
    drawn = drawn_network(random, level)
    return seen_of(drawn, random.randint(1, min(drawn.shape[1], 4)))


def linear_question(random: Random, level: int) -> Figured:
    """How many numbers reach the first fully connected layer?"""
    return flattened_of(drawn_network(random, level))


def shape_question(random: Random, level: int) -> Figured:
    """Which shape comes out?"""
    return shape_of(drawn_network(random, level))


def parameters_question(random: Random, level: int) -> Figured:
    """How many parameters does a layer have?"""
    channels, filters = random.choice(CHANNELS[level]), random.choice((4, 6, 10, 16))
    kernel = random.choice((3, 5))
    block = channels * kernel * kernel
    total = filters * (block + 1)
    return Figured(
        kind="parameters",
        text=f"A convolutional layer has {filters} filters of {by((kernel, kernel))} and an input"
        f" of {channels} channels. How many parameters does it have, biases included?",
        hint="Each filter has channels · kernel · kernel weights, and one bias.",
        expected=(total,),
        working=(f"{filters} · ({channels} · {kernel} · {kernel} + 1) = {total}",),
        slips=(
            ("biases-left-out", (filters * block,), "you left out the biases"),
            ("one-bias", (filters * block + 1,), "you counted one bias: each filter has one"),
            (
                "channels-left-out",
                (filters * (kernel * kernel + 1),),
                "you left out the channels: a filter goes through all of them",
            ),
            ("one-filter", (block + 1,), "you counted one filter"),
        ),
    )


def conv_question(random: Random, level: int) -> Tabled:
    """Which values come out of a convolution?"""
    low, kernel, stride = (0, 2, 1) if level == 1 else (-4, 2, 1) if level == 2 else (-4, 3, 2)
    cells, weights = (
        tuple(tuple(float(random.randint(at, 4)) for _ in range(n)) for _ in range(n))
        for at, n in ((low, kernel + stride), (-1, kernel))
    )
    return convolved(cells, weights, stride)

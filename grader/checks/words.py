"""The words in which a lab's checks speak of its layers: "three", "the second convolution"."""

from __future__ import annotations

from collections.abc import Sequence

from concepts.written import several
from grader.lab import Asked, Part
from grader.lab.words import count

ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
LAYER = {"convolution": "convolution", "linear": "fully connected layer"}
NAMES = {
    "relu": "ReLU", "sigmoid": "sigmoid", "tanh": "tanh", "gelu": "GELU", "elu": "ELU",
    "silu": "SiLU", "leaky_relu": "leaky ReLU", "relu6": "ReLU6", "hardswish": "hardswish",
    "activation": "activation", "dropout": "dropout", "batch_norm": "batch norm",
    "norm": "norm of another sort",
    "max": "max pooling", "avg": "average pooling", "pool": "pooling",
    "global_max": "global max pooling", "global_avg": "global average pooling", "sum": "sum",
}  # fmt: skip


def ordinal(number: int) -> str:
    """ "third"; the ninth and those behind it as "9th"."""
    return ORDINALS[number] if number < len(ORDINALS) else f"{number}th"


def capital(text: str) -> str:
    """With a capital, and the rest as it is."""
    return text[:1].upper() + text[1:]


def a(name: str) -> str:
    """ "a ReLU", "an average pooling"."""
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"


def layers(number: int, role: str) -> str:
    """ "two convolutions", "one fully connected layer"."""
    return f"{count(number)} {LAYER[role]}{'s' if number != 1 else ''}"


def the(part: Part, asked: Asked) -> str:
    """ "the second convolution"; "the convolution" where one is asked for."""
    alone = len(asked.of(part.role)) == 1
    return f"the {'' if alone else ordinal(part.number) + ' '}{LAYER[part.role]}"


def all_of(parts: Sequence[Part], asked: Asked) -> str:
    """ "each convolution", "each hidden layer", "the first convolution"."""
    hidden = asked.parts[:-1]
    if len(parts) > 1 and len(parts) == len(hidden):
        return "each hidden layer"
    if len(parts) > 1 and tuple(parts) == asked.of("convolution"):
        return "each convolution"
    return several([the(part, asked) for part in parts])

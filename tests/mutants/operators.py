"""`Operator`: one kind of mistake, and how a right design comes to have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.mutants.nouns import Design, Step

Make = Callable[[Design, Random], Iterator[Design]]


@dataclass(frozen=True)
class Operator:
    """A kind of mistake."""

    name: str  # "relu-dropped"
    family: str  # of the diagnosis that should name it
    fails: frozenset[str]  # the checks that must fail, and no other
    names: tuple[str, ...]  # diagnoses that name it; a * stands for any text
    make: Make
    trains: bool  # whether it takes a training to see it
    most: int  # mutants that are made of it at most


OPERATORS: list[Operator] = []


def operator(
    family: str, fails: str, names: str, *, trains: bool = False, most: int = 30
) -> Callable[[Make], Make]:
    """Register a function; its name with dashes is the operator's."""

    def register(make: Make) -> Make:
        name = make.__name__.strip("_").replace("_", "-")
        checks = frozenset(fails.split())
        OPERATORS.append(Operator(name, family, checks, tuple(names.split()), make, trains, most))
        return make

    return register


def free(call: str) -> Step:
    """A step that is neither layer nor anything else that the lab asks for."""
    return Step("free", call=call)


def positions(design: Design, *roles: str) -> list[int]:
    """Where steps with these roles stand."""
    return [i for i, step in enumerate(design.steps) if step.role in roles]


def after_convolutions(design: Design) -> list[int]:
    """Dropouts between the second convolution and the first fully connected layer."""
    second, first = design.find("conv", 1), design.find("linear")
    return [i for i in positions(design, "dropout") if second < i < first]


def after_first_linear(design: Design) -> int:
    """The dropout between the first two fully connected layers."""
    first = design.find("linear")
    return next(i for i in positions(design, "dropout") if i > first)


def lazy(design: Design) -> bool:
    """Whether a layer finds its size by itself."""
    return any("Lazy" in step.module for step in design.steps)

"""Every operator over the right designs: the wrong submissions, each with what must be said."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from random import Random

from tests.mutants import (  # noqa: F401  # they register their operators
    mistakes_activations,
    mistakes_building,
    mistakes_dropout,
    mistakes_habits,
    mistakes_layers,
    mistakes_output,
    mistakes_parameters,
    mistakes_shapes,
)
from tests.mutants.nouns import Design, Mutant
from tests.mutants.operators import OPERATORS, Operator
from tests.mutants.render import render


def mutants(designs: tuple[Design, ...]) -> list[Mutant]:
    """Distinct texts, each operator over as many designs as it takes."""
    right = [(design, render(design)) for design in designs]
    texts = {text for _, text in right}
    found: dict[str, Mutant] = {}
    for one in OPERATORS:
        for mutant in _of(one, right):
            if mutant.source not in texts:
                found.setdefault(mutant.source, mutant)
    return list(found.values())


def _of(one: Operator, right: list[tuple[Design, str]]) -> Iterator[Mutant]:
    """Beginning at another design for each operator, so that all designs come."""
    made = 0
    start = sum(map(ord, one.name)) % len(right)
    for number, (design, origin) in enumerate((*right[start:], *right[:start])):
        chance = Random(f"{one.name} {number}")
        for wrong in one.make(design, chance):
            source = render(wrong)
            if source == origin or (one.family == "reading" and _parses(source)):
                continue
            yield Mutant(one.name, one.family, source, one.fails, one.names, one.trains, origin)
            made += 1
            if made >= one.most:
                return


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True

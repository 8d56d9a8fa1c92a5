"""Right networks in many styles, shapes and spellings: every one must get full marks."""

from __future__ import annotations

import random
from collections.abc import Hashable
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.mutants.nouns import Design
from tests.mutants.render import IMPORTS, STYLES, render
from tests.mutants.scripts import script
from tests.mutants.shapes import SHAPES, build
from tests.thorough import covering

ROOT = Path(__file__).parent.parent.parent
COUNT = 160


@cache
def designs(count: int = COUNT) -> tuple[Design, ...]:
    """The generated ones: each style, each shape and each way to import comes many times."""
    return tuple(_design(number) for number in range(count))


def shape_of(number: int) -> str:
    """The name of the shape that the design of this number has."""
    shapes = sorted(SHAPES)
    return shapes[(number // len(STYLES) + number) % len(shapes)]


def few(together: bool) -> set[str]:
    """Names of right ones in which each shape comes, each way to import, each style and habit.

    `together`: each habit in each style.
    """

    def shown(case: tuple[int, Design]) -> set[Hashable]:
        number, design = case
        shows: set[Hashable] = {("shape", shape_of(number)), ("by hand", design.in_init)}
        shows.add(("imports", design.imports))
        if together:
            return {*shows, (design.style, design.prefers, design.nested)}
        return {*shows, design.style, ("prefers", design.prefers), ("nested", design.nested)}

    return {f"right{number:03}" for number, _ in covering(enumerate(designs()), shown)}


def _design(number: int) -> Design:
    imports = sorted(IMPORTS)
    chance = random.Random(number)
    style = STYLES[number % len(STYLES)]
    return _fitting(
        Design(
            steps=build(*SHAPES[shape_of(number)], number),
            style=style,
            prefers=chance.choice(("call", "module")),
            nested=chance.random() < 0.4,
            shared=chance.random() < 0.3,
            imports=chance.choice(imports),
            hints=chance.random() < 0.3,
            super_text=chance.choice(("super().__init__()", "super(Net, self).__init__()")),
            script=script() if number % 5 == 0 else "",
            in_init=_by_hand(chance) if chance.random() < 0.15 else (),
        )
    )


def _by_hand(chance: random.Random) -> tuple[str, ...]:
    """Weights initialised by hand."""
    return chance.choice(
        (
            ("nn.init.kaiming_normal_({conv1}.weight)",),
            ("nn.init.xavier_uniform_({conv1}.weight)", "{conv1}.weight.data.mul_(0.9)"),
            (
                "for module in self.modules():",
                "    if isinstance(module, nn.Linear):",
                "        nn.init.normal_(module.weight, 0, 0.05)",
                "        nn.init.zeros_(module.bias)",
            ),
        )
    )


def _fitting(design: Design) -> Design:
    """Lines that need a place need a layer that is there under that name."""
    if design.style == "base":
        design = replace(design, bases="Features")
    lazy = any("Lazy" in step.module for step in design.steps)
    bare = design.style == "base" or lazy
    return replace(design, in_init=()) if bare else design


def by_hand() -> list[Path]:
    """Right files that people wrote: the solutions, the spec's, and this folder's."""
    return [
        *sorted((ROOT / "solutions").glob("*.py")),
        *sorted((ROOT / "tests" / "submissions").glob("right_*")),
        *sorted((Path(__file__).parent / "by_hand").glob("*.py")),
    ]


def sources(count: int = COUNT) -> dict[str, str]:
    """Name and text of each generated one."""
    return {f"right{n:03}": render(design) for n, design in enumerate(designs(count))}

"""Small random edits of right texts: what is made, and that the grader sees them."""

from __future__ import annotations

import ast
from random import Random

from tests.bench import RIGHT
from tests.mutants.accidents import KINDS, accidents

TEXT = RIGHT.read_text(encoding="utf-8")


def _tree(text: str) -> str:
    try:
        return ast.dump(ast.parse(text))
    except SyntaxError:
        return ""


def test_each_is_another_program_with_one_statement_edited() -> None:
    made = list(accidents("right", TEXT, 200, Random(1)))
    assert len(made) == 200
    assert {one.kind for one in made} >= set(KINDS) - {"change-operator"}  # it has no such sign
    for one in made:
        assert _tree(one.text) != _tree(TEXT)
        before, after = TEXT.split("\n"), one.text.split("\n")
        first = next(n for n, (a, b) in enumerate(zip(before, after, strict=False), 1) if a != b)
        assert first in one.lines or first - 1 in one.lines, one.kind


def test_the_same_seed_makes_the_same() -> None:
    one, other = (list(accidents("right", TEXT, 20, Random(7))) for _ in range(2))
    assert one == other

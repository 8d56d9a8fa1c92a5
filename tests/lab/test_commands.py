"""Command lines that a student is told: each asks what the lab asks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.checks.part1 import asking
from grader.evidence import Evidence
from grader.lab import read_lab
from grader.lab.commands import command
from grader.lab.sheet import blank_sheet
from grader.reading.reading import reading_of

ROOT = Path(__file__).parent.parent.parent
OWN = read_lab(ROOT / "labs" / "three-layer")
# commands that ask for what a lab asks, with words behind them or as one whole line
_LINE = re.compile(
    r"cnngrade (?:submit|watch|answers|practice|experiment|explore|explain)"
    r"(?:`| --| \S+\.(?:py|toml)|\s?$)"
)
MAY = {
    "grader/diagnoses/page.py",  # of the catalogue of all labs
    "grader/explore/page.py",  # the title of a page without a file
}


def _texts(tree: ast.AST) -> Iterator[str]:
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    for node in ast.walk(tree):
        if id(node) not in told and isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.slow
def test_no_text_spells_a_command_line_without_its_lab() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {text[:80]}"
        for path in sorted((ROOT / "grader").rglob("*.py"))
        for text in _texts(ast.parse(path.read_text(encoding="utf-8")))
        if _LINE.search(text) and str(path.relative_to(ROOT)) not in MAY
    }
    assert not found


def test_a_lab_of_ones_own_is_named_and_ours_is_not(tmp_path: Path) -> None:
    assert command(read_lab(), "practice") == "cnngrade practice"
    copy = tmp_path / "mine.toml"
    copy.write_bytes((ROOT / "exercises" / "lab.toml").read_bytes())
    assert command(read_lab(copy), "practice") == "cnngrade practice"
    assert command(OWN, "practice") == "cnngrade practice --lab lab.toml"  # where students have it


@pytest.mark.parametrize(
    ("evidence", "line"),
    [
        (Evidence(answers={}), "cnngrade practice --lab lab.toml"),
        (Evidence(sheet_trouble="odd"), "cnngrade answers part1.toml --lab lab.toml"),
    ],
)
def test_a_sheet_of_a_labs_own_leads_to_its_own_questions(evidence: Evidence, line: str) -> None:
    reading = reading_of(evidence, OWN.asked)
    said = {one.judge(reading, evidence, OWN).expected for one in asking(OWN.questions)}
    assert all(f"`{line}`" in one for one in said)


def test_the_blank_sheet_says_how_it_is_graded() -> None:
    (line,) = (one for one in blank_sheet(OWN).splitlines() if "cnngrade" in one)
    assert line.endswith("cnngrade submit three_layer.py --answers part1.toml --lab lab.toml")

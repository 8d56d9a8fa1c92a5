"""Examples in docstrings give what they say: those of `concepts`, and those of `grader`."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = [
    path.relative_to(ROOT).with_suffix("")
    for folder in ("concepts", "grader")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if re.search(r"^ +>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize("file", FILES, ids=Path.as_posix)
def test_what_a_docstring_shows_is_so(file: Path) -> None:
    module = importlib.import_module(".".join(file.parts).removesuffix(".__init__"))
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed

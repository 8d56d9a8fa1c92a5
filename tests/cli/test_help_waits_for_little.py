"""What a command does is loaded when it is done: its help waits for none of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.processes

_LOADED = """
import sys
from grader.cli import main
sys.argv = ["cnngrade", {name!r}, "--help"]
try:
    main()
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""
HEAVY = ("jinja2", "grader.diagnoses", "grader.repair", "grader.report", "grader.reading")


@pytest.mark.parametrize("name", ["batch", "experiment", "submit", "start", "practice", "answers"])
def test_help_loads_nothing_that_grades(name: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _LOADED.format(name=name)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout.startswith("Usage:")
    assert not {*ended.stderr.split()} & {*HEAVY}

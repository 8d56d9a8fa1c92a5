"""The built script, asked under node what it answers in a worker."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "grader" / "explore" / "built"
NODE = shutil.which("node")

needs_node = pytest.mark.skipif(NODE is None, reason="there is no node here: the script is not run")


def ask(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers, each {"found": …} or {"error": a sentence}."""
    assert NODE is not None
    ended = subprocess.run(
        [NODE, str(Path(__file__).with_name("ask.mjs")), str(BUILT / "explore.js")],
        input=json.dumps(questions), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    answers: list[dict[str, Any]] = json.loads(ended.stdout)
    return answers

"""A stranger's package of the name of one of ours is told before anything of it is run."""

from __future__ import annotations

import importlib.metadata
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import cnngrade
import grader

OWNERS = cache(importlib.metadata.packages_distributions)  # it reads all that is installed
OURS, THEIRS = Path(grader.__file__).parents[1], Path(np.__file__).parents[1]
TOLD: dict[str, tuple[Path, dict[str, str], str]] = {
    "ours": (OURS, cnngrade.MARKS, ""),
    "hidden": (
        Path("/elsewhere"), cnngrade.MARKS,
        f"another package 'grader' ({OURS / 'grader'}) hides cnngrade's own: rename "
        f"{OURS / 'grader'}, or run cnngrade from another folder",
    ),
    "hidden by an installed one": (
        OURS, {"numpy": "ours"}, f"another package 'numpy' ({THEIRS / 'numpy'}) hides cnngrade's "
        "own: PYTHON -m pip uninstall numpy  and install cnngrade again",
    ),
    "overwritten": (
        THEIRS, {"numpy": "a sentence of ours"}, f"another package has overwritten "
        f"{THEIRS / 'numpy'}: PYTHON -m pip uninstall numpy  and install cnngrade again",
    ),
    "gone": (
        OURS, {"grader_that_is_gone": ""},
        "the package 'grader_that_is_gone' of cnngrade is missing: install cnngrade again",
    ),
}  # fmt: skip


@pytest.mark.parametrize("python", ["/bin/python3", "C:/Program Files/python.exe"])
@pytest.mark.parametrize("how", TOLD)
def test_whose_a_package_is_is_looked_at_first(
    how: str, python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, marks, says = TOLD[how]
    monkeypatch.setattr(cnngrade, "HOME", home)
    monkeypatch.setattr(cnngrade, "MARKS", marks)
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setattr(importlib.metadata, "packages_distributions", OWNERS)
    quoted = f'"{python}"' if " " in python else python
    assert cnngrade.shadowed() == says.replace("PYTHON", quoted)


def test_the_command_ends_with_one_sentence_and_its_own_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stopped:
        def __getattr__(self, _: str) -> None:
            raise KeyboardInterrupt  # while the command is imported

    with monkeypatch.context() as early:
        early.setitem(sys.modules, "grader.cli", Stopped())
        with pytest.raises(SystemExit) as left:
            cnngrade.main()
    assert (left.value.code, capsys.readouterr().err) == (1, "\nAborted!\n")
    monkeypatch.setattr(cnngrade, "MARKS", {"grader_that_is_gone": ""})
    with pytest.raises(SystemExit) as left:
        cnngrade.main()
    assert left.value.code == cnngrade.TOLD
    assert capsys.readouterr().err == (
        "Error: the package 'grader_that_is_gone' of cnngrade is missing: install cnngrade again\n"
    )

"""Every command and option says what it does, and the docs name every command."""

from __future__ import annotations

import importlib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from grader.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_and_every_option_too(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    command: click.Command = getattr(importlib.import_module(f"grader.cli.{name}"), name)
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_docs_name_the_command(name: str) -> None:
    assert any(f"cnngrade {name}" in path.read_text(encoding="utf-8") for path in DOCS)


def test_every_file_in_the_room_is_a_command_or_shared_by_them() -> None:
    files = {p.stem for p in (ROOT / "grader" / "cli").glob("*.py")} - {"__init__"}
    shared = {stem for stem in files if not _is_command(stem)}
    assert files - shared == set(COMMANDS)


def _is_command(stem: str) -> bool:
    found = getattr(importlib.import_module(f"grader.cli.{stem}"), stem, None)
    return isinstance(found, click.Command)

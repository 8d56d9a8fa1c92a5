"""Every command and option says what it does, and the docs name every command."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from grader.cli import COMMANDS, main, streams

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


TYPED = [
    (path.name, line)
    for path in [*DOCS, ROOT / "exercises" / "README.md"]
    for block in re.findall(r"```[a-z]*\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    for line in re.findall(r"^(?:\$ )?(cnngrade .*)", block, re.MULTILINE)
]


def test_there_are_commands_in_the_docs() -> None:
    assert len(TYPED) > 20


@pytest.mark.parametrize(("page", "line"), TYPED)
def test_a_documented_command_means_the_same_in_every_shell(page: str, line: str) -> None:
    """PowerShell makes two words of 3,3, cmd takes ' as a letter, zsh opens * and [ itself."""
    bare = re.sub('"[^"`$%!]*"', "", line.partition(" #")[0])
    assert not set(bare) & set(",;@'()[]{}*?`$%!&|<>^~\"\\"), f"{page}: {line}"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("explain flatten-f", "flatten-forgotten"),
        ("explain two-conv", "two-convolutions"),
        ("pool --kind adaptive", "adaptive-avg"),
        ("conv --padding-mode re", "replicate"),
        ("batch --roster m", "moodle"),
        ("submit --format git", "github-classroom"),
        ("gr", "gradescope"),
        ("submit --al", "--allow-unconfined"),
    ],
)
def test_a_shell_is_offered_what_can_stand_there(typed: str, offered: str) -> None:
    words = f"cnngrade {typed}"
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    result = CliRunner(env={"_CNNGRADE_COMPLETE": "bash_complete", **asked}).invoke(
        main, [], prog_name="cnngrade"
    )
    assert f"plain,{offered}" in result.output.splitlines()


def test_a_check_is_explained_as_a_diagnosis_is() -> None:
    result = CliRunner().invoke(main, ["explain", "two-convolutions"])
    assert result.exit_code == 0
    assert "Two convolutional layers run in forward." in result.output


@pytest.mark.parametrize(
    ("set_", "shown"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_are_for_terminals_and_who_wants_them(
    set_: dict[str, str], shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ({"TERM": "xterm", "NO_COLOR": ""} | set_).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert streams.colours() is shown
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    assert not streams.colours()


@pytest.mark.parametrize("words", [[name, "--help"] for name in COMMANDS] + [["explain"], ["-h"]])
def test_nothing_is_wider_than_a_terminal(words: list[str]) -> None:
    result = CliRunner(env={"COLUMNS": "80"}).invoke(main, words, prog_name="cnngrade")
    assert max(map(len, result.output.splitlines())) <= 80

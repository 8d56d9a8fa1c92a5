"""The page that teaches the ideas shows real output: each command is run and compared."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "concepts.md"
SHOWN = re.compile(r"```console\n\$ (.*?)\n(.*?)```", re.S)
BLOCKS = [
    block
    for page in (PAGE, ROOT / "README.md")
    for block in SHOWN.findall(page.read_text(encoding="utf-8"))
]


def test_there_are_commands():
    assert len(BLOCKS) >= 14


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_the_page_shows_what_the_command_prints(command, shown):
    result = CliRunner().invoke(main, shlex.split(command)[1:], prog_name="cnngrade")
    assert result.exit_code == 0
    assert result.output.rstrip("\n") == shown.rstrip("\n")


def test_the_pages_python_is_right():
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted >= 5
    assert found.failed == 0

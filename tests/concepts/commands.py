"""A command line as a student types it, run in this process."""

from __future__ import annotations

from click.testing import CliRunner, Result

from grader.cli import main


def run(*words: str, given: str | bytes | None = None) -> Result:
    """What comes of `cnngrade WORDS`; `given` stands on its standard input."""
    return CliRunner().invoke(main, list(words), input=given)

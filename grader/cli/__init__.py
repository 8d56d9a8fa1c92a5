"""The command line. The only room that imports click and prints.

Commands are loaded when they are called: `cnngrade --help` reads nothing but this file.
"""

from __future__ import annotations

import importlib
from typing import Any

import click

from grader import __version__

# name -> what it does, in the order in which help lists them; each lives in grader/cli/NAME.py
COMMANDS = {
    "start": "Copy the exercise files into a folder, ready to be filled in.",
    "submit": "Grade a task1_cnn.py and explain it on a page.",
    "batch": "Grade a whole class, from the LMS's download to marks and feedback.",
    "explain": "What a diagnosis in a report means, and the next step.",
    "answers": "Mark an answer sheet of Part 1, or ask its questions one by one.",
    "practice": "Fresh questions of the same kinds, with the same marking.",
    "pool": "Pool a matrix, window by window.",
    "conv": "Convolve a matrix, window by window.",
    "count": "How many filters, weights, applications and values a layer has.",
    "rf": "Receptive fields of a network.",
    "data": "Fetch MNIST for grading, or say which digits are used.",
    "gradescope": "Build an autograder for Gradescope, which grades as submit does.",
    "doctor": "Say what is there to grade with, and what to do about what is missing.",
}


def spelled(text: str) -> str:
    """The text with every character that acts on a terminal spelled out."""
    if text.replace("\n", "").isprintable():
        return text
    from grader.report.shown import shown

    return shown(text)


class Commands(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's file; None (click's "No such command") for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"grader.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; file names and values that an error repeats are made fit to be shown."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            told = error.format_message()
            if told == spelled(told):
                raise
            raise click.UsageError(spelled(told), error.ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cnngrade")
def main() -> None:
    """The toolkit and grader of the lab on convolutional networks.

    Students: fill in Net in task1_cnn.py, then `cnngrade submit task1_cnn.py`.
    """

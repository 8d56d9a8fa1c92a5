"""The command line. The only room that imports click and prints.

Commands are loaded when they are called: `cnngrade --help` reads nothing but this file.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from grader import __version__
from grader.cli.spelling import spelled

# name -> what it does, in the order in which help lists them; each lives in grader/cli/NAME.py
COMMANDS = {
    "start": "Copy the exercise files into a folder, ready to be filled in.",
    "submit": "Grade a task1_cnn.py and explain it on a page.",
    "watch": "Grade a file each time it is saved, and show the first thing to mend.",
    "experiment": "Try a network with other channels, kernels and more, and compare.",
    "batch": "Grade a whole class, from the LMS's download to marks and feedback.",
    "explain": "What a diagnosis in a report means, and the next step.",
    "answers": "Mark an answer sheet of Part 1, or ask its questions one by one.",
    "practice": "Fresh questions of the same kinds, with the same marking.",
    "pool": "Pool a matrix, window by window.",
    "conv": "Convolve a matrix, window by window.",
    "count": "How many filters, weights, applications and values a layer has.",
    "rf": "Receptive fields of a network.",
    "explore": "A page to play with: pooling, convolution, fields.",
    "data": "Fetch MNIST for grading, or say which digits are used.",
    "gradescope": "Build an autograder for Gradescope, which grades as submit does.",
    "lab": "Try a lab of your own before a class has it.",
    "doctor": "Say what is there to grade with, and what to do about what is missing.",
}


@contextmanager
def _hindered() -> Iterator[None]:
    """An OSError as what click leaves alone: of a closed pipe it makes an end of its own."""
    from grader.cli.ending import Hindered

    try:
        yield
    except OSError as error:
        raise Hindered(error) from None


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
        if not gc.isenabled():  # see `cnngrade.main`
            gc.freeze()
            gc.enable()
        command: click.Command = getattr(module, cmd_name)
        return command

    def main(  # type: ignore[override]  # as click's, less its overloads
        self, args: Sequence[str] | None = None, standalone_mode: bool = True, **named: Any
    ) -> Any:
        """Run it and end the process: whatever is in the way, with one sentence and a status."""
        from grader.cli import ending, streams

        if not standalone_mode:
            return super().main(args, standalone_mode=False, **named)
        streams.have_streams()
        if not ending.folder_is_there():
            ending.tell(ending.NO_FOLDER)
            sys.exit(ending.WRONG_USE)
        try:
            found = super().main(args, standalone_mode=False, **named)
        except click.ClickException as error:
            ending.say(error.show)
            sys.exit(error.exit_code)
        except click.Abort:
            ending.say(lambda: click.echo("Aborted!", err=True))
            sys.exit(1)
        except ending.Hindered as hindered:
            sys.exit(ending.ended_by(hindered.error))
        sys.exit(found if isinstance(found, int) else 0)  # an int: of `--help` and its like

    def make_context(self, *words: Any, **named: Any) -> click.Context:
        """Read the command line, and show the help that it asks for."""
        with _hindered():
            return super().make_context(*words, **named)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; file names and values that an error repeats are made fit to be shown."""
        try:
            with _hindered():
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

"""A student's network, traced in the sandbox, as a `concepts.Network`."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from pathlib import Path

import click

from concepts import Network
from concepts.network.network import checked_shape
from concepts.written import by, several
from grader.data import Source
from grader.judging import Judge, JudgeLost, Processes
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.one import trace
from grader.judging.paper import Paper
from grader.lab import Limits, read_lab
from grader.sandbox.surroundings import lacking
from grader.submission.errors import SubmissionError
from grader.submission.gather import gather
from grader.training import Trainer


class Untraceable(click.ClickException):
    """Nothing can be run here, for a reason that is not the file's."""

    exit_code = 3


MOST_CELLS = 2**24  # of an image
LIMITS = Limits(seconds=60.0, memory_mb=4096, output_kb=64)


def network_of_submission(
    path: Path, shape: tuple[int, ...] | None, class_name: str | None
) -> Network:
    """The network that a class of the file computes on one image, with nothing mended.

    What does not run in eval mode is told on standard error. Wrong use (click.UsageError, one
    sentence) where there is no network to be had from it.
    """
    asked = read_lab()
    lab = replace(asked, limits=LIMITS, class_name=class_name or asked.class_name)
    image = checked_shape(shape or lab.input_shape)
    if prod(image) > MOST_CELLS:
        raise click.UsageError(
            f"an image of {by(image)} has {prod(image):,} cells: at most {MOST_CELLS:,} are run"
        )
    if missing := lacking():
        raise Untraceable(missing)
    nobody = Processes(Trainer(Source("digits", None, "embedded")))  # which trains nothing here
    try:
        paper = Paper(gather(path), lab)
        with Judge() as judge:
            found, unread = trace(judge, paper, image, class_name is not None, nobody)
    except SubmissionError as error:
        raise click.UsageError(str(error)) from None
    except (Refused, JudgeLost, JudgeFailed) as error:
        raise click.UsageError(f"{path}: {error}") from None
    if unread:
        heads = f"{several(unread)} {'has' if len(unread) == 1 else 'have'} parameters"
        click.echo(f"{heads} that do not count when the network is tested", err=True)
    return Network.from_json(found)

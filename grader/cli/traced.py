"""A student's network, traced in the sandbox, as a `concepts.Network`."""

from __future__ import annotations

from pathlib import Path

import click

from concepts import Network
from grader.data import Source
from grader.judging import Judge, JudgeLost, Processes
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.one import trace
from grader.judging.paper import Paper
from grader.lab import read_lab
from grader.sandbox.surroundings import lacking
from grader.submission.errors import SubmissionError
from grader.submission.gather import gather
from grader.training import Trainer


class Untraceable(click.ClickException):
    """Nothing can be run here, for a reason that is not the file's."""

    exit_code = 3


def network_of_submission(path: Path) -> Network:
    """The network that the file's class computes, with wrong numbers mended where that is enough.

    Wrong use (click.UsageError, one sentence) where there is no network to be had from it.
    """
    if missing := lacking():
        raise Untraceable(missing)
    nobody = Processes(Trainer(Source("digits", None, "embedded")))  # which trains nothing here
    try:
        paper = Paper(gather(path), read_lab())
        with Judge() as judge:
            found = trace(judge, paper, nobody)
    except SubmissionError as error:
        raise click.UsageError(str(error)) from None
    except (Refused, JudgeLost, JudgeFailed) as error:
        raise click.UsageError(f"{path}: {error}") from None
    return Network.from_json(found)

"""A student's network, traced in the sandbox, as a `concepts.Network`."""

from __future__ import annotations

from pathlib import Path

import click

from concepts import Network
from grader.lab import read_lab
from grader.reading.network import network_of_graph
from grader.reading.output import choose_output
from grader.sandbox import observe
from grader.submission import SubmissionError, read


def network_of_submission(path: Path) -> Network:
    """The network that the file's class computes, with wrong numbers mended where that is enough.

    Wrong use (click.UsageError, one sentence) where there is no network to be had from it.
    """
    lab = read_lab()
    try:
        submission = read(path, lab)
    except SubmissionError as error:
        raise click.UsageError(str(error)) from None
    if submission.trouble is not None:
        raise click.UsageError(f"{path}: {submission.trouble.message}")
    observation, fate = observe(submission, lab)
    graph = choose_output(observation, lab).eval
    if graph is None or graph.output is None:
        first = observation.troubles[0] if observation.troubles else None
        why = f"{first.type}: {first.message}" if first is not None else fate.detail
        raise click.UsageError(f"{path}: forward does not come to its end: {why}")
    return network_of_graph(graph, observation.tensors)

"""An experiment, as the judge has a part in it: settings made of a graph, and the page."""

from __future__ import annotations

from grader.evidence import DataName
from grader.experiment.nouns import Asked, Design
from grader.judging.judge import Judge
from grader.judging.paper import Paper
from grader.judging.processes import Processes
from grader.wire.records import from_json, to_json


def design(
    judge: Judge, paper: Paper, asked: Asked, source: DataName, processes: Processes
) -> Design:
    """Have settings made of a network. Raises `Refused` where it is none to experiment with."""
    blobs: list[bytes] = []
    told = {
        "paper": to_json(paper, blobs),
        "asked": to_json(asked, blobs),
        "wanted": {"source": source, "allow_unconfined": processes.allow_unconfined},
    }
    record, out = judge.ask("design", told, blobs, processes)
    return from_json(Design, record["result"], out)

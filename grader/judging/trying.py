"""An experiment, as the judge has a part in it: settings made of a graph, and the page."""

from __future__ import annotations

from dataclasses import replace

from grader.evidence import DataName
from grader.experiment.book import Book
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


def page(judge: Judge, book: Book) -> bytes:
    """Have the page drawn; the networks themselves stay here."""
    blobs: list[bytes] = []
    variants = tuple(
        replace(one, made=one.made and replace(one.made, graphs=b"", begins=()))
        for one in book.design.variants
    )
    told = replace(book, design=replace(book.design, variants=variants))
    _, out = judge.ask("experiment", {"book": to_json(told, blobs)}, blobs)
    return out[0]

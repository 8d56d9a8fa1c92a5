"""Runs in the real sandbox, two at a time, since each has to import torch."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from grader.evidence import Observation, ProcessFate
from grader.lab import Lab, Limits, read_lab
from grader.sandbox import observe
from grader.submission import read_bytes

LAB = dataclasses.replace(read_lab(), limits=Limits(seconds=3.0, memory_mb=1500, output_kb=64))
PATIENT = read_lab()  # where torchvision may have to be imported within the time
Seen = tuple[Observation, ProcessFate]


@pytest.fixture(scope="session")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as running:
        yield running


def run(source: str, lab: Lab = LAB) -> Seen:
    return observe(read_bytes("task1_cnn.py", source.encode(), lab), lab)


def start(
    pool: ThreadPoolExecutor, sources: dict[str, str], lab: Lab = LAB
) -> dict[str, Future[Seen]]:
    return {name: pool.submit(run, source, lab) for name, source in sources.items()}

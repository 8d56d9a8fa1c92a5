"""Runs in the real sandbox, a few at a time: from fresh processes, or forked from a warm one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import pytest

from grader.evidence import Observation, ProcessFate
from grader.lab import Lab, read_lab
from grader.sandbox import observe
from grader.submission.intake import read_bytes
from tests.bench import Benches
from tests.thorough import AT_ONCE

PATIENT = read_lab()  # half a minute: a busy machine must not stop what ends by itself
Seen = tuple[Observation, ProcessFate]


class Run(Protocol):
    """What observes a file's text."""

    def __call__(self, source: str, lab: Lab = PATIENT) -> Seen: ...


def lasting(seconds: float) -> Lab:
    """The lab with so much time, for what runs until it is stopped."""
    return dataclasses.replace(
        PATIENT, limits=dataclasses.replace(PATIENT.limits, seconds=seconds, memory_mb=1500)
    )


@pytest.fixture(scope="session")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as running:
        yield running


def run(source: str, lab: Lab = PATIENT) -> Seen:
    """In a fresh process, which has to import torch."""
    return observe(read_bytes("task1_cnn.py", source.encode(), lab), lab)


@pytest.fixture(scope="session")
def run_warm(benches: Benches) -> Run:
    """In a fork of a warm process."""

    def forked(source: str, lab: Lab = PATIENT) -> Seen:
        return benches.observe(read_bytes("task1_cnn.py", source.encode(), lab), lab)

    return forked

"""However a process ends, its author gets a fate, and the grader goes on."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from .cases import FATES
from .conftest import LAB, Seen, start


@pytest.fixture(scope="module")
def running(pool: ThreadPoolExecutor) -> dict[str, Future[Seen]]:
    return start(pool, {name: source for name, (source, _, _) in FATES.items()})


@pytest.mark.parametrize("name", FATES)
def test_fate(name: str, running: dict[str, Future[Seen]]) -> None:
    source, outcome, words = FATES[name]
    seen, fate = running[name].result(timeout=200)
    trouble = next((f"{t.type}: {t.message}" for t in seen.troubles), "")
    assert fate.outcome == outcome, (fate, trouble)
    assert words in trouble or words in fate.detail, (fate, trouble)
    assert fate.seconds < LAB.limits.seconds + 2
    assert len(fate.transcript) <= LAB.limits.output_kb * 1024
    assert fate.confinement
    if words == "TimeoutError":
        line = seen.troubles[0].line
        assert line is not None
        assert source.split("\n")[line - 1].strip() in ("while True:", "pass")


def test_the_grader_has_time_left_for_others(running: dict[str, Future[Seen]]) -> None:
    began = time.monotonic()
    for future in running.values():
        future.result(timeout=200)
    assert time.monotonic() - began < 100

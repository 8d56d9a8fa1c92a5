"""However a process ends, its author gets a fate, and the grader goes on."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from grader.lab import Lab
from tests.thorough import ALL

from .cases import FATES
from .conftest import PATIENT, Run, Seen, lasting, run

STOPPED = lasting(5.0)  # of which 4 are the file's, and the rest for what it has to say
SLACK = 20.0  # seconds beyond the limit, on a busy machine
# a fresh process and a fork end alike: one of each outcome shows it, all of them on demand
FRESH = {outcome: name for name, (_, outcome, _) in reversed(FATES.items())}
RUNS = [
    *((name, "forked") for name in FATES),
    *((name, "fresh") for name in FATES if ALL or name in FRESH.values()),
]


def _lab(outcome: str) -> Lab:
    return STOPPED if outcome == "timed out" else PATIENT


@pytest.fixture(scope="module")
def running(pool: ThreadPoolExecutor, run_warm: Run) -> dict[tuple[str, str], Future[Seen]]:
    ways = {"forked": run_warm, "fresh": run}
    return {
        (name, how): pool.submit(ways[how], FATES[name][0], _lab(FATES[name][1]))
        for name, how in RUNS
    }


@pytest.mark.parametrize(("name", "how"), RUNS)
def test_fate(name: str, how: str, running: dict[tuple[str, str], Future[Seen]]) -> None:
    source, outcome, words = FATES[name]
    seen, fate = running[name, how].result()
    lab = _lab(outcome)
    trouble = next((f"{t.type}: {t.message}" for t in seen.troubles), "")
    assert fate.outcome == outcome, (fate, trouble)
    assert words in trouble or words in fate.detail, (fate, trouble)
    assert fate.seconds < lab.limits.seconds + SLACK
    assert len(fate.transcript) <= lab.limits.output_kb * 1024
    assert fate.confinement
    if words == "TimeoutError":
        line = seen.troubles[0].line
        assert line is not None
        assert source.split("\n")[line - 1].strip() in ("while True:", "pass", "time.sleep(1)")

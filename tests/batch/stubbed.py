"""`cnngrade` as it is, but for its workers and the judge that reads a roster, which are stubs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grader.batch import cluster, local
from grader.batch.likeness.asked import NOTHING
from grader.batch.rosters.read import read_roster
from grader.cli import evening, main


def put_stubs() -> None:
    """In this process, which only runs `main`."""
    local.COMMAND = [sys.executable, "-P", str(Path(__file__).with_name("stub_worker.py"))]
    local.SILENCE = float(os.environ.get("STUB_SILENCE", local.SILENCE))
    cluster.CONNECT_SECONDS = 2  # enough for a scheduler that is not there
    evening.compared = lambda *_: NOTHING  # type: ignore[attr-defined]
    evening.take_in = read_roster  # type: ignore[attr-defined]  # here: no judge is started


if __name__ == "__main__":
    put_stubs()
    main()

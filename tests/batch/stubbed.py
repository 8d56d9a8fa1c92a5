"""`cnngrade` as it is, but for a class' workers and roster, or for what `submit` runs with."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from grader.cli import main
from grader.evidence import Environment
from grader.judging.glance import Glance

Put = Callable[[object, str, object], None]  # as `setattr`, or one that is undone again


def put_stubs(put: Put = setattr) -> None:
    """In this process: workers that grade nothing, and no judge that reads a roster."""
    from grader.batch import cluster, local
    from grader.batch.likeness.asked import NOTHING
    from grader.batch.rosters.read import read_roster
    from grader.cli import evening

    put(local, "COMMAND", [sys.executable, "-P", str(Path(__file__).with_name("stub_worker.py"))])
    put(local, "SILENCE", float(os.environ.get("STUB_SILENCE", local.SILENCE)))
    put(cluster, "CONNECT_SECONDS", 2)  # enough for a scheduler that is not there
    put(evening, "compared", lambda *_: NOTHING)
    put(evening, "take_in", read_roster)


class Idle:
    """A bench on which nothing is ever run."""

    called_off = False

    def __init__(self, *_: object, heard: Callable[[Glance], None]) -> None:
        self.heard = heard

    def environment(self) -> Environment:
        return Environment("3.11.9", "2.13.0", "Linux", "0.1.0")


def put_idle(put: Put = setattr) -> None:
    """In this process: `submit` without torch, for files that are refused before they are run."""
    from grader.cli import submit

    put(submit, "warm", lambda *_: nullcontext((None, None)))
    put(submit, "Processes", Idle)


if __name__ == "__main__":
    if "batch" in sys.argv:
        put_stubs()
    elif "submit" in sys.argv:
        put_idle()
    main(prog_name="cnngrade")

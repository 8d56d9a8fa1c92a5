"""A worker that grades nothing: it says so in a log, and gives files as large as real ones."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from grader.batch import worker
from grader.batch.nouns import Row
from grader.batch.unit import Result, Unit
from grader.judging.bench import Bench

SIZE = 200_000  # bytes of a page


def pretend(unit: Unit, bench: Bench) -> Result:
    """What the unit says is done: `sleep 30` hangs, `die` dies, `stop` stops, `babble` raves."""
    words = unit.data.decode().split()
    with Path(os.environ["STUB_LOG"]).open("a", encoding="utf-8") as log:
        log.write(f"{unit.key}\n")
    if words[0] == "die":
        os._exit(7)
    if words[0] == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    if words[0] == "babble":
        raving = Row(unit.key, "", "", unit.file, False, "graded", "many", 20.0)  # type: ignore[arg-type]
        return Result(raving, {})
    time.sleep(float(words[1]))
    points = float(len(unit.data) % 21)
    row = Row(unit.key, "", "", unit.file, False, "graded", points, 20.0)
    page = f"<html>{unit.key} {unit.data.decode()}".ljust(SIZE) + "</html>"
    return Result(row, {"report.html": page.encode(), "result.json": b"{}\n"})


class NoBench:
    """Stands where the bench would: nothing is run or trained here."""

    def __init__(self, source: object) -> None: ...

    def __enter__(self) -> NoBench:
        return self

    def __exit__(self, *exception: object) -> None: ...


if __name__ == "__main__":
    # the worker finds its bench by this name
    worker.Bench = NoBench  # type: ignore[assignment,attr-defined]
    worker.BEAT = 0.1
    worker.main(pretend)

"""A unit of work, done: the judge reads and judges, the probe and the trainer run beside it.

The same function serves a worker of this machine and one of a cluster; nothing is shared but
what stands in the `Unit`.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.batch.nouns import Row
from grader.batch.progress import mark
from grader.batch.unit import Result, Unit
from grader.judging import Judge, JudgeLost, Processes
from grader.judging.bench import Bench
from grader.judging.judge import JudgeFailed
from grader.wire.records import from_json, to_json


def work(unit: Unit, bench: Bench) -> Result:
    """Grade one submission. Raises nothing: what goes wrong on our side is told in the row."""
    began = time.monotonic()
    result = best_of([_work(one, bench) for one in unit.alone])
    return replace(result, row=replace(result.row, seconds=time.monotonic() - began))


def best_of(results: Sequence[Result]) -> Result:
    """The one with the most points, of equal ones the first; with a sentence on each of several."""
    rows = [result.row for result in results]
    best = max(results, key=lambda result: -1.0 if result.row.points is None else result.row.points)
    if len(rows) == 1:
        return best
    said = tuple(f"Attempt {row.file}: {mark(row)}." for row in rows)
    return replace(best, row=replace(best.row, tried=said))


def _work(unit: Unit, bench: Bench) -> Result:
    try:
        return _graded(unit, bench)
    except Exception as error:  # whatever it is, the next submission is none the worse for it
        return fault(unit, error, bench.judge)


def fault(unit: Unit, error: BaseException, judge: Judge | None = None) -> Result:
    """No mark: the grader itself failed. The traceback is kept for who mends it."""
    if isinstance(error, JudgeFailed):
        what, told = str(error), error.told
    else:
        what = f"{type(error).__name__}: {str(error)[:200]}"
        told = "".join(traceback.format_exception(error))
    result = lost(unit, f"The grader itself failed ({what}).", judge)
    kept = told.encode("utf-8", "backslashreplace")
    return replace(result, files={**result.files, "fault.txt": kept})


def lost(unit: Unit, why: str, judge: Judge | None = None) -> Result:
    """No mark, and a page that says why; no page where not even that can be made."""
    try:
        if judge is None:
            with Judge() as mine:
                return _asked(mine, "without mark", unit, {"why": why}, None)
        return _asked(judge, "without mark", unit, {"why": why}, None)
    except Exception:  # it may be the very thing that failed
        row = Row(unit.key, "", "", unit.file, False, "no mark", None, None, trouble=why)
        return Result(row, {})


def _graded(unit: Unit, bench: Bench) -> Result:
    processes = Processes(
        bench.trainer, bench.nursery(unit.setting.lab), unit.setting.allow_unconfined
    )
    source = bench.trainer.source
    told = {"source": source.name, "found_by": source.found_by}
    for again in (True, False):
        try:
            return _asked(bench.judge, "unit", unit, told, processes)
        except JudgeLost as error:
            if error.silent or not again:
                return lost(unit, f"Reading and judging it {error}.", bench.judge)
    raise AssertionError  # the loop returns


def _asked(
    judge: Judge, what: str, unit: Unit, told: dict[str, Any], processes: Processes | None
) -> Result:
    blobs: list[bytes] = []
    record, out = judge.ask(what, {"unit": to_json(unit, blobs), **told}, blobs, processes)
    return from_json(Result, record["result"], out)

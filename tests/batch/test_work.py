"""One unit of work: what goes wrong on our side is no mark, and is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from grader.batch.graded import graded, without_mark
from grader.batch.marks import mark_of
from grader.batch.unit import Result, Setting, Unit
from grader.batch.work import work
from grader.evidence import Environment
from grader.judging import Judge, JudgeLost
from grader.judging.bench import Bench
from grader.judging.judge import JudgeFailed
from grader.lab import read_lab
from grader.wire.records import from_json, to_json
from tests.bench import EMBEDDED, Benches

UNIT = Unit("7", "a.py", b"class Net: pass\n", None, Setting(read_lab(), "digits 1", "0.1 a"))


@pytest.fixture
def bench(benches: Benches, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """One whose trainer and nursery are borrowed."""
    made = Bench(EMBEDDED)
    with benches.lent() as lent, made.judge:
        made.trainer = lent.trainer
        monkeypatch.setattr(made, "nursery", lambda lab: lent.nursery)
        yield made


class Stubborn(Judge):
    """A judge that does not judge, but says why there is no mark."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)

    def ask(self, ask: str, *told: Any, **named: Any) -> Any:
        if ask == "unit" and self.errors:
            raise self.errors.pop(0)
        return super().ask(ask, *told, **named)


def _worked(bench: Bench, *errors: Exception) -> Result:
    with Stubborn(*errors) as bench.judge:
        return work(UNIT, bench)


@pytest.mark.processes
def test_a_fault_of_ours_is_no_mark_and_keeps_its_traceback(bench: Bench) -> None:
    told = "Traceback …\nKeyError: 'a bug of ours'"
    result = _worked(bench, JudgeFailed("KeyError: 'a bug of ours'", told))
    assert (result.row.state, result.row.points) == ("no mark", None)
    assert result.row.trouble == "The grader itself failed (KeyError: 'a bug of ours')."
    assert result.files["fault.txt"].decode() == told
    assert b"The grader itself failed" in result.files["report.html"]
    result = _worked(bench, KeyError("of the worker"))
    assert "KeyError" in result.row.trouble
    assert "test_work.py" in result.files["fault.txt"].decode()


@pytest.mark.processes
def test_what_a_judge_cannot_read_in_time_is_no_mark_and_not_tried_again(bench: Bench) -> None:
    slow = JudgeLost("took longer than 60 s", silent=True)
    result = _worked(bench, slow, KeyError("asked again"))
    assert (result.row.state, result.row.file) == ("no mark", "a.py")
    assert result.row.trouble == "Reading and judging it took longer than 60 s."
    assert b"took longer than 60 s" in result.files["report.html"]


@pytest.mark.processes
def test_a_judge_that_ended_is_asked_once_more(bench: Bench) -> None:
    ended = JudgeLost("failed: it ended with status -9", silent=False)
    assert _worked(bench, ended).row.state == "graded"
    result = _worked(bench, ended, ended)
    assert result.row.trouble == "Reading and judging it failed: it ended with status -9."


@pytest.mark.processes
def test_where_no_judge_can_be_had_there_is_a_row_all_the_same(bench: Bench) -> None:
    bench.judge = _Gone()
    result = work(UNIT, bench)
    assert (result.row.state, set(result.files)) == ("no mark", set())
    assert "could not be started" in result.row.trouble


class _Gone(Judge):
    def ask(self, *told: Any, **named: Any) -> Any:
        raise JudgeLost("failed: it could not be started", silent=False)


@pytest.mark.processes
def test_what_is_no_python_has_a_page_and_no_mark(bench: Bench) -> None:
    result = work(Unit("7", "a.py", b"\x89PNG" + bytes(100), None, UNIT.setting), bench)
    assert result.row.state == "nothing to grade"
    record = json.loads(result.files["result.json"])
    assert record["score"] == {"points": None, "max_points": None}
    assert (record["environment"]["grader"], record["environment"]["code"]) == ("0.1", "a")
    assert b"PNG" in result.files["report.html"]


BROKEN = [b"[q6", b"q6 = ", b"\xff\xfe", b"q6 = 4", b"[q5]\na = 1", b"[written]\nq1 = 3",
          b"#" * (2**18 + 1), b"\x00", b"q1.q1.q1 = 1", b"[q7]\nblock = 1\nblock = 2"]  # fmt: skip


class _Idle:
    """A bench for what has nothing to run."""

    def environment(self) -> Environment:
        return Environment("", "", "", "", "")

    def attempt(self, *_: object) -> tuple[()]:
        raise AssertionError("nothing is tried of a file without a network")


@pytest.mark.parametrize("sheet", BROKEN, ids=lambda sheet: repr(sheet[:20]))
def test_a_sheet_that_nobody_can_read_was_handed_in_all_the_same(sheet: bytes) -> None:
    idle: Any = _Idle()
    units = (replace(UNIT, data=b"x = 1\n", sheet=one) for one in (b"", sheet))
    empty, broken = (graded(unit, idle, lambda: idle) for unit in units)
    assert (broken.row.points, broken.row.max_points) == (empty.row.points, empty.row.max_points)
    assert {"q6-max-pooling", "q6-average-pooling", "q7-counts"} <= set(broken.row.failed)
    assert broken.row.for_tutor[0].startswith("Part 1 earned nothing: the answer sheet cannot be")
    assert "cannot be read" in broken.files["report.html"].decode()


def test_a_unit_and_a_result_survive_the_channel() -> None:
    blobs: list[bytes] = []
    told = json.loads(json.dumps(to_json(UNIT, blobs)))
    assert from_json(Unit, told, blobs) == UNIT
    result, out = without_mark(UNIT, "no mark", "Nobody knows."), list[bytes]()
    assert from_json(Result, json.loads(json.dumps(to_json(result, out))), out) == result


def _with(**changed: Any) -> Unit:
    return Unit(**{**vars(UNIT), **changed})


OTHERS = {
    "another text": _with(data=b"class Net: ...\n"),
    "another name of the file": _with(file="b.py"),
    "an answer sheet": _with(sheet=b""),
    "another lab": _with(setting=Setting(read_lab(), "digits 2", "0.1 a")),
    "another grader": _with(setting=Setting(read_lab(), "digits 1", "0.1 b")),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_a_result_follows_from_is_in_its_mark(other: Unit) -> None:
    assert mark_of(other) != mark_of(UNIT)
    assert mark_of(_with()) == mark_of(UNIT)

"""One unit of work: what goes wrong on our side is no mark, and is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from grader.batch import work as room
from grader.batch.marks import mark_of
from grader.batch.work import Bench, Result, Setting, Unit, work
from grader.evidence import Environment
from grader.grade import Processes
from grader.lab import read_lab
from grader.report.write import annotated_name
from grader.wire.records import from_json, to_json
from tests.bench import EMBEDDED, Benches

UNIT = Unit("7", "a.py", b"class Net: pass\n", None, Setting(read_lab(), "digits 1", "0.1 a"))


def _raise(*words: object, **names: object) -> Any:
    raise KeyError("a bug of ours")


@pytest.fixture
def bench(benches: Benches, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """One whose processes are borrowed."""
    made = Bench(EMBEDDED)
    with benches.lent() as lent:
        made.trainer = lent.trainer
        monkeypatch.setattr(made, "nursery", lambda lab: lent.nursery)
        yield made


FAULTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "in the grading": ("grade_one", _raise),
    "in the page": ("render_html", _raise),
    "in the record": ("render_json", _raise),
}


@pytest.mark.processes
@pytest.mark.parametrize(("name", "wrong"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_ours_is_no_mark_and_keeps_its_traceback(
    name: str, wrong: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, bench: Bench
) -> None:
    monkeypatch.setattr(room, name, wrong)
    result = work(UNIT, bench)
    assert result.row.state == "no mark"
    assert result.row.points is None
    assert "KeyError" in result.row.trouble
    assert "a bug of ours" in result.files["fault.txt"].decode()


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


@pytest.mark.parametrize("sheet", BROKEN, ids=lambda sheet: repr(sheet[:20]))
def test_a_sheet_that_nobody_can_read_was_handed_in_all_the_same(
    sheet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bench, "nursery", lambda self, lab: None)
    monkeypatch.setattr(Processes, "environment", lambda self: Environment("", "", "", "", ""))
    units = (replace(UNIT, data=b"x = 1\n", sheet=one) for one in (b"", sheet))
    empty, broken = (work(unit, Bench(EMBEDDED)) for unit in units)  # which has nothing to run
    assert (broken.row.points, broken.row.max_points) == (empty.row.points, empty.row.max_points)
    assert {"q6-max-pooling", "q6-average-pooling", "q7-counts"} <= set(broken.row.failed)
    assert broken.row.for_tutor[0].startswith("Part 1 earned nothing: the answer sheet cannot be")
    assert "cannot be read" in broken.files["report.html"].decode()


@pytest.mark.processes
def test_a_unit_and_a_result_survive_the_channel(bench: Bench) -> None:
    blobs: list[bytes] = []
    told = json.loads(json.dumps(to_json(UNIT, blobs)))
    assert from_json(Unit, told, blobs) == UNIT
    unread = Unit("7", "a.pdf", b"%PDF", None, UNIT.setting)
    result, out = work(unread, bench), list[bytes]()
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


NAMES = {
    "task1_cnn.py": "task1_cnn.annotated.py",
    "lab 4/täsk.ipynb": "täsk.annotated.py",
    "..\\..\\x.py": "x.annotated.py",
    "...": "task1_cnn.annotated.py",
    "a" * 300 + ".py": "a" * 80 + ".annotated.py",
}


@pytest.mark.parametrize(("file", "name"), NAMES.items())
def test_the_annotated_script_has_a_name_that_every_file_system_takes(file: str, name: str) -> None:
    assert annotated_name(file) == name

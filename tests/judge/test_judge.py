"""The judge process from its parent's side: what it is asked, what becomes of it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from concepts import Network
from grader.batch.unit import Result, Setting, Unit
from grader.evidence import Training
from grader.grade import grade_one
from grader.judging import Judge, JudgeLost, Processes
from grader.judging import judge as room
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.one import grade, read, trace
from grader.judging.paper import Judged, Paper, Wanted
from grader.lab import exercises_folder, read_lab
from grader.report.html import render_html
from grader.report.record import render_json
from grader.report.text import render_text
from grader.submission.gather import Gathered, Lying
from grader.submission.intake import read_bytes
from grader.training import TrainerFailed
from grader.wire.records import from_json, to_json
from tests.bench import RIGHT, Benches, usual_lab

pytestmark = pytest.mark.processes
LAB = usual_lab()
WANTED = Wanted("digits", "embedded", allow_unconfined=False, form="text")
ESCAPING = b"\n".join(
    b"        x = x + 0 * float(x.mean())\n" * (b"def forward" in line) and line
    for line in RIGHT.read_bytes().split(b"\n")
)


HEADS = b"""
import torch
from torch import nn
class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.aux, self.fc = nn.Conv2d(3, 4, 3), nn.Linear(9, 2), nn.Linear(324, 7)
    def forward(self, x):
        x = self.body(x)
        if self.training:
            self.aux(torch.zeros(len(x), 9))
        return self.fc(x.flatten(1))
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as started:
        yield started


def _paper(data: bytes, name: str = "net.py", **named: Any) -> Paper:
    return Paper(Gathered(name, name, (Lying(name, data),)), LAB, **named)


def _judged(judge: Judge, paper: Paper, processes: Processes, wanted: Wanted = WANTED) -> Judged:
    read(judge, paper)
    return grade(judge, wanted, processes)


def test_it_says_what_the_same_functions_say_here(judge: Judge, benches: Benches) -> None:
    data = RIGHT.read_bytes().replace(b"2", b"3", 1)
    with benches.lent() as bench:
        far = _judged(judge, _paper(data), bench, replace(WANTED, width=70))
        here = grade_one(read_bytes("net.py", data, LAB), LAB, bench)
    assert far.said.decode() == render_text(here, False, 70)
    assert _timeless(far.record.decode()) == _timeless(render_json(here))
    assert len(far.page.decode()) == pytest.approx(len(render_html(here)), abs=40)
    assert far.no_mark == ""


def _timeless(record: str) -> list[str]:
    return [line for line in record.splitlines() if '"seconds"' not in line]


def test_a_class_is_graded_as_one_is(judge: Judge, benches: Benches) -> None:
    unit = Unit("7", "net.py", RIGHT.read_bytes(), b"", Setting(LAB, "d", "0.1 a"))
    blobs: list[bytes] = []
    told = {"unit": to_json(unit, blobs), "source": "digits", "found_by": "embedded"}
    with benches.lent() as bench:
        record, out = judge.ask("unit", told, blobs, bench)
    row = from_json(Result, record["result"], out).row
    assert (row.points, row.max_points, row.state) == (17.0, 20.0, "graded")
    assert row.graph_key
    assert row.text_key


class Failing(Processes):
    """A trainer that fails, or a training inside that says so."""

    def train(self, *told: Any) -> Any:
        raise AssertionError("the judge asks through `trainer.ask`")


def test_a_trainer_that_fails_is_told_as_at_home(
    judge: Judge, benches: Benches, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(record: object, blobs: object) -> Any:
        raise TrainerFailed("the trainer did not start: no torch")

    with benches.lent() as bench:
        monkeypatch.setattr(bench.trainer, "ask", fail)
        judged = _judged(judge, _paper(RIGHT.read_bytes()), bench)
    assert judged.no_mark == "the trainer did not start: no torch"
    assert b"the trainer did not start" in judged.page


def test_what_is_trained_in_the_sandbox_is_told_as_at_home(
    judge: Judge, benches: Benches, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def inside(self: Processes, job: dict[str, Any], lab: Any, refused: Training) -> Any:
        asked.append((job["text"], lab, refused.way))
        return None, replace(refused, reason="told from afar")

    monkeypatch.setattr(Processes, "train_job", inside)
    with benches.lent() as bench:
        monkeypatch.setattr(bench.trainer, "ask", lambda *_: (_NOT_RUN, []))
        judged = _judged(judge, _paper(RIGHT.read_bytes()), bench)
    assert asked == [(RIGHT.read_text(encoding="utf-8"), LAB, "not run")]
    assert "told from afar" in judged.record.decode()


_NOT_RUN: dict[str, Any] = {"behaviour": None, "training": {"way": "not run"}}

REFUSED: dict[str, tuple[Paper, str, str]] = {
    "a picture": (_paper(b"\x89PNG"), "SubmissionError", "is a PNG picture"),
    "a broken sheet": (_paper(b"", sheet=("p.toml", b"[q6")), "SheetError", "is not valid TOML"),
    "an empty folder": (
        Paper(Gathered("here", "", ()), LAB), "SubmissionError", "the folder here holds no .py",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("paper", "kind", "said"), REFUSED.values(), ids=REFUSED)
def test_wrong_use_is_said(paper: Paper, kind: str, said: str, judge: Judge) -> None:
    with pytest.raises(Refused, match=said) as refused:
        read(judge, paper)
    assert refused.value.kind == kind
    assert read(judge, _paper(b"x = 1")) == "net.py"  # and it still serves


def test_a_fault_of_ours_comes_with_its_traceback(judge: Judge) -> None:
    with pytest.raises(JudgeFailed, match="KeyError: 'paper'") as failed:
        judge.ask("read", {})
    assert "one.py" in failed.value.told
    assert read(judge, _paper(b"x = 1")) == "net.py"


def test_what_takes_too_long_ends_the_judge_and_the_next_question_has_another() -> None:
    # a question that it never answers: it waits for the rest of a frame
    with Judge(seconds=1.0) as short:
        assert read(short, _paper(b"x = 1")) == "net.py"
        with pytest.raises(JudgeLost, match="took longer than 1 s") as lost:
            short._hear(b"cnngrade/1\n", 1.0, 1.0)
        assert lost.value.silent
        assert read(short, _paper(b"x = 1")) == "net.py"


def test_its_time_is_for_the_whole_submission_and_that_of_errands_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, left = [0.0], []
    monkeypatch.setattr("grader.judging.judge.time.monotonic", lambda: now[0])

    class Slow(Judge):
        def _hear(self, question: bytes, seconds: float, whole: float) -> Any:
            left.append((seconds, whole))
            now[0] += 25.0  # of its own
            return ({"errand": "x"} if len(left) < 4 else {"done": 1}), []

    def run(*_: object) -> bytes:
        now[0] += 1000.0  # of others
        return b""

    monkeypatch.setattr(room, "run_errand", run)
    nobody: Any = object()
    assert Slow(seconds=60.0).ask("grade", {}, (), nobody)[0] == {"done": 1}
    assert left == [(60.0, 60.0), (35.0, 60.0), (10.0, 60.0), (1.0, 60.0)]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc and layers are Linux'")
class TestConfinement:
    def test_it_has_every_layer_of_the_probe(self) -> None:
        with Judge() as started:
            read(started, _paper(b"x = 1"))
            assert started._child is not None
            assert isinstance(started._child._process, Popen)
            status = Path(f"/proc/{started._child._process.pid}/status").read_text()
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        assert facts["Seccomp"] == "2"
        assert facts["NoNewPrivs"] == "1"
        assert int(facts["CapEff"], 16) == 0

    def test_memory_without_end_is_the_judges_alone(self) -> None:
        with Judge(memory_mb=64) as small, pytest.raises((JudgeLost, JudgeFailed)):
            read(small, _paper(b"x" * 2**27))

    def test_it_ends_with_its_parent(self) -> None:
        read_end, write_end = os.pipe()
        parent = os.fork()
        if parent == 0:
            try:
                with Judge() as started:
                    read(started, _paper(b"x = 1"))
                    assert started._child is not None
                    assert isinstance(started._child._process, Popen)
                    os.write(write_end, str(started._child._process.pid).encode())
                    os.kill(os.getpid(), signal.SIGKILL)
            finally:
                os._exit(1)
        os.close(write_end)
        child = int(os.read(read_end, 20))
        os.close(read_end)
        os.waitpid(parent, 0)
        for _ in range(1000):
            state = _state(child)
            if state in ("", "Z"):
                return
            os.sched_yield()
            signal.sigtimedwait([], 0.02)
        raise AssertionError("it is still there")


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_a_judge_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "module", lambda *_: [sys.executable, "-c", "raise SystemExit(4)"])
    with Judge() as never, pytest.raises(JudgeLost, match="failed: it ended with status 4"):
        read(never, _paper(b"x = 1"))


def test_the_lab_that_the_judge_has_is_the_one_that_was_asked_for() -> None:
    blobs: list[bytes] = []
    lab = read_lab()
    assert from_json(Paper, to_json(Paper(Gathered("", "", ()), lab), blobs), blobs).lab == lab


def test_an_untouched_starter_is_known_where_there_are_no_files(judge: Judge) -> None:
    starter = (exercises_folder() / LAB.file_name).read_bytes()
    both = (Lying("a/task1_cnn.py", starter), Lying("b/model.py", RIGHT.read_bytes()))
    assert read(judge, Paper(Gathered("here", "", both), LAB)) == "b/model.py"


TABBED = b"""
for epoch in range(2):
    print(f"{epoch}\\tloss \\N{BULLET} {epoch:>3}", "\\u00e9\\x00", b"\\xff")
"""


def test_signs_that_are_written_by_a_name_are_read_where_there_are_no_files(judge: Judge) -> None:
    assert read(judge, _paper(RIGHT.read_bytes() + TABBED)) == "net.py"


def test_a_class_is_traced_as_it_stands_on_an_image_of_any_shape(
    judge: Judge, benches: Benches
) -> None:
    paper = replace(_paper(HEADS), lab=replace(LAB, class_name="Heads"))
    with benches.lent() as bench:
        found, unread = trace(judge, paper, (3, 11, 11), True, bench)
        network = Network.from_json(found)
        assert [node.layer.kind for node in network] == ["input", "conv", "reshape", "linear"]
        assert unread == ("aux",)
        with pytest.raises(Refused, match="cannot be multiplied"):  # and is not mended
            trace(judge, paper, (3, 12, 12), True, bench)
        with pytest.raises(Refused, match="no class Net"):
            trace(judge, _paper(HEADS), (3, 11, 11), True, bench)

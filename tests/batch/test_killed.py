"""`kill -9` at any moment: no finished result is lost, and no half one is seen."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from grader.batch import ledger
from grader.batch.ledger import STUDENTS
from grader.batch.nouns import Handed, Roster, Row
from grader.batch.run import carry_out, make_plan
from grader.batch.unit import Result, Setting, Unit
from grader.lab import read_lab
from tests.batch.running import record, run, start, write_class
from tests.thorough import MORE

pytestmark = pytest.mark.processes
SETTING = Setting(read_lab(), "digits", "0")
KILLS = 50 if MORE else 20
STUDENT_COUNT = 40


def _class(version: int) -> Roster:
    """Everybody hands in again in each version, so that results are replaced as well."""
    handed = [
        Handed(str(n), str(n), f"S {n}", "a.py", b"%d: version %d" % (n, version))
        for n in range(STUDENT_COUNT)
    ]
    return Roster("folder", tuple(handed))


def _page(unit: Unit) -> bytes:
    return unit.data + b" " * 300_000 + b"</html>"


def _grade(units: Iterable[Unit]) -> Iterator[Result]:
    for unit in units:
        row = Row(unit.key, "", "", unit.file, False, "graded", 1.0, 20.0)
        yield Result(row, {"report.html": _page(unit), "result.json": unit.data})


def _start_a_run(out: Path, roster: Roster, finished: Path) -> int:
    """One run in a process group of its own."""
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            with finished.open("ab", buffering=0) as log:
                for row in carry_out(make_plan(out, roster, SETTING), _grade):
                    log.write(f"{row.key}\n".encode())
            os._exit(0)
        finally:
            os._exit(1)  # never back into the tests
    return child


def _kill_after(child: int, finished: Path, results: int, seconds: float) -> None:
    """So many seconds after so many results, or at its end: however fast the machine is."""
    while finished.read_bytes().count(b"\n") < results:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
        time.sleep(0.0005)
    time.sleep(seconds)
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:  # it has no group of its own yet
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process group")
def test_kills_at_random_moments(tmp_path: Path) -> None:
    moments = random.Random(6)
    out, interrupted = tmp_path / "out", 0
    for kill in range(KILLS):  # the second run of each version takes up what the first left
        roster, finished = _class(kill // 2), tmp_path / f"finished-{kill}"
        finished.touch()
        child = _start_a_run(out, roster, finished)
        _kill_after(child, finished, moments.randrange(STUDENT_COUNT // 2), moments.random() / 100)
        ledger.settle(out / STUDENTS)
        entries = ledger.read_entries(out / STUDENTS)
        plan = make_plan(out, roster, SETTING)
        told = set(finished.read_text().split())
        assert told <= set(plan.done), "a finished result was lost"
        assert set(entries) >= told
        interrupted += bool(plan.to_go)
        _all_whole(out / STUDENTS)
    assert interrupted > KILLS // 2, f"only {interrupted} kills came before the end"
    assert len([*carry_out(make_plan(out, _class(KILLS), SETTING), _grade)]) > 0
    assert not make_plan(out, _class(KILLS), SETTING).to_go


def _all_whole(students: Path) -> None:
    for folder in students.iterdir():
        names = sorted(path.name for path in folder.iterdir())
        ours = [".row.json", "report.html", "result.json"]
        assert names in (ours, sorted([*ours, "before.html"])), folder
        page, data = (folder / "report.html").read_bytes(), (folder / "result.json").read_bytes()
        assert page.startswith(data)
        assert page.endswith(b"</html>")


LEFTOVERS = {  # what lies there -> the text of the result that stands after it
    "one being written": ({".7.part-x": "half"}, None),
    "a whole one beside the old": ({"7": "old", ".7.new": "new"}, "new"),
    "the old one moved, the new not": ({".7.old": "old", ".7.new": "new"}, "new"),
    "the old one not yet removed": ({"7": "new", ".7.old": "old"}, "new"),
    "only the old one": ({".7.old": "old"}, "old"),
}


@pytest.mark.parametrize(("there", "stands"), LEFTOVERS.values(), ids=LEFTOVERS)
def test_each_step_that_a_kill_can_leave_is_finished_or_undone(
    there: dict[str, str], stands: str | None, tmp_path: Path
) -> None:
    for name, text in there.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.html").write_text(text)
    ledger.settle(tmp_path)
    left = {path.name: (path / "report.html").read_text() for path in tmp_path.iterdir()}
    assert left == ({} if stands is None else {"7": stands})


def test_the_command_itself_is_killed_and_goes_on(tmp_path: Path) -> None:
    texts = {f"s{n:02}": "sleep 0.05" for n in range(30)}
    folder, out, log = write_class(tmp_path / "class", texts), tmp_path / "out", tmp_path / "log"
    moments = random.Random(7)
    for _ in range(4):
        process = start(folder, "--out", out, "--jobs", 2, log=log)
        _wait_for_another(out)
        time.sleep(moments.uniform(0.0, 0.3))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    done = len(list((out / STUDENTS).glob("s*")))
    status, said = run(folder, "--out", out, "--jobs", 2, log=log)
    assert status == 0, said
    assert f"{done} of 30 are done already; {30 - done} to go." in said
    graded = log.read_text().split()
    assert set(graded) == set(texts)
    assert len(graded) <= 30 + 4 * 5, "more was graded twice than was under way"


def _wait_for_another(out: Path) -> None:
    """Until one more result lies there, or the class is done."""
    before = len(list(out.glob("students/s*")))
    until = time.monotonic() + 300
    while len(list(out.glob("students/s*"))) == before and before < 30:
        assert time.monotonic() < until, "no result came"
        time.sleep(0.01)


@pytest.mark.skipif(not MORE, reason="what is there to lose is the same with stubs, as above")
def test_the_real_thing_is_killed_and_goes_on(tmp_path: Path) -> None:
    solution = (Path(__file__).parents[2] / "solutions" / "task1_cnn.py").read_text("utf-8")
    folder = write_class(tmp_path / "class", {"s1": solution, "s2": solution + "\n# mine\n"})
    out = tmp_path / "out"
    process = start(folder, "--out", out, "--jobs", 1)
    _wait_for_another(out)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    page = (out / "students" / "s1" / "report.html").read_bytes()
    status, said = run(folder, "--out", out, "--jobs", 1)
    assert status == 0, said
    assert "1 of 2 are done already; 1 to go." in said
    assert (out / "students" / "s1" / "report.html").read_bytes() == page
    assert record(out, "s2")["score"]["points"] == record(out, "s1")["score"]["points"]

"""What a run over the same folder takes up, and what it leaves alone; the workers are stubs."""

from __future__ import annotations

import csv
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch.ledger import read_entries
from tests.batch.running import ROOT, STUBBED, run, run_here, start, write_class

pytestmark = pytest.mark.processes
SLEEPERS = {f"s{n}": "sleep 0" for n in range(6)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a class of six, graded once for this file's tests."""
    place = tmp_path_factory.mktemp("graded")
    write_class(place / "class", SLEEPERS)
    status, said = _again(place)
    assert status == 0, said
    return place


@pytest.fixture
def place(graded: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed at will."""
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    return tmp_path


def _again(place: Path, *words: object) -> tuple[int, str]:
    (place / "log").write_text("")
    return run(place / "class", "--out", place / "out", "--jobs", 2, *words, log=place / "log")


def _graded(place: Path) -> list[str]:
    return sorted((place / "log").read_text().split())


def test_nothing_is_done_twice(place: Path) -> None:
    status, said = _again(place)
    assert status == 0
    assert "6 of 6 are done already; nothing is left to grade." in said
    assert _graded(place) == []


def test_a_changed_file_and_a_lost_page_are_graded_again(place: Path) -> None:
    (place / "class" / "s3.py").write_text("sleep 0 changed")
    (place / "out" / "students" / "s4" / "report.html").unlink()
    _, said = _again(place)
    assert _graded(place) == ["s3", "s4"]
    assert "4 of 6 are done already; 2 to go." in said
    assert "changed" in (place / "out" / "students" / "s3" / "report.html").read_text()


def _record(place: Path, key: str) -> Path:
    return place / "out" / "students" / key / ".row.json"


def _damage(place: Path) -> None:
    """Every row but that of s0, each in a way of its own."""
    whole = _record(place, "s1").read_text()
    _record(place, "s1").write_text(whole[: len(whole) // 2])
    _record(place, "s2").write_bytes(b"\xff\x00\x1f\x8b" * 50)
    _record(place, "s3").write_text("[" * 100_000)
    _record(place, "s4").unlink()
    _record(place, "s4").mkdir()
    told = json.loads(_record(place, "s5").read_text())
    told["row"]["name"] = 5
    _record(place, "s5").write_text(json.dumps(told))


def test_damaged_rows_are_set_aside_and_graded_again(place: Path) -> None:
    _damage(place)
    status, said = _again(place)
    assert status == 0, said
    assert _graded(place) == ["s1", "s2", "s3", "s4", "s5"]
    assert f"Damaged results were moved to {place / 'out' / 'damaged'}" in said
    assert "1 of 6 are done already; 5 to go." in said
    assert _record(place, "s5").exists()
    assert sorted(path.name for path in (place / "out" / "damaged").iterdir()) == _graded(place)
    _again(place)
    assert _graded(place) == []


CHANGES: dict[str, object] = {
    "points": "17", "max_points": None, "failed": "abc", "late": "no", "file": None, "seconds": {},
    "state": "no mark", "accuracy": float("nan"),
}  # fmt: skip


@pytest.mark.parametrize("field", CHANGES)
def test_a_row_with_a_value_that_does_not_belong_there_is_damaged(
    field: str, graded: Path, tmp_path: Path
) -> None:
    shutil.copytree(graded / "out" / "students" / "s1", tmp_path / "s1")
    assert "s1" in read_entries(tmp_path)
    told = json.loads((tmp_path / "s1" / ".row.json").read_text())
    told["row"][field] = CHANGES[field]
    (tmp_path / "s1" / ".row.json").write_text(json.dumps(told))
    assert read_entries(tmp_path) == {}


def test_notes_that_are_damaged_stop_nothing(place: Path) -> None:
    (place / "out" / ".class.json").write_text("[" * 100_000)
    (place / "out" / ".regrade").write_bytes(b"\xff\xfe\x00")
    status, said = _again(place)
    assert status == 0, said
    assert _graded(place) == []


def test_another_lab_grades_everybody_again(place: Path) -> None:
    _, said = _again(place, "--limit-seconds", "7")
    assert _graded(place) == sorted(SLEEPERS)
    assert "6 of them have changed since, or are graded otherwise now" in said


def test_who_left_is_named_and_kept_and_comes_back(place: Path) -> None:
    (place / "class" / "s5.py").rename(place / "s5.py")
    _, said = _again(place)
    assert "Not on the roster any more" in said
    assert "s5" in said
    assert (place / "out" / "gone" / "s5" / "report.html").exists()
    assert not (place / "out" / "students" / "s5").exists()
    (place / "s5.py").rename(place / "class" / "s5.py")
    _again(place)
    assert _graded(place) == []
    assert (place / "out" / "students" / "s5" / "report.html").exists()


def test_regrade_shows_old_and_new_side_by_side(place: Path) -> None:
    (place / "class" / "s3.py").write_text("sleep 0 and more")  # the stub counts letters
    _, said = _again(place, "--regrade")
    assert _graded(place) == sorted(SLEEPERS)
    assert "With a mark before: 6, 1 of them changed" in said
    assert "7 → 16 / 20" in said
    with (place / "out" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        before = {row["id"]: row["points before"] for row in csv.DictReader(file)}
    assert before == dict.fromkeys(SLEEPERS, "7")
    assert not (place / "out" / ".regrade").exists()


def test_a_regrade_that_was_broken_off_goes_on(place: Path) -> None:
    for name in ("s0", "s5"):
        (place / "class" / f"{name}.py").write_text("sleep 60" if name == "s5" else "sleep 0 x")
    (place / "log").write_text("")
    words = (place / "class", "--out", place / "out", "--jobs", 1, "--regrade")
    page = place / "out" / "students" / "s4" / "report.html"
    before = page.stat().st_mtime_ns
    process = start(*words, log=place / "log")
    _until(process, lambda: page.exists() and page.stat().st_mtime_ns != before)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (place / "class" / "s5.py").write_text("sleep 0")
    _, said = _again(place, "--regrade")
    assert _graded(place) == ["s5"]
    assert "was broken off and goes on" in said
    assert "With a mark before: 6, 1 of them changed" in said


def test_ctrl_c_leaves_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    texts = {**SLEEPERS, "s8": "sleep 60", "s9": "sleep 60"}
    write_class(tmp_path / "class", texts)
    words = (tmp_path / "class", "--out", tmp_path / "out", "--jobs", 2)
    process = start(*words, log=tmp_path / "log")
    _until(process, lambda: (tmp_path / "log").exists() and {"s8", "s9"} <= set(_graded(tmp_path)))
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to the whole group
    said, _ = process.communicate(timeout=600)
    assert process.returncode == 130, said
    assert "6 of 8 are done" in said
    assert "run the same command again" in said
    for name in ("s8", "s9"):
        (tmp_path / "class" / f"{name}.py").write_text("sleep 0")
    assert _again(tmp_path)[0] == 0
    assert _graded(tmp_path) == ["s8", "s9"]


def test_a_worker_that_dies_is_replaced_and_its_unit_tried_twice(tmp_path: Path) -> None:
    write_class(tmp_path / "class", {**SLEEPERS, "bad": "die"})
    status, said = _again(tmp_path)
    assert status == 3, said
    assert "bad: no mark" in said
    assert "ended with status 7" in said
    assert _graded(tmp_path).count("bad") == 2
    with (tmp_path / "out" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        points = {row["id"]: row["points"] for row in csv.DictReader(file)}
    assert points == {**dict.fromkeys(SLEEPERS, "7"), "bad": ""}
    _again(tmp_path)
    assert set(_graded(tmp_path)) == {"bad"}, "what has no mark is tried again"


def test_a_worker_that_is_stopped_is_given_up_and_a_slow_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUB_SILENCE", "4")
    write_class(tmp_path / "class", {"slow": "sleep 9", "bad": "stop", "s1": "sleep 0"})
    status, said = _again(tmp_path)
    assert status == 3, said
    assert "bad: no mark" in said
    assert "lost 2 times: it gave no sign of life for 4 s" in said
    assert _graded(tmp_path) == ["bad", "bad", "s1", "slow"]


def test_a_worker_that_raves_is_replaced_and_the_run_goes_on(tmp_path: Path) -> None:
    write_class(tmp_path / "class", {**SLEEPERS, "bad": "babble"})
    status, said = _again(tmp_path)
    assert status == 3, said
    assert "bad: no mark" in said
    assert "what it said is no result (TypeError" in said
    assert _graded(tmp_path) == ["bad", "bad", *sorted(SLEEPERS)]


def test_two_runs_do_not_mix(tmp_path: Path) -> None:
    write_class(tmp_path / "class", {"s1": "sleep 60"})
    words = (tmp_path / "class", "--out", tmp_path / "out")
    first = start(*words, log=tmp_path / "log")
    _until(first, lambda: (tmp_path / "log").exists())
    status, said = run(*words, log=tmp_path / "log")
    assert status == 2
    assert f"process {first.pid} is grading into" in said
    os.killpg(first.pid, signal.SIGKILL)  # its lock dies with it
    first.communicate()
    (tmp_path / "class" / "s1.py").write_text("sleep 0")
    assert run(*words, log=tmp_path / "log")[0] == 0


WRONG = {
    "no such download": (["absent", "--out", "out"], "absent"),
    "the results among the submissions": (["class", "--out", "class/out"], "outside"),
    "no such worksheet": (["class", "--out", "out", "--worksheet", "no.csv"], "no.csv"),
    "no such data": (["class", "--out", "out", "--data", "class"], "class"),
    "a folder that cannot be made": (["class", "--out", "class/s0.py/out"], "s0.py"),
}


@pytest.mark.parametrize(("words", "names"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_one_sentence_and_status_2(
    words: list[str], names: str, tmp_path: Path
) -> None:
    write_class(tmp_path / "class", SLEEPERS)
    status, said = run_here(*words, log=Path(os.devnull), folder=tmp_path)
    assert status == 2, said
    assert names in said.partition("Error: ")[2]


def test_a_scheduler_that_is_not_there_is_status_3(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    write_class(tmp_path / "class", SLEEPERS)
    words = (tmp_path / "class", "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9")
    status, said = run(*words, log=tmp_path / "log")
    assert status == 3, said
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in said


def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    write_class(tmp_path / "class", {**SLEEPERS, "s9": "sleep 0"})
    screen, keyboard = pty.openpty()
    done = subprocess.run(
        [sys.executable, STUBBED, "batch", tmp_path / "class", "--out", tmp_path / "out"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "STUB_LOG": os.devnull, "COLUMNS": "100"},
        stdout=keyboard,
        check=False,
    )
    os.close(keyboard)
    said = os.read(screen, 100_000).decode()
    os.close(screen)
    assert done.returncode == 0
    last = said.rpartition("7 of 7")[2]
    assert said.count("\r[") == 8
    assert ": 7 / 20" in last
    assert "Traceback" not in said


def _until(process: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
    """Wait while the run goes on."""
    until = time.monotonic() + 300
    while not condition():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until
        time.sleep(0.02)


def _marks(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "out" / "students").iterdir())


def _other_class(place: Path, download: str) -> None:
    for path in (place / "class").iterdir():
        path.unlink()
    if download == "of the same kind":
        write_class(place / "class", {"t1": "sleep 0", "t2": "sleep 0", "s1": "sleep 0"})
    else:
        write_class(place / "class", {f"s{n}_{n}_9{n}_net": "sleep 0" for n in range(6)})


@pytest.mark.parametrize("download", ["of the same kind", "of another LMS"])
def test_another_class_moves_nobody_s_results(place: Path, download: str) -> None:
    before = _marks(place)
    _other_class(place, download)
    status, said = _again(place)
    assert status == 2
    assert "--new-class" in said
    assert _marks(place) == before
    assert not (place / "out" / "gone").exists()
    status, said = _again(place, "--new-class")
    assert status == 0, said
    assert set(_marks(place)) & set(before) <= {"s1"}
    assert len(list((place / "out" / "gone").iterdir())) >= 5


def test_one_who_left_the_course_is_no_other_class(place: Path) -> None:
    (place / "class" / "s2.py").unlink()
    status, said = _again(place)
    assert status == 0, said
    assert "s2" not in _marks(place)

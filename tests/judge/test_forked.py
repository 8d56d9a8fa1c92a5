"""A judge that is a fork: as small as one of its own interpreter, and replaced by such a one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import RIGHT

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="there is no fork here"),
]
# in a process of its own, which has no threads and holds what a judge must not have
TRIED = f"""
import json, os, signal, sys
from functools import partial
from pathlib import Path
from grader.forked import fork_judge
from grader.judging import Judge, JudgeLost
from grader.judging.one import read
from grader.judging.paper import Paper
from grader.judging.trying import page
from grader.lab import read_lab
from grader.submission.gather import gather
from grader.wire.fork import may_fork
from tests.experiment.books import book

def children():
    return Path(f"/proc/self/task/{{os.getpid()}}/children").read_text().split()

def status(number):
    lines = Path(f"/proc/{{number}}/status").read_text().splitlines()
    return {{name: value.strip() for name, _, value in (line.partition(":") for line in lines)}}

held = [os.open("/dev/null", os.O_RDONLY) for _ in range(5)]
print("once", end="")
told = {{"may": may_fork()}}
with Judge(first=fork_judge) as judge:
    paper = Paper(gather(Path({str(RIGHT)!r})), read_lab())
    told["read"] = read(judge, paper)
    (number,) = children()
    told["filter"], told["rights"] = status(number)["Seccomp"], status(number)["CapEff"]
    told["open"] = len(os.listdir(f"/proc/{{number}}/fd"))
    told["same"] = Path(f"/proc/{{number}}/cmdline").read_bytes() == Path(
        "/proc/self/cmdline").read_bytes()
    os.kill(int(number), signal.SIGKILL)
    try:
        read(judge, paper)
    except JudgeLost as lost:
        told["lost"] = str(lost)
    told["again"] = read(judge, paper)
    (number,) = children()
    told["fresh"] = b"grader.judge" in Path(f"/proc/{{number}}/cmdline").read_bytes()
with Judge(first=partial(fork_judge, one=False)) as judge:
    told["page"] = page(judge, book()).startswith(b"<!doctype html>")
told["left"] = children()
print(json.dumps(told), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def tried() -> tuple[dict[str, object], str]:
    done = subprocess.run(
        [sys.executable, "-c", TRIED],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stderr), done.stdout


def test_it_is_a_fork_and_as_small_as_any(tried: tuple[dict[str, object], str]) -> None:
    told, _ = tried
    assert told["may"]
    assert told["same"]
    assert told["read"] == RIGHT.name
    assert (told["filter"], told["rights"]) == ("2", "0" * 16)
    assert told["open"] == 4  # its pipes and the transcript, nothing of its parent's


def test_what_was_not_yet_put_out_is_said_once(tried: tuple[dict[str, object], str]) -> None:
    assert tried[1] == "once"


def test_the_next_one_is_of_its_own_interpreter(tried: tuple[dict[str, object], str]) -> None:
    told, _ = tried
    assert told["lost"] == "failed: it ended with status -9"
    assert (told["again"], told["fresh"], told["left"]) == (RIGHT.name, True, [])


def test_one_for_more_than_a_grade_draws_what_an_experiment_came_to(
    tried: tuple[dict[str, object], str],
) -> None:
    assert tried[0]["page"]


@pytest.mark.parametrize("closed", [(0,), (1,), (0, 1, 2)])
def test_who_has_lost_standard_streams_hears_what_went_wrong(closed: tuple[int, ...]) -> None:
    code = f"""
import os
told = os.dup(2)
for one in {closed}:
    os.close(one)
from grader.wire.child import Child, ChildLost
from grader.wire.fork import forked
try:
    Child(forked(lambda: 1 / 0, "/")).hear(60.0)
except ChildLost as lost:
    os.write(told, str(lost).encode())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == "ended with status 1: ZeroDivisionError: division by zero"


def test_no_handler_of_its_parent_s_is_called_in_it() -> None:
    code = """
import os, signal, sys
from grader.wire.child import Child
from grader.wire.fork import forked
from grader.wire.frame import pack

def become():
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGWINCH)
    os.write(1, pack({"kept": [n.name for n in signal.Signals if callable(signal.getsignal(n))]}))

signal.signal(signal.SIGWINCH, lambda *_: os._exit(9))
child = Child(forked(become, "/"))
print(child.hear(60.0)[0]["kept"], child._process.wait())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "[] 1\n", done.stderr


def test_one_that_ended_has_a_status_even_where_the_system_reaps_it() -> None:
    code = (
        "import os, signal; from grader.wire.child import Child; "
        "from grader.wire.fork import forked\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "child = Child(forked(lambda: None, '/')); print(child._process.wait()); child.stop()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "0\n", done.stderr


@pytest.mark.parametrize(
    "start",
    ["threading.Thread(target=run, daemon=True).start()", "_thread.start_new_thread(run, ())"],
)
def test_who_has_threads_does_not_fork(start: str) -> None:
    code = (
        "import _thread, threading; from grader.wire.fork import may_fork; before = may_fork()\n"
        f"run = threading.Event().wait; {start}; print(before, may_fork())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]

"""How long after a save the first finding is there, and the whole verdict: p50 and p95.

    python -m benchmarks.watching [--edits 100] [--files 20] [--mnist FOLDER]

Each of the files is a right or wrong submission of tests/submissions, saved again and again with
another number of blank lines at its end; the worker of `watch` grades it as it does there. The time
in which a save is waited to be quiet (`looking.QUIET`) is added. Beside it `submit` on a few.
"""

from __future__ import annotations

import argparse
import queue
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import quantiles

from grader.data import Source, find_data
from grader.judging.bench import Bench
from grader.judging.paper import Judged, Paper, Wanted
from grader.lab import Lab, read_lab
from grader.submission.gather import Gathered, Lying
from grader.watching.looking import EVERY, QUIET
from grader.watching.states import Event, Heard, Stamp
from grader.watching.working import Job, Worker

FOLDER = Path(__file__).parents[1] / "tests" / "submissions"
SLOW = 120.0  # seconds after which a verdict is no longer waited for
WAIT = QUIET + EVERY / 2  # from the save to the order, in the mean


def main() -> None:
    options = _options()
    chosen = sorted(FOLDER.glob("*.py"))
    random.Random(1).shuffle(chosen)
    files = [path.read_bytes() for path in chosen[: options.files]]
    lab, source = read_lab(), _source(options.mnist)
    firsts, wholes = _watched(files, options.edits, lab, source)
    print(f"{options.edits} edits of {len(files)} submissions, digits: {source.name}")
    _say("save to first finding", firsts)
    _say("save to whole verdict", wholes)
    _say("submit, the same files", [_submitted(file) for file in files[: options.submits]])


def _watched(
    files: Sequence[bytes], edits: int, lab: Lab, source: Source
) -> tuple[list[float], list[float]]:
    heard: dict[int, list[tuple[float, bool]]] = {}
    done: queue.Queue[float] = queue.Queue()

    def post(event: Event) -> None:
        now = time.monotonic()
        if isinstance(event, Heard):
            heard.setdefault(event.stamp.number, []).append((now, event.glance.whole))

    def drawn(_name: str, _judged: Judged) -> None:
        done.put(time.monotonic())

    firsts, wholes = [], []
    wanted = Wanted(source.name, source.found_by, sys.platform != "linux", "text", glances=True)
    with Bench(source) as bench:
        bench.nursery(lab)
        with Worker(bench, wanted, post, drawn) as worker:
            for number in range(-1, edits):  # the first makes all warm, and does not count
                text = files[number % len(files)] + b"\n" * (number // len(files) + 1)
                lying = (Lying("net.py", text),)
                began = time.monotonic()
                job = Job(
                    Stamp(str(number), number), Paper(Gathered("net.py", "net.py", lying), lab)
                )
                worker.run(job)
                with suppress(queue.Empty):  # there is none, and is counted nowhere
                    done.get(timeout=SLOW)
                told = heard.get(number, [])
                if number < 0 or not told:
                    continue
                firsts.append(told[0][0] - began + WAIT)
                wholes += [at - began + WAIT for at, whole in told if whole]
    return firsts, wholes


def _submitted(file: bytes) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.py"
        path.write_bytes(file)
        began = time.monotonic()
        command = [sys.executable, "-m", "grader", "submit", str(path)]
        subprocess.run(command, capture_output=True, check=True)
        return time.monotonic() - began


def _say(what: str, seconds: Sequence[float]) -> None:
    if len(seconds) < 2:
        return
    cuts = quantiles(seconds, n=20, method="inclusive")
    print(f"{what:24} p50 {cuts[9]:5.2f} s   p95 {cuts[18]:5.2f} s   ({len(seconds)})")


def _source(mnist: Path | None) -> Source:
    return Source("digits", None, "embedded") if mnist is None else find_data(mnist)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--submits", type=int, default=5)
    parser.add_argument("--mnist", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()

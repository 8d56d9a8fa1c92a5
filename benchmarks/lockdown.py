"""What the sandbox costs: its layers, a probe from a fresh process, a probe from a warm one.

    python -m benchmarks.lockdown [--runs N]

Asked: the layers under 20 ms beyond the imports; a whole probe under 2.5 times a bare
`import torch`, from the warm process under 0.5 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from grader.lab import read_lab
from grader.sandbox import Nursery, observe
from grader.submission.intake import read

SOLUTION = Path(__file__).resolve().parents[1] / "solutions" / "task1_cnn.py"
# the layers in a fork of a process that has imported torch, as a probe does; prints milliseconds
LAYERS = """
import os, tempfile, time
import torch
torch.set_num_threads(1)
import grader.confine as confining
from grader.confine import identity, landlock, limits, seccomp, spaces
there = confining.has_spaces()
for _ in range({runs}):
    reading, writing = os.pipe()
    parent = os.getpid()
    if os.fork() == 0:
        os.chdir(tempfile.mkdtemp())
        began = time.perf_counter()
        confining.confine(30.0, 3072, writing, parent, there)
        os.write(writing, str(1000 * (time.perf_counter() - began)).encode())
        os._exit(0)
    os.close(writing)
    print(os.read(reading, 100).decode())
    os.close(reading)
    os.wait()
"""


def main() -> None:
    """Print medians and ratios of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    print(f"{os.cpu_count()} cores, medians of {runs}; ratios are what counts")
    told = subprocess.run(
        [sys.executable, "-c", LAYERS.format(runs=runs)], check=True, capture_output=True, text=True
    )
    layers = statistics.median(float(line) for line in told.stdout.split())
    print(f"all layers of a probe            {layers:8.1f} ms   (asked: under 20)")
    bare = _median(lambda: subprocess.run([sys.executable, "-c", "import torch"], check=True), runs)
    print(f"python -c 'import torch'         {bare:8.2f} s")
    lab = read_lab()
    submission = read(SOLUTION, lab)
    fresh = _median(lambda: observe(submission, lab), runs)
    print(f"a probe in a fresh process       {fresh:8.2f} s  = {fresh / bare:.2f} × (asked: 2.5)")
    with Nursery(lab) as nursery:
        warm = _median(lambda: observe(submission, lab, nursery=nursery), runs)
    print(f"a probe forked from a warm one   {warm:8.2f} s  = {warm / bare:.2f} × (asked: 0.5 s)")


def _median(work: Callable[[], object], runs: int) -> float:
    """Median wall time in seconds, after one run that is not counted."""
    return statistics.median([_time(work) for _ in range(runs + 1)][1:])


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

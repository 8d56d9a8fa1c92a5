"""The figures of `cnngrade submit`, as ratios in one run on the machine it runs on.

    python -m benchmarks.submit [--mnist FOLDER] [--runs N] [--skip-script]

What is held against one another is run in turns. Processor time is that of all processes, and
hardly hangs on what else the machine does: its least counts; of wall time the median. The sheet's
own run (its loop, defaults, 10 epochs, MNIST) takes minutes; `--skip-script` leaves it out. Without
MNIST on disk the figures that need it are left out and named.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.processor import Spent, spent

ROOT = Path(__file__).resolve().parent.parent
SOLUTION = ROOT / "solutions" / "task1_cnn.py"
CNNGRADE = Path(sys.executable).parent / "cnngrade"


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    print(f"{os.cpu_count()} cores, {asked.runs} runs of each; ratios are what counts")
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.py"
        broken.write_text("class Net(:\n    def forward(self x)\n")
        submit = [str(CNNGRADE), "submit", "--out", folder]
        submit += ["--data", str(asked.mnist)] if asked.mnist is not None else []
        one, whole, refused = _in_turns(
            [
                [sys.executable, "-c", "import torch"],
                [*submit, str(SOLUTION)],
                [*submit, str(broken)],
            ],
            asked.runs,
        )
    _print("python -c 'import torch'", one)
    asked_for = "at most 1.5 in wall time, on two idle cores, and 2.2 in CPU"
    _print("cnngrade submit (reference solution)", whole, one, asked_for, "import torch")
    _print("cnngrade submit (a syntax error)", refused, one, "hardly more than a judge", "the same")
    light, *shown = _in_turns(
        [
            [sys.executable, "-c", "import click, numpy, jinja2"],
            *([str(CNNGRADE), *words] for words in (["--help"], ["pool", "1 2; 3 4"], ["count"])),
        ],
        asked.runs,
    )
    for name, each in zip(("--help", "pool", "count"), shown, strict=True):
        _print(f"cnngrade {name}", each, light, "at most 1.5", "import click, numpy, jinja2")
    if asked.mnist is None:
        print("left out, for want of MNIST (--mnist): the sheet's own run, one epoch of each loop")
        return
    epoch = [sys.executable, "-m", "benchmarks.epoch", str(asked.mnist.resolve())]
    subprocess.run(epoch, cwd=ROOT, check=True)
    if not asked.skip_script:
        script = _script(asked.mnist)
        _print("the script as the sheet says", script, whole, "at least 40", "submit")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path, help="folder that holds MNIST/raw")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--skip-script", action="store_true")
    return parser.parse_args()


def _in_turns(commands: Sequence[list[str]], runs: int) -> list[Spent]:
    """Of each the median wall time and the least CPU time; the first run does not count."""
    took = [[spent(command, ROOT) for command in commands] for _ in range(runs + 1)][1:]
    return [
        Spent(statistics.median(one.wall for one in each), min(one.cpu for one in each), "")
        for each in zip(*took, strict=True)
    ]


# `python3 task1_cnn.py`, also where torchvision cannot be imported beside a CPU-only torch
AS_THE_SHEET_SAYS = f"""
import runpy, sys
from grader.torchside.operators import declare_missing_operators
declare_missing_operators()
sys.argv = ["task1_cnn.py"]
runpy.run_path({str(SOLUTION)!r}, run_name="__main__")
"""


def _script(mnist: Path) -> Spent:
    """The script with its defaults (10 epochs), its data in place."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").symlink_to(mnist.resolve())
        return spent([sys.executable, "-c", AS_THE_SHEET_SAYS], Path(folder))


def _print(what: str, took: Spent, by: Spent | None = None, wanted: str = "", of: str = "") -> None:
    print(f"{what:<38} {took.wall:7.2f} s {took.cpu:7.2f} CPU s", flush=True)
    if by is not None:
        ratios = f"{took.wall / by.wall:.2f} and in CPU {took.cpu / by.cpu:.2f}"
        print(f"{'':<6}= {ratios} × {of} (asked: {wanted})", flush=True)


if __name__ == "__main__":
    main()

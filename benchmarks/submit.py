"""The figures of `cnngrade submit`, as ratios in one run on the machine it runs on.

    python benchmarks/submit.py [--mnist FOLDER] [--runs N] [--skip-script]

The sheet's own run (its loop, defaults, 10 epochs, MNIST) takes minutes; `--skip-script` leaves
it out. Without MNIST on disk the figures that need it are left out and named.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOLUTION = ROOT / "solutions" / "task1_cnn.py"
CNNGRADE = Path(sys.executable).parent / "cnngrade"


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    print(f"{os.cpu_count()} cores, {asked.runs} runs of each, medians; ratios are what counts")
    one = _median([sys.executable, "-c", "import torch"], asked.runs)
    _print("python -c 'import torch'", one)
    whole = _submit(asked)
    _print("cnngrade submit (reference solution)", whole, whole / one, "at most 4", "import torch")
    light = _median([sys.executable, "-c", "import click, numpy, jinja2"], asked.runs)
    shown = _median([str(CNNGRADE), "--help"], asked.runs)
    _print("cnngrade --help", shown, shown / light, "at most 1.5", "import click, numpy, jinja2")
    if asked.mnist is None:
        print("left out, for want of MNIST (--mnist): the sheet's own run, one epoch of each loop")
        return
    subprocess.run(
        [sys.executable, str(ROOT / "benchmarks/epoch.py"), str(asked.mnist)], check=True
    )
    if not asked.skip_script:
        script = _script(asked.mnist)
        _print("the script as the sheet says", script, script / whole, "at least 40", "submit")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path, help="folder that holds MNIST/raw")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--skip-script", action="store_true")
    return parser.parse_args()


def _submit(asked: argparse.Namespace) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [str(CNNGRADE), "submit", str(SOLUTION), "--out", folder]
        if asked.mnist is not None:
            command += ["--data", str(asked.mnist)]
        return _median(command, asked.runs)


def _median(command: list[str], runs: int) -> float:
    """Median wall time in seconds, after one run that is not counted."""
    return statistics.median([_time(command) for _ in range(runs + 1)][1:])


def _time(command: list[str], folder: str | None = None) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    return time.perf_counter() - began


# `python3 task1_cnn.py`, also where torchvision cannot be imported beside a CPU-only torch
AS_THE_SHEET_SAYS = f"""
import runpy, sys
from grader.torchside.operators import declare_missing_operators
declare_missing_operators()
sys.argv = ["task1_cnn.py"]
runpy.run_path({str(SOLUTION)!r}, run_name="__main__")
"""


def _script(mnist: Path) -> float:
    """The script with its defaults (10 epochs), its data in place."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").symlink_to(mnist.resolve())
        return _time([sys.executable, "-c", AS_THE_SHEET_SAYS], folder)


def _print(what: str, seconds: float, ratio: float = 0, wanted: str = "", of: str = "") -> None:
    tail = f"  = {ratio:.2f} × {of} (asked: {wanted})" if of else ""
    print(f"{what:<40} {seconds:8.2f} s{tail}", flush=True)


if __name__ == "__main__":
    main()

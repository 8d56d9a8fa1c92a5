"""The figures of `cnngrade batch`, as ratios in one run on the machine it runs on.

    python -m benchmarks.batch [--mnist FOLDER] [--count N] [--skip-script]

The sheet's own run (10 epochs on MNIST) is timed for one and two epochs and extrapolated. Without
MNIST on disk that figure is left out and named.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from benchmarks.processor import spent

ROOT = Path(__file__).resolve().parent.parent
STUBBED = ROOT / "tests" / "batch" / "stubbed.py"
REAL = ("-c", "from grader.cli import main; main()")
EPOCHS = 10  # the script's default


@dataclass(frozen=True)
class Measured:
    """One run over a class."""

    seconds: float  # wall time of the whole command
    parent_mb: float  # most memory that the command's own process held, in its second half
    overheads: tuple[float, ...]  # of each submission: seconds beyond those of its training


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    print(f"{os.cpu_count()} cores; one run of each; ratios are what counts")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write_class(folder / "class", asked.count)
        one = _batch(folder / "class", folder / "one", 1, asked.mnist)
        two = _batch(folder / "class", folder / "two", 2, asked.mnist)
        print(f"{asked.count} submissions, 1 job    {one.seconds:8.1f} s")
        print(
            f"{asked.count} submissions, 2 jobs   {two.seconds:8.1f} s"
            f"  = {one.seconds / two.seconds:.2f} × the throughput (asked: at least 1.7)"
        )
        print(
            f"overhead over the training    {fmean(one.overheads):8.2f} s a submission, median "
            f"{median(one.overheads):.2f} s, 1 job (asked: under 0.5)"
        )
        print(
            f"a right submission more       {_one_more(folder, asked.mnist):8.2f} CPU s of all "
            "processes, 1 job: 12 against 4 (asked: at most 0.9)"
        )
        few, many = (_memory(folder, count) for count in (60, 600))
        print(
            f"the parent's memory           {few:8.0f} MB for 60, {many:.0f} MB for 600"
            f"  = {many / few:.2f} × (asked: flat)"
        )
        if asked.mnist is None or asked.skip_script:
            print("left out, for want of MNIST (--mnist): the scripts run as the lab sheet says")
            return
        script = _script(asked.mnist)
        print(f"the script, {EPOCHS} epochs         {script:8.1f} s (extrapolated from 1 and 2)")
        print(
            f"a loop over the class         {script * asked.count:8.0f} s"
            f"  = {script * asked.count / two.seconds:.0f} × 2 jobs, "
            f"{script * asked.count / one.seconds:.0f} × 1 job (asked: at least 40)"
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path, help="folder that holds MNIST/raw")
    parser.add_argument("--count", type=int, default=60, help="submissions")
    parser.add_argument("--skip-script", action="store_true")
    return parser.parse_args()


def _write_class(folder: Path, count: int) -> None:
    """Submissions of the corpus, spread over it; again with another comment where it is short."""
    folder.mkdir()
    corpus = sorted((ROOT / "tests" / "submissions").glob("*.py"))
    step = max(1, len(corpus) // count)
    for number in range(count):
        text = corpus[number * step % len(corpus)].read_text(encoding="utf-8")
        (folder / f"s{number:03}.py").write_text(f"{text}\n# {number}\n", encoding="utf-8")


def _words(folder: Path, out: Path, jobs: int, mnist: Path | None) -> list[str]:
    data = [] if mnist is None else ["--data", str(mnist)]
    return ["batch", str(folder), "--out", str(out), "--jobs", str(jobs), *data]


def _batch(folder: Path, out: Path, jobs: int, mnist: Path | None) -> Measured:
    seconds, memory = _watched([*REAL, *_words(folder, out, jobs, mnist)])
    overheads = []
    for path in out.glob("students/*"):
        row = json.loads((path / ".row.json").read_text())["row"]
        training = json.loads((path / "result.json").read_text())["evidence"]["training"]
        overheads.append(row["seconds"] - (training["seconds"] if training else 0.0))
    return Measured(seconds, memory, tuple(overheads))


def _one_more(scratch: Path, mnist: Path | None) -> float:
    """What one takes beyond the start of a class, by two classes of the solution alone."""
    text = (ROOT / "solutions" / "task1_cnn.py").read_text(encoding="utf-8")
    taken = []
    for count in (4, 12):
        folder = scratch / f"right-{count}"
        folder.mkdir()
        for number in range(count):
            (folder / f"s{number:03}.py").write_text(f"{text}\n# {number}\n", encoding="utf-8")
        words = _words(folder, scratch / f"right-out-{count}", 1, mnist)
        taken.append(spent([sys.executable, *REAL, *words], ROOT).cpu)
    return (taken[1] - taken[0]) / 8


def _memory(scratch: Path, count: int) -> float:
    """The parent's largest memory in MB, with workers that grade nothing."""
    folder = scratch / f"stub-{count}"
    folder.mkdir()
    for number in range(count):
        (folder / f"s{number:03}.py").write_text("sleep 0", encoding="utf-8")
    words = ["batch", str(folder), "--out", str(scratch / f"out-{count}"), "--jobs", "2"]
    return _watched([str(STUBBED), *words])[1]


def _watched(words: list[str]) -> tuple[float, float]:
    """Wall time in seconds of one command, and the memory in MB that its own process held."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "STUB_LOG": os.devnull},
        stdout=subprocess.DEVNULL,
    )
    held = [0.0]
    while process.poll() is None:
        held.append(_resident(process.pid))
        time.sleep(0.05)
    assert process.returncode == 0, process.returncode
    # the digits are read at the beginning, and would hide what grows after it
    return time.perf_counter() - began, max(held[len(held) // 2 :])


def _resident(number: int) -> float:
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except OSError:  # it has just ended, or this is no Linux
        return 0.0
    return max(
        (int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), default=0
    )


SCRIPT = """
import runpy, sys
from grader.torchside.operators import declare_missing_operators
declare_missing_operators()
sys.argv = ["task1_cnn.py", "--epochs", sys.argv[1]]
runpy.run_path({script!r}, run_name="__main__")
"""


def _script(mnist: Path) -> float:
    """Seconds that `python3 task1_cnn.py` takes with its defaults: start, and ten epochs."""
    code = SCRIPT.format(script=str(ROOT / "solutions" / "task1_cnn.py"))
    times = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").symlink_to(mnist.resolve())
        for epochs in ("1", "2"):
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", code, epochs],
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
            times.append(time.perf_counter() - began)
    return times[0] + (EPOCHS - 1) * (times[1] - times[0])


if __name__ == "__main__":
    main()

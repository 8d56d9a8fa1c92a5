"""How long the pure part takes: from the text and given evidence to findings with their causes.

Usage: python -m benchmarks.pure [FILE ...]

Each file is run once in the sandbox and trained, which is not counted. Then reading its text,
every check and every diagnosis are timed together: the best and the median of 20 rounds, in
milliseconds. The goal is 50 ms for a submission.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from grader.checks import examine
from grader.data import Source
from grader.diagnoses import diagnose
from grader.grade import grade_one
from grader.judging import Processes
from grader.lab import read_lab
from grader.reading.reading import reading_of
from grader.submission.intake import read
from grader.training import Trainer

ROOT = Path(__file__).parent.parent
FILES = (
    ROOT / "solutions" / "task1_cnn.py",
    ROOT / "tests" / "submissions" / "right_module_level_training.py",
    ROOT / "tests" / "submissions" / "fc1_wrong_number.py",
    ROOT / "tests" / "submissions" / "relu_of_both_signs.py",
)
ROUNDS = 20
GOAL = 50.0  # milliseconds


def main(paths: list[Path]) -> None:
    """Print a line for each file."""
    lab = read_lab()
    print(f"{'file':40} {'best':>8} {'median':>8}   ms, of {ROUNDS} rounds")
    worst = 0.0
    with Trainer(Source("digits", None, "embedded")) as trainer:
        for path in paths:
            evidence = grade_one(read(path, lab), lab, Processes(trainer)).evidence
            times = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                submission = read(path, lab)
                reading = reading_of(evidence)
                findings = examine(reading, evidence, lab)
                diagnose(findings, submission, reading, evidence, lab)
                times.append(1000 * (time.perf_counter() - start))
            worst = max(worst, statistics.median(times))
            print(f"{path.name:40} {min(times):8.1f} {statistics.median(times):8.1f}")
    verdict = "met" if worst < GOAL else "missed"
    print(f"\nslowest median {worst:.1f} ms; goal {GOAL:.0f} ms: {verdict}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or list(FILES))

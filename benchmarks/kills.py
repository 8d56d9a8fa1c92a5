"""`kill -9` fifty times while a class is graded: with judgement, lateness and added students.

    python -m benchmarks.kills [--kills 50] [--seed 7]

Workers are stubs that take as long as their file says; all else is the real command. A run, a
regrading, and `--add` of one more person take turns, each with what a tutor wrote and a table of
who was late, and each is killed at a random moment with all its processes. After every kill what a
tutor wrote must be as it was, every record whole, and nobody gone; at the end, without a kill, the
marks must be those of a folder in which nothing was ever killed.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader.lab import exercises_folder
from tests.batch.running import run, start, write_class

MANY, ADDED = 24, 6
JUDGED = """\
[[judged]]
who = "s03"
points = 5
comment = "asked for"
when = 2026-11-29

[[judged]]
who = "s05"
plus = 1
note = "tutorial"
when = 2026-11-29

[[judged]]
who = "s07"
days_late = 1
when = 2026-11-29
"""
LATE = "who,hours\ns05,30\ns07,30\ns09,200\n"
RULE = "\n[late]\npercent_a_day = 10\ncut_off_days = 7\n"


class Folder:
    """Downloads, tables, and where the results go."""

    def __init__(self, place: Path, name: str) -> None:
        self.place, self.out = place, place / name
        self.log = place / f"{name}.log"
        texts = {f"s{n:02}": f"sleep 0.0{n % 5}" for n in range(MANY)}
        self.whole = write_class(place / "class", texts)
        self.more = [
            write_class(place / f"more{n}", {f"z{n:02}": "sleep 0.02"}) for n in range(ADDED)
        ]
        self.lab, self.late = place / "lab.toml", place / "late_people.csv"
        self.lab.write_text((exercises_folder() / "lab.toml").read_text("utf-8") + RULE, "utf-8")
        self.late.write_text(LATE, "utf-8")

    def words(self, step: int) -> list[object]:
        """The command of a step: the class, again from the start, or one person more."""
        common = ["--out", self.out, "--jobs", 2, "--lab", self.lab, "--roster", "folder"]
        if step % 3 == 2:
            return [self.more[step // 3 % ADDED], *common, "--add"]
        again = ["--regrade"] if step % 3 == 1 else []
        return [self.whole, *common, "--late-from", self.late, *again]

    def judge(self) -> None:
        """As a tutor would, once the folder is there."""
        (self.out / "judgement.toml").write_text(JUDGED, "utf-8")

    def finish(self) -> list[tuple[str, str]]:
        """Everything once more, without a kill; the marks.

        Who was to be added when a run was killed is named until the same download comes again.
        """
        for words in (*(self.words(3 * n + 2) for n in range(ADDED)), self.words(0)):
            status, said = run(*words, log=self.log)
            assert status in (0, 3), said
        assert status == 0, said
        with (self.out / "grades.csv").open(encoding="utf-8-sig", newline="") as table:
            return sorted((line["id"], line["points"]) for line in csv.DictReader(table))


def kill(process: subprocess.Popen[str], seconds: float) -> bool:
    """After so many seconds, with all that it started; whether it still ran."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        process.communicate()
        return False
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return True


def whole(folder: Folder, there: set[str]) -> set[str]:
    """Who has a record now. Fails where something that was there is gone or broken."""
    assert (folder.out / "judgement.toml").read_text("utf-8") == JUDGED, "judgement was changed"
    table = folder.out / "late.csv"
    if table.exists():
        lines = table.read_text("utf-8-sig").splitlines()
        assert len(lines) == 4, f"late.csv is not whole: {lines}"
    students = folder.out / "students"
    now = {path.name for path in students.glob("[sz][0-9][0-9]")}
    steps = [*students.glob(".*.new"), *students.glob(".*.old")]  # of an exchange that was cut off
    aside = {path.name[1:4] for path in steps}
    moved = {path.name for name in ("gone", "damaged") for path in (folder.out / name).glob("*")}
    assert there <= now | aside, f"gone: {sorted(there - now - aside)}; set aside: {sorted(moved)}"
    for one in now:
        json.loads((students / one / ".row.json").read_text("utf-8"))
    return now | aside


def main() -> None:
    """Kill, look, and compare at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    moments = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as scratch:
        calm = Folder(Path(scratch), "calm")
        began = time.perf_counter()
        status, said = run(*calm.words(0), log=calm.log)
        takes = time.perf_counter() - began
        assert status == 0, said
        calm.judge()
        want = calm.finish()
        folder = Folder(Path(scratch), "killed")
        folder.out.mkdir()
        folder.judge()
        there: set[str] = set()
        midway = 0
        for step in range(asked.kills):
            process = start(*folder.words(step if there else 0), log=folder.log)
            midway += kill(process, moments.uniform(0.1, 1.1) * takes)
            there = whole(folder, there)
        got = folder.finish()
    print(f"{asked.kills} runs, {midway} of them killed midway; {len(got)} people at the end")
    print("the marks are those of a class that nobody killed" if got == want else "MARKS DIFFER")
    for line in sorted(set(want) ^ set(got)):
        print("   ", line)
    sys.exit(got != want)


if __name__ == "__main__":
    main()

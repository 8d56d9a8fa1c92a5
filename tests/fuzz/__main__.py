"""Run the fuzzer: `python -m tests.fuzz SECONDS [SEED]`. Exit status 1 where it found something."""

from __future__ import annotations

import json
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from random import Random

from concepts.questions.answers import mark_q6_average, mark_q6_max, mark_q7
from grader.batch import sheets
from grader.batch.rosters.choose import hand_over
from grader.batch.rosters.nouns import Download, Part, RosterError
from grader.batch.rosters.read import sort_out
from grader.batch.sheets import check_sheet
from grader.evidence import ProcessFate
from grader.graph import DecodeError
from grader.sandbox.inside import _read
from grader.sandbox.observation import observation_from
from grader.submission.answers import SheetError, sheet_from
from grader.submission.archive import ArchiveError, is_archive, open_archive
from grader.submission.errors import SubmissionError
from grader.submission.intake import read_bytes
from grader.wire.frame import FrameError, pack, unpack
from tests.fuzz import seeds
from tests.fuzz.bend import bent, bent_bytes, places
from tests.fuzz.judged import draw, judge

LONGEST = 10.0  # seconds of processor time that one trial may take
MOST_KB = 3 * 2**20  # of memory, in all

Trial = Callable[[Random], None]


def trials() -> Iterator[tuple[str, Trial]]:
    """Every reader, by name."""
    answers = [(name, told, blobs, places(told)) for name, told, blobs in seeds.answers()]
    trainings = [(told, blobs, places(told)) for told, blobs in seeds.trainings()]
    frames = [pack({"a": [1, {"b": None}], "c": "x"}, [b"123", b""])]
    files = seeds.files()
    answer_sheets = seeds.sheets()
    submissions = {
        name: read_bytes(name, (seeds.FOLDER / name).read_bytes(), seeds.LAB) for name in seeds.NETS
    }
    downloads, worksheets = seeds.downloads(), seeds.worksheets()

    def observation(dice: Random) -> None:
        name, record, blobs, where = dice.choice(answers)
        plan = submissions[name].plan
        assert plan is not None
        told = observation_from(bent(record, where, dice), _bent_blobs(blobs, dice), plan)
        judge(submissions[name], told[0], ProcessFate(told[1], 1.0, 0, detail=told[2]))

    def training(dice: Random) -> None:
        record, blobs, where = dice.choice(trainings)
        fate = ProcessFate("finished", 1.0, 0)
        record = bent(record, where, dice)
        _read(record, _bent_blobs(blobs, dice), seeds.LAB, seeds.HELD_OUT, fate)

    def frame(dice: Random) -> None:
        unpack(bent_bytes(dice.choice(frames), dice), 10**6, 10**6)

    def intake(dice: Random) -> None:
        name, data = dice.choice(files)
        data = bent_bytes(data, dice)
        if is_archive(name, data):
            open_archive(name, data)
        draw(read_bytes(name, data, seeds.LAB))

    def download(dice: Random) -> None:
        kind, data = dice.choice(downloads)
        part = Part("class.zip", bent_bytes(data, dice))
        listed = sort_out(Download("class.zip", (part,), archive=True), kind, seeds.LAB)
        for key, bundle in listed.bundles:
            hand_over(bundle, key, seeds.LAB)

    def worksheet(dice: Random) -> None:
        check_sheet(bent_bytes(dice.choice(worksheets), dice), 17.0, "", "Lab 4", scale=True)

    def sheet(dice: Random) -> None:
        read = sheet_from("part1.toml", bent_bytes(dice.choice(answer_sheets), dice))
        q6, q7 = read["q6"], read["q7"]
        assert isinstance(q6, dict)
        assert isinstance(q7, dict)
        mark_q6_max(q6["a"])
        mark_q6_average(q6["b"])
        mark_q7(q7)
        json.dumps(read, allow_nan=False)

    yield from {
        "observation": observation, "training": training, "frame": frame, "intake": intake,
        "sheet": sheet,
        "download": download, "worksheet": worksheet,
    }.items()  # fmt: skip


def _bent_blobs(blobs: list[bytes], dice: Random) -> list[bytes]:
    if not blobs or dice.random() < 0.8:
        return list(blobs)
    at = dice.randrange(len(blobs))
    return [*blobs[:at], dice.choice((b"", b"\0" * 3, blobs[at] * 2)), *blobs[at + 1 :]]


DECLARED = (
    *(DecodeError, FrameError, SubmissionError, ArchiveError, SheetError),
    *(RosterError, sheets.SheetError),
)


def run(seconds: float, seed: int) -> int:
    """Try until the time is over; 1 at the first thing that is not declared, else 0."""
    made = list(trials())
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        name, trial = made[count % len(made)]
        began = time.process_time()
        try:
            trial(Random(f"{seed} {count}"))
        except DECLARED:
            pass
        except BaseException:
            print(f"{name}, seed {seed}, trial {count}:")
            traceback.print_exc(limit=-6)
            return 1
        took = time.process_time() - began
        if took > LONGEST:
            print(f"{name}, seed {seed}, trial {count}: {took:.0f} s")
            return 1
        count += 1
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST_KB:
        print(f"seed {seed}: more than {MOST_KB // 2**20} GB of memory were taken")
        return 1
    print(f"seed {seed}: {count} trials in {seconds:g} s, nothing that is not declared")
    return 0


if __name__ == "__main__":
    sys.exit(run(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))

"""Grades cases as a batch would: `python -m tests.hostile.run [warm:CASE | fresh:CASE …]`.

As many at a time as there are workers, each with a trainer and a warm process of its own. After
each case the canaries are looked at; after some, and at the end, an honest submission must get
what it got first. What came of each goes to standard output as one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grader.data import likeness_for
from grader.evidence import Observation, ProcessFate
from grader.finding import Grade
from grader.grade import grade_one
from grader.grade.bench import Showing
from grader.judging import Judge, Processes
from grader.judging import one as judged
from grader.judging.judge import Refused
from grader.judging.paper import Paper
from grader.lab import Lab, Limits
from grader.report.html import render_html
from grader.report.record import render_json
from grader.report.text import render_text
from grader.report.record import record_of
from grader.sandbox import Nursery, observe_in_use
from grader.sandbox.observe import first_of
from grader.sandbox.process import Ended
from grader.script import Submission
from grader.submission.errors import SubmissionError
from grader.submission.gather import gather
from grader.submission.intake import read
from tests.bench import EMBEDDED, SAMPLES, Memory, Remembering, usual_lab
from tests.thorough import ALL, AT_ONCE

from .canaries import SECRET, Canaries, left_behind
from .cases import CASES, Case

SECONDS = 2.0  # for an attack that may run until it is stopped
BROKEN_OFF = 5.0  # where it is broken off first, with a second left to say in which line
ENOUGH = 3072  # samples in a training at most, but for what must learn
PATIENT = 20.0  # for all others, and the honest: a busy machine must not stop what ends by itself
OFTEN = 15  # attacks from one honest submission to the next
HONEST = Path(__file__).parents[2] / "solutions" / "task1_cnn.py"
How = str  # "warm" or "fresh": a fork of a warm process, or a process of its own
# modules beside a submission, and in the folder that everything is run in
BESIDE = ("torch", "numpy", "grader", "json", "struct", "sitecustomize", "usercustomize")
_PLAIN = {repr("\n"), repr("\t")}


def lab(seconds: float = PATIENT, samples: int = SAMPLES) -> Lab:
    """The lab, with so much time for each submission, and so much training."""
    usual = usual_lab(samples)
    return replace(usual, limits=replace(usual.limits, seconds=seconds, memory_mb=1024))


def seconds_of(case: Case) -> float:
    """How long a case may run."""
    if "timed out" not in case.outcomes:
        return PATIENT
    return BROKEN_OFF if case.says == "TimeoutError" else SECONDS


def lab_of(case: Case) -> Lab:
    """What a case is graded with."""
    return lab(seconds_of(case), SAMPLES if case.earns == "full" or ALL else ENOUGH)


@dataclass
class Evening:
    """The cases that are still to come, each from where, and what came of the others."""

    canaries: Canaries
    queue: Iterator[tuple[How, Case]]
    said: dict[str, Any] = field(
        default_factory=lambda: {"warm": {}, "fresh": {}, "honest": [], "took": 0.0}
    )
    memory: Memory = field(default_factory=Memory)
    lock: threading.Lock = field(default_factory=threading.Lock)
    handed_out: int = 0

    def next(self) -> tuple[How, Case, bool] | None:
        """The next case, and whether it is time for an honest one; None after the last."""
        with self.lock:
            self.handed_out += 1
            came = next(self.queue, None)
            return None if came is None else (*came, self.handed_out % OFTEN == 0)


def run(cases: list[tuple[How, Case]]) -> dict[str, Any]:
    """What came of each case, by its name; and of the honest submissions in between."""
    with Canaries() as canaries, TemporaryDirectory(prefix="here-") as here:
        os.chdir(_lay(Path(here), canaries.home))
        evening = Evening(canaries, iter(cases))
        threads = [threading.Thread(target=_work, args=(evening,)) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        evening.said["touched"] = canaries.touched()
        time.sleep(0.2)
        evening.said["left"] = left_behind()
    return evening.said


def _work(evening: Evening) -> None:
    asked, trainer = lab(), Remembering(EMBEDDED, evening.memory)
    with (
        trainer,
        Nursery(asked) as nursery,
        Judge() as judge,
        TemporaryDirectory(prefix="desk-") as folder,
    ):
        desk = _lay(Path(folder), evening.canaries.home)
        warm = Processes(trainer, nursery)
        benches = {"warm": warm, "fresh": Processes(trainer)}
        honest = [_honest(asked, warm)]
        while (came := evening.next()) is not None:
            how, case, time_for_an_honest_one = came
            if time_for_an_honest_one:
                honest.append(_honest(asked, benches[how]))
            outcome = _outcome(case, benches[how], judge, evening.canaries, desk)
            with evening.lock:
                evening.said[how][case.name] = outcome
        honest.append(_honest(asked, warm))
    with evening.lock:
        evening.said["honest"] += [grade for grade, _ in honest]
        evening.said["took"] = max(evening.said["took"], *(seconds for _, seconds in honest))


def _outcome(
    case: Case, bench: Processes, judge: Judge, canaries: Canaries, desk: Path
) -> dict[str, Any]:
    asked = lab_of(case)
    name, data = case.handed_in(str(canaries.home), canaries.port)
    file = desk / name
    file.write_bytes(data)
    began = time.monotonic()
    try:
        judged.read(judge, Paper(gather(file), asked))  # as the command does: apart
        submission = read(file, asked)
    except (SubmissionError, Refused) as error:
        return _refused(str(error), time.monotonic() - began, canaries)
    finally:
        file.unlink()
    told, early = list[Grade](), list[Observation]()
    showing = _watched_by(bench, early)
    grade = (
        grade_one(submission, asked, bench, None, "", lambda one, _: told.append(one), showing)
        if case.early
        else grade_one(submission, asked, bench)
    )
    fate = grade.evidence.fate
    views = [render for one in (grade, *told) for render in _rendered(one)]
    shown = ("".join(views[::3]), *views)
    wall = time.monotonic() - began
    record = record_of(grade)
    repair = grade.evidence.repair
    seen = grade.evidence.observation if repair is None else repair.before
    first = seen.troubles[:1]
    return {
        "outcome": fate.outcome,
        "detail": fate.detail,
        "trouble": "".join(f"{one.type}: {one.message}" for one in first)[:300],
        "notes": list(grade.notes),
        "script": _script(grade),
        "early": case.early and ("shown" if early else "refused"),
        "seconds": fate.seconds,
        "wall": wall,
        "gradable": record["gradable"],
        **record["score"],
        "why": record["trouble"],
        "tutor": list(grade.for_tutor),
        "failed": [f.check for f in grade.findings if f.status in ("failed", "broken")],
        "leaked": [SECRET in text for text in (*shown, fate.transcript)],
        "raw": _raw("".join((*shown, fate.transcript))),
        "markup": "<script>alert(" in shown[0] or "<img src=x" in shown[0],
        "touched": canaries.touched(),
        "confined": fate.confined or fate.outcome == "not started",
    }


def _rendered(grade: Grade) -> tuple[str, str, str]:
    """As a page, a record and a text."""
    return render_html(grade), render_json(grade), render_text(grade, False, 88)


def _watched_by(bench: Processes, early: list[Observation]) -> Showing:
    """As the judge of `watch` has it observed; `early` gets what it shows before it is tried."""

    def observed(
        submission: Submission, asked: Lab, show: Callable[[Observation], None]
    ) -> tuple[Observation, ProcessFate]:
        def run(job: bytes, limits: Limits) -> Ended:
            number = bench.begin(job, limits, shows=True)
            frame = bench.first(number)
            seen = first_of(frame, submission.plan) if frame and submission.plan else None
            if seen is not None:
                early.append(seen)
                show(seen)
            return bench.end(number)

        likeness = likeness_for(bench.trainer.source, asked.input_shape)
        return observe_in_use(bench.run, submission, asked, bench.allow_unconfined, likeness, run)

    return observed


def _script(grade: Grade) -> str:
    """How the rehearsal of the whole script came out, where there was one."""
    told = grade.evidence.rehearsal
    if told is None:
        return ""
    trouble = "" if told.trouble is None else f" {told.trouble.type}"
    return f"{told.end}{trouble} {told.why}".strip()


def _refused(why: str, wall: float, canaries: Canaries) -> dict[str, Any]:
    """What is said of that which is not even read."""
    said = {"outcome": "refused", "detail": why, "raw": _raw(why), "touched": canaries.touched()}
    nothing = {
        "trouble": "",
        "notes": [],
        "script": "",
        "early": "",
        "why": "",
        "tutor": [],
        "failed": [],
        "leaked": [],
    }
    numbers = {"seconds": 0.0, "wall": wall, "points": 0, "max_points": 1}
    return {**said, **nothing, **numbers, "gradable": True, "markup": False, "confined": True}


def _lay(desk: Path, home: Path) -> Path:
    """A folder for what is handed in, with modules beside it that nobody may import."""
    desk.mkdir(parents=True, exist_ok=True)
    for name in BESIDE:
        (desk / f"{name}.py").write_text(f"open({str(home / name)!r}, 'w').close()\n")
    return desk


def _raw(text: str) -> list[str]:
    """Characters that a terminal or a page would obey: controls, and marks that turn text."""
    return sorted({repr(c) for c in text if unicodedata.category(c) in ("Cc", "Cf")} - _PLAIN)


def _honest(asked: Lab, bench: Processes) -> tuple[str, float]:
    """Graded where the attacks were, and trained anew."""
    assert isinstance(bench.trainer, Remembering)
    with bench.trainer.forgetting():
        grade = grade_one(read(HONEST, asked), asked, bench)
    return _settled(grade), grade.evidence.fate.seconds


def _settled(grade: Grade) -> str:
    """All that a grade says but the times, as text."""
    record = asdict(replace(grade, lab=None))  # type: ignore[arg-type]
    record["evidence"]["fate"]["seconds"] = record["evidence"]["training"]["seconds"] = 0
    return repr(record)


if __name__ == "__main__":
    named = {case.name: case for case in CASES}
    words = sys.argv[1:] or [f"warm:{name}" for name in named]
    parted = [word.partition(":") for word in words]
    result = run([(how, named[name]) for how, _, name in parted])
    result["user"] = os.geteuid()
    result["honest"] = sorted(set(result["honest"]))
    json.dump(result, sys.stdout)

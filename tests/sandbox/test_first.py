"""What a process shows before its answer: read once, where it was asked for, and never believed."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.evidence import Observation, ProcessFate
from grader.finding import Grade
from grader.grade import grade_one
from grader.report.record import render_json
from grader.sandbox import Nursery, observe_in_use
from grader.sandbox.listening import MOST_FIRST, Listener
from grader.sandbox.observe import first_of
from grader.sandbox.process import converse
from grader.submission.intake import read
from grader.wire.frame import Frame, pack
from tests.bench import RIGHT
from tests.fuzz.judged import Told

from .conftest import PATIENT

READY = pack({"confinement": [], "lacking": []})
ANSWER = pack({"outcome": "finished"})


def _heard(*frames: bytes, asked: bool = True) -> tuple[Listener, list[Frame]]:
    shown: list[Frame] = []
    stream = io.BytesIO(b"".join(frames))
    listener = Listener(stream, threading.Event(), shown.append if asked else None)
    listener.run()
    return listener, shown


def test_it_is_shown_once_and_the_answer_comes_behind_it() -> None:
    listener, shown = _heard(
        READY, pack({"reached": "load"}), pack({"first": {"a": 1}}, [b"x"]), ANSWER
    )
    assert shown == [({"a": 1}, [b"x"])]
    assert listener.answer == ({"outcome": "finished"}, [])
    assert not listener.refused


def test_a_second_one_or_one_that_nobody_asked_for_is_no_part_of_the_protocol() -> None:
    first = pack({"first": {}})
    for frames, asked in (((first, first, ANSWER), True), ((first, ANSWER), False)):
        listener, _ = _heard(READY, *frames, asked=asked)
        assert listener.answer is None
        assert listener.refused == "the answer goes on beyond its end"


def test_one_that_is_too_large_or_none_at_all_is_refused() -> None:
    for record, blob in (({"first": {}}, bytes(MOST_FIRST + 1)), ({"first": [1]}, b"")):
        listener, shown = _heard(READY, pack(record, [blob]), ANSWER)
        assert not shown
        assert listener.answer is None
        assert listener.refused == "what it shows before its answer is none"


def _observed() -> tuple[Observation, Observation, ProcessFate]:
    """Of the solution: what its calls showed, and what came of it all."""
    submission, frames = read(RIGHT, PATIENT), list[Frame]()
    assert submission.plan is not None
    with Nursery(PATIENT) as nursery:
        seen, fate = observe_in_use(
            lambda job, limits: converse(job, limits, nursery),
            submission,
            PATIENT,
            False,
            None,
            lambda job, limits: converse(job, limits, nursery, None, frames.append),
        )
    (frame,) = frames
    first = first_of(frame, submission.plan)
    assert first is not None
    assert first_of(({**frame[0], "returned": 1}, frame[1]), submission.plan) is None
    return first, seen, fate


def test_no_mark_hangs_on_it() -> None:
    """A forged one is told early, and the verdict is that of the answer, to the letter."""
    first, seen, fate = _observed()
    assert (first.train, first.eval, first.weights) == (seen.train, seen.eval, seen.weights)
    assert not first.attempts
    assert seen.attempts
    submission, bench = read(RIGHT, PATIENT), Told(seen, fate)
    honest = grade_one(submission, PATIENT, bench, {})
    for forged in (first, replace(first, layers=()), Observation()):
        early: list[Grade] = []
        grade = grade_one(submission, PATIENT, bench, {}, "", _into(early), _showing(bench, forged))
        assert render_json(grade) == render_json(honest)
        assert len(early) == 1
    states = {one.check: one.status for one in early[0].findings}
    assert states["any-batch-size"] == "passed"  # of the answer, where nothing was shown before


def test_what_was_not_tried_yet_is_not_known_yet() -> None:
    first, seen, fate = _observed()
    early: list[Grade] = []
    bench = Told(seen, fate)
    grade_one(read(RIGHT, PATIENT), PATIENT, bench, {}, "", _into(early), _showing(bench, first))
    states = {one.check: one.status for one in early[0].findings}
    assert states["any-batch-size"] == "broken"
    assert states["two-convolutions"] == "passed"


def _into(early: list[Grade]) -> Callable[[Grade, object], None]:
    return lambda grade, _under: early.append(grade)


def _showing(bench: Told, forged: Observation) -> Any:
    def run(
        _submission: object, _lab: object, show: Callable[[Observation], None]
    ) -> tuple[Observation, ProcessFate]:
        show(forged)
        return bench.observe()

    return run

"""A process that had to be stopped is charged where it was, on every system alike."""

from __future__ import annotations

import io
import threading

import pytest

from grader.checks import examine
from grader.evidence import Evidence, ProcessFate, Reached
from grader.lab import read_lab
from grader.reading.reading import reading_of
from grader.sandbox.listening import MOST_REACHED, Listener
from grader.wire.frame import pack

LAB = read_lab()


@pytest.mark.parametrize(
    ("reached", "charged"),
    [("load", "defines-net"), ("construct", "net-constructs"), ("forward", "forward-runs"),
     ("", "net-constructs")],
)  # fmt: skip
@pytest.mark.parametrize("outcome", ["timed out", "flooded"])
def test_the_stage_is_charged(reached: Reached, charged: str, outcome: str) -> None:
    fate = ProcessFate(outcome, 5.0, None, detail="It was stopped.", reached=reached)  # type: ignore[arg-type]
    evidence = Evidence(fate=fate)
    findings = examine(reading_of(evidence), evidence, LAB)
    doors = [
        one for one in findings if one.check in ("defines-net", "net-constructs", "forward-runs")
    ]
    assert [one.check for one in doors if one.status == "failed"] == [charged]


def _heard(*frames: bytes) -> Listener:
    listener = Listener(io.BytesIO(b"".join(frames)), threading.Event())
    listener.run()
    return listener


def test_what_it_says_on_the_way_is_no_answer() -> None:
    ready, answer = pack({"confinement": []}), pack({"outcome": "finished"})
    steps = [pack({"reached": stage}) for stage in ("load", "construct")]
    heard = _heard(ready, *steps)
    assert (heard.reached, heard.answer) == ("construct", None)
    heard = _heard(ready, *steps, answer)
    assert heard.answer == ({"outcome": "finished"}, [])
    assert _heard(ready, pack({"reached": "the end\x1b"})).reached == ""
    endless = _heard(ready, *steps * MOST_REACHED, answer)
    assert endless.answer is None
    assert "again and again" in endless.refused

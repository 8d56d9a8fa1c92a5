"""What an errand brings arrives as it was."""

from __future__ import annotations

import json
import math
import threading
from typing import Any

import pytest

from grader.judging import Processes
from grader.judging.errands import OFF, ended_from_json, ended_to_json, run_errand
from grader.judging.glance import Glance
from grader.sandbox.process import Ended
from grader.training import Trainer
from grader.wire import frame
from grader.wire.records import to_json
from tests.bench import EMBEDDED

ENDED = Ended({"confinement": ["a"]}, None, "", "", 0, True, 1.5, b"printed \xff", True)
DEEP: dict[str, Any] = json.loads("{" + '"a":{' * 200 + "}" * 201)
ANSWERS: dict[str, frame.Frame] = {
    "numbers and texts": ({"a": [1, 2.5, None, "é\ud800"], "blobs": [3]}, [b"1", b"", b"22"]),
    "a number beyond all": ({"a": math.inf, "b": [-math.inf]}, []),
    "a whole number without end": ({"a": 10**400}, [b"x"]),
    "nested deeply": (DEEP, []),
}


def _there_and_back(ended: Ended) -> Ended:
    return ended_from_json(*frame.unpack(frame.pack(*ended_to_json(ended))))


def test_an_end_without_an_answer() -> None:
    assert _there_and_back(ENDED) == ENDED


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_means_the_same_at_the_other_end(answer: frame.Frame) -> None:
    ended = Ended(None, answer, "", "timed out", None, False, 0.0, b"", False)
    assert _there_and_back(ended) == ended


def test_what_is_known_so_far_is_heard() -> None:
    heard: list[Glance] = []
    glance = Glance("net.py", False, "", "", "17", "", (("file-parses", "pending"),), ())
    processes = Processes(Trainer(EMBEDDED), heard=heard.append)
    told = {"errand": "glance", "glance": to_json(glance, [])}
    assert frame.unpack(run_errand(told, [], processes)) == ({}, [])
    assert heard == [glance]


def test_whatever_is_asked_for_once_it_was_called_off_is_not_done() -> None:
    off = threading.Event()
    off.set()
    processes = Processes(Trainer(EMBEDDED), off=off)
    for errand in ("run", "trainer", "inside", "glance"):
        assert frame.unpack(run_errand({"errand": errand}, [], processes))[0] == OFF

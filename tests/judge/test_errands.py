"""What an errand brings arrives as it was."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from grader.judging.errands import ended_from_json, ended_to_json
from grader.sandbox.process import Ended
from grader.wire import frame

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

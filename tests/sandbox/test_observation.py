"""What the sandbox answers is read strictly: an observation or a `DecodeError`, nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.graph import DecodeError
from grader.lab import read_lab
from grader.probe.clock import Clock
from grader.probe.job import job_from
from grader.probe.observe import observe
from grader.sandbox.job import job_record
from grader.sandbox.observation import observation_from
from grader.sandbox.strict import number
from grader.submission.intake import read_bytes
from grader.wire.frame import FrameError, pack, unpack
from tests.thorough import examples

from .cases import GOOD, HEAD

LAB = read_lab()
SUBMISSION = read_bytes("net.py", (HEAD + GOOD).encode(), LAB)
PLAN = SUBMISSION.plan
assert PLAN is not None
FRAME = pack(*observe(job_from(job_record(SUBMISSION, PLAN, LAB)), Clock(30)))

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.just(2**70),
    st.just(-1.5),
    st.text(max_size=3),
    st.just("\ud800\x1b[31m"),
    st.lists(st.integers(-1, 2), max_size=3),
    st.just({"value": 10**6}),
    st.just({"tensor": 99}),
    st.just([[[[[[[[[[]]]]]]]]]]),
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside JSON values."""
    found = [path] if path else []
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, item in items if isinstance(data, (dict, list)) else ():
        found += places(item, (*path, key)) if isinstance(item, (dict, list)) else [(*path, key)]
    return found


RECORD, BLOBS = unpack(FRAME)
PLACES = places(RECORD)


def test_it_is_read_as_it_was_sent() -> None:
    assert PLAN is not None
    seen, outcome, detail = observation_from(copy.deepcopy(RECORD), list(BLOBS), PLAN)
    assert (outcome, detail) == ("finished", "")
    assert [t.name for t in seen.tensors] == ["fc.weight", "fc.bias"]
    assert [len(w) for w in seen.weights] == [4 * 7840, 40]
    assert seen.loading is not None
    assert seen.loading.line == PLAN.line


@settings(max_examples=examples(300))
@given(st.data())
def test_whatever_is_put_in_it_is_refused_or_read(data: st.DataObject) -> None:
    assert PLAN is not None
    record, blobs = copy.deepcopy(RECORD), list(BLOBS)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(PLACES))
        spot = record
        try:
            for step in path[:-1]:
                spot = spot[step]
            if isinstance(path[-1], str) or isinstance(spot, list):  # JSON's names are texts
                spot[path[-1]] = copy.deepcopy(data.draw(JUNK))
        except (TypeError, KeyError, IndexError):
            continue
    if data.draw(st.booleans()):
        blobs[data.draw(st.integers(0, len(blobs) - 1))] = b"123"
    try:
        seen, _, _ = observation_from(record, blobs, PLAN)
    except DecodeError:
        return
    for graph in (seen.train, seen.eval):
        assert graph is None or graph.live() is not None


@settings(max_examples=examples(100))
@given(st.integers(0, len(FRAME) - 1), st.binary(max_size=3))
def test_a_damaged_frame_is_refused_or_read(place: int, bytes_: bytes) -> None:
    assert PLAN is not None
    try:
        observation_from(*unpack(FRAME[:place] + bytes_ + FRAME[place + len(bytes_) :]), PLAN)
    except (DecodeError, FrameError):
        return


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("returned", "x" * 1000),
        ("outcome", "perfect"),
        ("notes", ["n"] * 201),
        ("train", []),
        ("escapes", [".item() at line 3"]),
        ("escapes", [[".item()", "3"]]),
        ("escapes", [[".item()", 3]] * 201),
        ("troubles", [["load", "NameError", "name 'x' is not defined", 3, [3]]]),
        ("troubles", [["load", "NameError", "name 'x' is not defined", 3, [3], "x" * 1000]]),
    ],
)
def test_bounds(field: str, value: Any) -> None:
    assert PLAN is not None
    with pytest.raises(DecodeError):
        observation_from({**copy.deepcopy(RECORD), field: value}, list(BLOBS), PLAN)


def test_no_run_in_eval_mode_comes_alone() -> None:
    """What only the run in train mode shows would be "not measured", and keep its points."""
    assert PLAN is not None
    with pytest.raises(DecodeError, match="eval mode came without"):
        observation_from({**copy.deepcopy(RECORD), "train": None}, list(BLOBS), PLAN)


def test_what_escaped_comes_with_its_line() -> None:
    assert PLAN is not None
    record = {**copy.deepcopy(RECORD), "escapes": [[".item()", 3], ["a step", None]]}
    seen, _, _ = observation_from(record, list(BLOBS), PLAN)
    assert [(one.call, one.line) for one in seen.escapes] == [(".item()", 3), ("a step", None)]
    assert list(map(str, seen.escapes)) == [".item() at line 3", "a step"]


def test_text_that_a_terminal_would_obey_is_shown() -> None:
    assert PLAN is not None
    record = copy.deepcopy(RECORD)
    record["notes"] = ["a\x1b[2J\u202eb"]
    record["train"]["operations"][0]["module"] = "m\x07"
    seen, _, _ = observation_from(record, list(BLOBS), PLAN)
    assert seen.notes == ("a\\u001b[2J\\u202eb",)
    assert seen.train is not None
    assert seen.train.operations[0].module == "m\\u0007"


def test_values_that_nest_without_end_are_refused() -> None:
    assert PLAN is not None
    record = copy.deepcopy(RECORD)
    for _ in range(600):
        record["notes"] = [record["notes"]]
    with pytest.raises(DecodeError, match="nests deeper"):
        observation_from(record, list(BLOBS), PLAN)


@pytest.mark.parametrize("data", [10**400, -(10**400), float("inf"), float("nan"), True, "1"])
def test_no_finite_number(data: object) -> None:
    with pytest.raises(DecodeError):
        number(data)

"""What no check may do: stop the others, or take points for a fault of the grader's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.checks import examine
from grader.evidence import Attempt, Evidence, Layer, Loading, Mend, Observation, Trouble
from grader.finding import Finding
from grader.graph import Graph, Operation, Ref, Value
from grader.lab import read_lab
from grader.reading.reading import reading_of

LAB = read_lab()


def nonsense() -> Evidence:
    """Well typed, and a call reads a tensor that the network does not have."""
    call = Operation(
        0, "torch.nn.functional.linear", (Ref("value", 0), Ref("tensor", 7)), (), (1,), False,
        (Ref("value", 0), Ref("tensor", 7)), (), "fc1", 3,
    )  # fmt: skip
    values = (Value((64, 1, 28, 28), "float32"), Value((64, 10), "float32"))
    runs = [Graph(mode, 64, values, (call,), 1) for mode in ("train", "eval")]
    seen = Observation(
        loading=Loading("statements Net needs", "Net", 1),
        layers=(Layer("fc1", "Linear", ("fc1.weight",)),),
        train=runs[0],
        eval=runs[1],
        attempts=(Attempt("train", 64, (64, 10), "tensor"),),
        returned="tensor",
    )
    return Evidence(seen)


def findings(**seen: Any) -> dict[str, Finding]:
    evidence = nonsense()
    evidence = replace(evidence, observation=replace(evidence.observation, **seen))
    return {one.check: one for one in examine(reading_of(evidence), evidence, LAB)}


def test_a_check_that_raises_costs_no_points_and_says_whose_fault_it_is() -> None:
    broken = [one for one in findings().values() if "The grader itself failed" in one.message]
    assert "every-layer-used" in {one.check for one in broken}
    for one in broken:
        assert one.status == "broken"
        assert one.points == one.max_points == LAB.points[one.check] > 0


def test_the_other_checks_are_judged_all_the_same() -> None:
    found = findings()
    assert found["forward-runs"].status == "passed"
    assert found["output-shape"].status == "passed"
    assert found["relu-on-hidden-layers"].status == "passed"


def test_what_is_earned_does_not_hang_on_what_it_is_worth() -> None:
    """Points that change later are added up from this alone."""
    evidence = nonsense()
    nothing = replace(LAB, points=dict.fromkeys(LAB.points, 0.0))
    worth, free = (examine(reading_of(evidence), evidence, lab) for lab in (LAB, nothing))
    assert [one.earned for one in free] == [one.earned for one in worth]
    assert {one.earned for one in worth} == {True, False}
    for one in worth:
        assert one.points == (one.max_points if one.earned else 0), one.check


STOPPED = Trouble("forward", "RuntimeError", "shapes cannot be multiplied", 3, (3,))
MENDED = {  # what was seen, and the one check that is charged for it
    "a wrong number": (
        {"mends": (Mend("in_features", "fc1", 3, 500, 784, STOPPED),)},
        "forward-runs",
    ),
    "a view that moves the batch": (
        {"mends": (Mend("flatten", "x.view(-1, 320)", 3, 320, 784, None),)},
        "output-shape",
    ),
    "a tuple": ({"returned": "tuple", "output_chosen": True}, "output-shape"),
}


@pytest.mark.parametrize(("seen", "charged"), MENDED.values(), ids=MENDED)
def test_what_was_put_right_is_charged_once_and_the_rest_is_judged(
    seen: dict[str, Any], charged: str
) -> None:
    found = findings(**seen)
    assert found[charged].status == "failed"
    behind = [one for one in found.values() if one.because == charged]
    assert all(one.points == one.max_points for one in behind)
    assert found["relu-on-hidden-layers"].status == "passed"


def test_where_forward_stopped_for_good_nothing_behind_it_is_judged() -> None:
    found = findings(troubles=(STOPPED,), returned="")
    assert found["forward-runs"].status == "failed"
    behind = [one for one in found.values() if one.because == "forward-runs"]
    assert {one.status for one in behind} == {"blocked"}
    assert {"output-shape", "relu-on-hidden-layers"} <= {one.check for one in behind}

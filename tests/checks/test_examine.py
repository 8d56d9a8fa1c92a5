"""What no check may do: stop the others, or take points for a fault of the grader's."""

from __future__ import annotations

from grader.checks import examine
from grader.evidence import Attempt, Evidence, Layer, Loading, Observation
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


def findings() -> dict[str, Finding]:
    evidence = nonsense()
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

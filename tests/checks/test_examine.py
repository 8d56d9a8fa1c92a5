"""What no check may do: stop the others, or take points for a fault of the grader's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.checks import asked_for, examine, together
from grader.evidence import (
    Attempt,
    Behaviour,
    Evidence,
    Layer,
    Loading,
    Mend,
    Observation,
    Training,
    Trouble,
)
from grader.finding import Finding, points_of
from grader.graph import Graph, Operation, Ref, Tensor, Value
from grader.lab import Asked, Lab, read_lab
from grader.reading.reading import reading_of
from tests.graphs import write_graph

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


SO_FAR = {
    "through all layers": ("F.relu a", 3, "passed", "passed"),
    "through all, one of them bare": ("x.clone a", 3, "passed", "blocked"),
    "not to the second": ("F.relu a", 2, "blocked", "blocked"),
}


@pytest.mark.parametrize(("between", "lines", "layers", "relus"), SO_FAR.values(), ids=SO_FAR)
def test_where_forward_stopped_for_good_what_ran_before_is_earned(
    between: str, lines: int, layers: str, relus: str
) -> None:
    steps = ["a = F.linear x @0", f"r = {between}", "b = F.linear r @1"][:lines]
    train = replace(write_graph("\n".join(steps)), output=None)
    tensors = tuple(Tensor(f"{n}.weight", (9, 9), "float32", "parameter", True) for n in "ab")
    seen = Observation(train=train, troubles=(STOPPED,), tensors=tensors)
    lab = replace(LAB, asked=Asked("linear; relu; linear"))
    found = examine(reading_of(Evidence(seen), lab.asked), Evidence(seen), lab)
    status = {one.check: one.status for one in found}
    assert status["forward-runs"] == "failed"
    assert status["two-fully-connected"] == layers
    assert status["relu-on-hidden-layers"] == relus
    assert status["every-layer-used"] == "blocked"


def no_number() -> Evidence:
    """What comes out is no number, and so is the loss."""
    nan = float("nan")
    behaviour = Behaviour("replay", False, nan, nan, nan, nan, 0.0, 0.0, ())
    training = Training("replayed", outcome="diverged", data="digits", samples=512)
    return replace(nonsense(), behaviour=behaviour, training=training)


FREE = {
    "worth nothing": replace(LAB, points={**LAB.points, "log-probabilities": 0.0}),
    "left out": replace(
        LAB, points={one: n for one, n in LAB.points.items() if one != "log-probabilities"}
    ),
}


@pytest.mark.parametrize("lab", FREE.values(), ids=FREE)
def test_a_mistake_is_not_lost_where_its_own_check_is_worth_nothing(lab: Lab) -> None:
    evidence = no_number()
    found = {one.check: one for one in examine(reading_of(evidence), evidence, lab)}
    assert found["log-probabilities"].status == "failed"
    paid = found["loss-goes-down"]
    assert (paid.status, paid.points, paid.max_points) == ("blocked", 0.0, 1.0)
    assert paid.because == "log-probabilities"
    assert found["held-out-accuracy"].points == LAB.points["held-out-accuracy"]
    # whether the images hang on each other is not known, and nobody pays for that
    assert found["samples-independent"].points == LAB.points["samples-independent"]
    assert "log-probabilities" in {one.check for one in asked_for(tuple(found.values()), lab)}


def test_where_it_is_worth_something_it_alone_pays() -> None:
    evidence = no_number()
    found = {one.check: one for one in examine(reading_of(evidence), evidence, LAB)}
    assert found["log-probabilities"].points == 0.0
    assert found["loss-goes-down"].points == LAB.points["loss-goes-down"]
    assert found["loss-goes-down"].because == "log-probabilities"


def test_what_is_left_out_is_not_shown_but_for_a_closed_door() -> None:
    evidence = replace(nonsense(), observation=Observation(troubles=(STOPPED,)))
    lab = replace(LAB, points={"relu-on-hidden-layers": 2.0})
    shown = asked_for(examine(reading_of(evidence), evidence, lab), lab)
    assert [one.check for one in shown if one.status != "failed"] == ["relu-on-hidden-layers"]
    assert [one.max_points for one in shown if one.status == "failed"] == [0.0]


def test_of_a_group_that_one_change_mends_one_that_is_worth_something_pays() -> None:
    failed = [Finding("two-convolutions", "", "failed"), Finding("forward-runs", "", "failed")]
    found = together(failed, LAB, (), ("two-convolutions", "forward-runs"))
    assert [one.because for one in found] == [None, "two-convolutions"]
    both = {"two-convolutions": 2.0, "forward-runs": 0.5}
    assert points_of(found, both) == {"two-convolutions": 0.0, "forward-runs": 0.5}
    assert points_of(found, {**both, "two-convolutions": 0.0})["forward-runs"] == 0.0
    assert points_of(found[1:], {"forward-runs": 0.5}) == {"forward-runs": 0.0}


BARE = {
    "nowhere an activation": ("x.clone a", "x.clone b", "blocked"),
    "one of two is there": ("F.relu a", "x.clone b", "failed"),
    "both are there": ("F.relu a", "F.relu b", "failed"),
}


@pytest.mark.parametrize(("first", "second", "wanted"), BARE.values(), ids=BARE)
def test_what_a_network_without_any_activation_cannot_learn_is_charged_there(
    first: str, second: str, wanted: str
) -> None:
    text = f"a = F.linear x @0\nr = {first}\nb = F.linear r @1\nq = {second}\nf = F.linear q @2"
    train, tested = write_graph(text), write_graph(text, "eval")
    training = Training(
        "replayed", outcome="missed", data="digits", samples=5120, held_out=100, accuracy=0.4,
        loss_before=2.3, loss_after=1.5,
    )  # fmt: skip
    behaviour = Behaviour("replay", True, 0.0, 9.0, -9.0, -1.0, 0.0, 0.0, ())
    tensors = tuple(Tensor(f"{n}.weight", (9, 9), "float32", "parameter", True) for n in "abc")
    seen = Observation(train=train, eval=tested, returned="tensor", tensors=tensors)
    evidence = Evidence(seen, behaviour=behaviour, training=training)
    lab = replace(LAB, asked=Asked("linear; relu; linear; relu; linear"))
    found = examine(reading_of(evidence, lab.asked), evidence, lab)
    learnt = next(one for one in found if one.check == "held-out-accuracy")
    assert learnt.status == wanted
    assert learnt.because == ("relu-on-hidden-layers" if wanted == "blocked" else None)

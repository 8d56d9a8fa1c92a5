"""What a network begins with, put right: what counts as unusual, and what then is said to help."""

from __future__ import annotations

import random
from array import array
from dataclasses import replace

import pytest

from grader.evidence import Behaviour, Evidence, Observation, Remedied, Training
from grader.graph import Tensor
from grader.lab import Lab, read_lab
from grader.reading.reading import Reading, reading_of
from grader.repair.remedies import proposals, size_of
from grader.repair.trained import remedied
from tests.graphs import write_graph

LAB = read_lab()
USUAL = 3**-0.5 / 5  # of 25 numbers of which each weight's row is made, as torch draws them
NET = "c1 = F.conv2d x @0\nr1 = F.relu c1\nf1 = F.linear r1 @1\no = F.log_softmax f1 dim=1\n"
EVENLY, LEARNED = 2.303, 1.2


def _drawn(size: float, seed: int) -> bytes:
    source = random.Random(seed)
    return array("f", (source.gauss(0, size) for _ in range(250))).tobytes()


def _begins(first: bytes, text: str = NET) -> Reading:
    tensors = tuple(
        Tensor(n, (10, 25), "float32", "parameter", True) for n in ("c.weight", "f.weight")
    )
    seen = Observation(
        train=write_graph(text.replace("MODE", "True"), "train"),
        eval=write_graph(text.replace("MODE", "False"), "eval"),
        tensors=(*tensors, Tensor("mean", (10,), "float32", "buffer", False)),
        weights=(first, _drawn(USUAL, 2), array("f", [0.0] * 10).tobytes()),
    )
    return reading_of(Evidence(seen))


USUALLY = _drawn(USUAL, 1)


@pytest.mark.parametrize(
    ("first", "remedy"),
    [
        (array("f", [0.05] * 250).tobytes(), "alike"),
        (array("f", [*(n / 100 for n in range(25))] * 10).tobytes(), "alike"),
        (array("f", [0.0] * 250).tobytes(), "alike"),
        (_drawn(USUAL / 10, 1), "small"),
        (_drawn(USUAL * 10, 1), "large"),
        (array("f", [float("nan"), *([1.0] * 249)]).tobytes(), "large"),
        (USUALLY, None),
        (_drawn(USUAL * 2.45, 1), None),  # He
        (_drawn(USUAL / 2, 1), None),
    ],
)
def test_first_weights_that_are_unusual_are_drawn_anew(first: bytes, remedy: str | None) -> None:
    found = list(proposals(_begins(first)))
    assert [one.remedy for one in found] == ([] if remedy is None else [remedy])
    for one in found:
        assert one.names == ("c.weight",)
        new, other, _ = one.observation.weights
        assert 0.8 * USUAL < size_of(new) < 1.2 * USUAL
        assert new[:100] != new[100:200], "its rows differ"
        assert other == _drawn(USUAL, 2), "what is usual stays"
        assert not one.observation.proofs
        assert one.observation.output_chosen


@pytest.mark.parametrize(
    ("step", "was"),
    [
        ("t.div c1 255", 255),
        ("t.mul c1 0.001", 0.001),
        ("t.mul c1 -1000.0", -1000),
        ("t.div c1 2", None),
        ("t.mul c1 0", None),
    ],
)
def test_a_factor_that_is_far_from_1_becomes_1(step: str, was: float | None) -> None:
    found = list(proposals(_begins(USUALLY, NET.replace("F.relu c1", step))))
    assert [(one.remedy, one.was) for one in found] == ([] if was is None else [("scale", was)])
    for one in found:
        for graph in (one.observation.train, one.observation.eval):
            assert graph is not None
            op = graph.operations[1]
            assert op.bound["other"] == 1.0
            assert op.args[0] == op.bound["input"]


@pytest.mark.parametrize(
    ("step", "was"),
    [("t.add c1 1000", 1000), ("x.__sub__ c1 50.0", 50), ("t.add c1 0.5", None),
     ("t.rsub c1 50", None)],
)  # fmt: skip
def test_a_number_that_outweighs_what_it_is_added_to_becomes_0(
    step: str, was: float | None
) -> None:
    found = list(proposals(_begins(USUALLY, NET.replace("F.relu c1", step))))
    assert [(one.remedy, one.was) for one in found] == ([] if was is None else [("shift", was)])
    assert all(one.observation.train.operations[1].bound["other"] == 0 for one in found)  # type: ignore[union-attr]


@pytest.mark.parametrize(("begins", "far"), [(-50.0, True), (0.0, False), (1.0, False)])
def test_biases_that_begin_far_off_are_drawn_anew(begins: float, far: bool) -> None:
    text = NET.replace("F.linear r1 @1", "F.linear r1 @1 @3")
    reading = _begins(USUALLY, text)
    seen = reading.observation
    bias, numbers = Tensor("f.bias", (10,), "float32", "parameter", True), [begins] * 10
    seen = replace(
        seen, tensors=(*seen.tensors, bias), weights=(*seen.weights, array("f", numbers).tobytes())
    )
    found = list(proposals(reading_of(Evidence(seen))))
    assert [(one.remedy, one.names) for one in found] == ([("bias", ("f.bias",))] if far else [])
    for one in found:
        assert size_of(one.observation.weights[3]) < 0.2
        assert one.observation.weights[:3] == seen.weights[:3]


@pytest.mark.parametrize(("momentum", "moves"), [("0.0", False), ("0.1", True)])
def test_running_means_that_never_move_do(momentum: str, moves: bool) -> None:
    norm = f"F.batch_norm c1 @2 @2 training=MODE momentum={momentum}"
    found = list(proposals(_begins(USUALLY, NET.replace("F.relu c1", norm))))
    assert [one.remedy for one in found] == ([] if moves else ["statistics"])
    for one in found:
        assert one.observation.train is not None
        assert one.observation.train.operations[1].bound["momentum"] == 0.1


class Trainer:
    """Gives what it was told for the network as it is, and for the changed one."""

    def __init__(self, reading: Reading, as_it_is: Training, changed: Training) -> None:
        self._is, self._changed, self._seen = as_it_is, changed, reading.observation
        self.labs: list[Lab] = []

    def __call__(self, seen: Observation, lab: Lab) -> tuple[Behaviour | None, Training]:
        self.labs.append(lab)
        return None, self._is if seen is self._seen else self._changed


def _training(outcome: str, loss: float | None = EVENLY, accuracy: float = 0.1) -> Training:
    made = Training("replayed", loss_after=loss, accuracy=accuracy, samples=1000)
    return replace(made, outcome=outcome)  # type: ignore[arg-type]


def _tried(
    before: Training, as_it_is: Training, changed: Training
) -> tuple[Remedied | None, Trainer]:
    reading = _begins(_drawn(USUAL / 10, 1))
    trainer = Trainer(reading, as_it_is, changed)
    return remedied(reading, before, LAB, trainer, lambda *_: ("loss-goes-down",)), trainer


def test_what_does_not_learn_is_trained_as_the_lab_says() -> None:
    found, trainer = _tried(
        _training("gave up"), _training("gave up"), _training("reached", LEARNED, 0.8)
    )
    assert found is not None
    assert not found.by_descent
    assert found.loss == (EVENLY, LEARNED)
    assert found.accuracy == (0.1, 0.8)
    assert found.checks == ("loss-goes-down",)
    assert trainer.labs == [LAB]


@pytest.mark.parametrize("outcome", ["missed", "gave up", "diverged", "cut off"])
def test_what_does_not_help_is_no_cause(outcome: str) -> None:
    assert (
        _tried(_training("gave up"), _training("gave up"), _training(outcome, LEARNED))[0] is None
    )


def test_what_was_cut_off_was_not_measured() -> None:
    found, trainer = _tried(
        _training("cut off"), _training("cut off"), _training("reached", LEARNED)
    )
    assert found is None
    assert not trainer.labs


@pytest.mark.parametrize(
    ("loss", "with_it", "told"),
    [
        (EVENLY, LEARNED, True),
        (None, LEARNED, True),  # NaN, or infinite
        (2.1, LEARNED, False),  # it moves
        (EVENLY, 2.2, False),  # it does not help
        (EVENLY, None, False),
    ],
)
def test_what_learns_is_held_against_the_sheets_descent(
    loss: float | None, with_it: float | None, told: bool
) -> None:
    stays, falls = _training("missed", loss), _training("missed", with_it)
    found, trainer = _tried(_training("reached", LEARNED, 0.8), stays, falls)
    assert (found is not None and found.by_descent and not found.checks) is told
    assert {lab.recipe.optimizer for lab in trainer.labs} == {"sgd"}


def test_what_is_usual_costs_no_training() -> None:
    reading = _begins(USUALLY)
    trainer = Trainer(reading, _training("reached"), _training("reached"))
    for outcome in ("reached", "gave up"):
        assert remedied(reading, _training(outcome), LAB, trainer, lambda *_: ()) is None
    assert not trainer.labs

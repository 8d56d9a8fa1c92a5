"""The trainer process, asked from the parent's side."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from grader.data import DataSet, Source, choose, load
from grader.evidence import Observation, Proof, Training
from grader.lab import read_lab
from grader.torchside.inside import train_inside
from grader.torchside.resident import make_resident
from grader.trainer import serve
from grader.training import Trainer, TrainerFailed
from grader.training import process as trainer_process
from grader.wire import frame

from . import nets
from .tracing import observe

LAB = read_lab()
EMBEDDED = Source("digits", None, "embedded")


@pytest.fixture(scope="module")
def trainer() -> Iterator[Trainer]:
    with Trainer(EMBEDDED) as started:
        yield started


def test_a_right_network_learns(trainer: Trainer) -> None:
    behaviour, training = trainer.train(observe(nets.seeded(nets.Classic)), LAB)
    assert behaviour is not None
    assert behaviour.source == "replay"
    assert training.way == "replayed", training.reason
    assert training.outcome == "reached"
    assert training.replay_difference == 0
    assert training.mended == ()
    assert training.suspicions == ()
    assert training.loss_before is not None
    assert training.loss_after is not None
    assert training.loss_after < 0.8 * training.loss_before
    assert training.curve[0].samples == 64
    assert training.curve[-1].samples == training.samples == training.looks[-1].samples
    assert sum(map(sum, training.confusion)) == training.held_out == training.looks[-1].of
    rightly = sum(row[i] for i, row in enumerate(training.confusion))
    assert rightly / training.held_out == pytest.approx(training.accuracy)
    assert len(training.misread) == 8
    assert all(m.label != m.read and len(m.pixels) == 784 for m in training.misread)
    assert training.filters is not None
    assert training.filters.name == "conv1.weight"
    assert training.filters.shape == (10, 1, 5, 5)
    assert training.filters.before != training.filters.after
    assert (training.data, training.threshold) == ("digits", 0.75)


def test_the_same_again(trainer: Trainer) -> None:
    """Marks repeat: nothing stays behind from the submission before."""
    seen = observe(nets.seeded(nets.Normalised))
    one, two = (trainer.train(seen, LAB) for _ in range(2))
    assert one[0] == two[0]
    assert replace(one[1], seconds=0.0) == replace(two[1], seconds=0.0)
    assert one[1].outcome == "reached"


OUTCOMES = [
    (nets.Logits, "reached", ("log_softmax appended",)),
    (nets.Zero, "gave up", ()),
    (nets.Exploding, "diverged", ("log_softmax appended",)),
]


@pytest.mark.parametrize(("make", "outcome", "mended"), OUTCOMES)
def test_outcomes(
    trainer: Trainer, make: Callable[[], nn.Module], outcome: str, mended: tuple[str, ...]
) -> None:
    _, training = trainer.train(observe(nets.seeded(make)), LAB)
    assert (training.way, training.outcome, training.mended) == ("replayed", outcome, mended)


def test_a_softmax_is_mended(trainer: Trainer) -> None:
    short = replace(LAB, recipe=replace(LAB.recipe, max_samples=256))
    behaviour, training = trainer.train(observe(nets.seeded(nets.Softmax)), short)
    assert behaviour is not None
    assert behaviour.row_sum < 1e-5
    assert behaviour.log_sum_exp > 1
    assert training.mended == ("logarithm taken",)
    assert (training.samples, training.outcome) == (256, "missed")


def changed_proof(seen: Observation, by: float) -> Observation:
    """As if the module had given something else than its recorded calls."""
    first = seen.proofs[0]
    output = np.frombuffer(first.output, np.float32) * np.float32(1 + by)
    return replace(seen, proofs=(replace(first, output=output.tobytes()), *seen.proofs[1:]))


def lacking_gradient(seen: Observation) -> Observation:
    first = seen.proofs[0]
    name, numbers = first.gradients[0]
    wrong = ((name, np.zeros(len(numbers) // 4, np.float32).tobytes()), *first.gradients[1:])
    return replace(seen, proofs=(replace(first, gradients=wrong), *seen.proofs[1:]))


NOT_THE_TRUTH: list[tuple[Callable[[Observation], Observation], str]] = [
    (lambda seen: changed_proof(seen, 0.01), "do not give what the network itself gives"),
    (lacking_gradient, "do not give what the network itself gives"),
    (lambda seen: replace(seen, proofs=()), "nothing came to hold the replay against"),
    (lambda seen: replace(seen, weights=seen.weights[:-1]), "tensors came with"),
    (lambda seen: replace(seen, train=None), "forward did not come to an end"),
]


@pytest.mark.parametrize(("spoil", "reason"), NOT_THE_TRUTH)
def test_a_graph_that_is_not_the_whole_truth_is_not_trained(
    trainer: Trainer, spoil: Callable[[Observation], Observation], reason: str
) -> None:
    behaviour, training = trainer.train(spoil(observe(nets.seeded(nets.Classic))), LAB)
    assert behaviour is None
    assert training.way == "not run"
    assert reason in training.reason


def test_rounding_is_no_difference(trainer: Trainer) -> None:
    seen = changed_proof(observe(nets.seeded(nets.Classic)), 1e-6)
    short = replace(LAB, recipe=replace(LAB.recipe, max_samples=64))
    _, training = trainer.train(seen, short)
    assert training.way == "replayed"
    assert training.replay_difference is not None
    assert 0 < training.replay_difference < 1e-5


def test_without_a_proof_nothing_is_claimed(trainer: Trainer) -> None:
    """The grader chose the output, since forward gave a tuple: its difference is unknown."""
    seen = replace(observe(nets.seeded(nets.Classic)), proofs=(), output_chosen=True)
    short = replace(LAB, recipe=replace(LAB.recipe, max_samples=64))
    _, training = trainer.train(seen, short)
    assert (training.way, training.replay_difference) == ("replayed", None)


@pytest.mark.parametrize("make", [nets.Maps, nets.Single])
def test_stranger_outputs_are_measured(trainer: Trainer, make: Callable[[], nn.Module]) -> None:
    behaviour, training = trainer.train(observe(nets.seeded(make)), LAB)
    assert behaviour is not None, training.reason
    assert training.way == "not run"
    assert training.reason.startswith("the output has shape")


def test_an_output_of_another_shape_is_measured_but_not_trained(trainer: Trainer) -> None:
    behaviour, training = trainer.train(observe(nets.seeded(nets.Nine)), LAB)
    assert behaviour is not None
    assert training.way == "not run"
    assert training.reason == "the output has shape (64, 9), where (64, 10) can be trained"


def taught(make: Callable[[], nn.Module]) -> nn.Module:
    """A network that already reads the digits."""
    digits = load(EMBEDDED)
    x = (torch.from_numpy(digits.train_images[:2560]).float() / 255 - 0.16) / 0.28
    y = torch.from_numpy(digits.train_labels[:2560]).long()
    net = nets.seeded(make)
    optimizer = torch.optim.Adam(net.parameters(), 0.004)
    for _ in range(2):
        for i in range(0, 2560, 64):
            optimizer.zero_grad()
            nn.functional.nll_loss(net(x[i : i + 64]), y[i : i + 64]).backward()
            optimizer.step()
    return net


def test_weights_in_the_file_are_shown_to_the_tutor(trainer: Trainer) -> None:
    """Trained beforehand, with a part that cannot learn: only its own weights will do."""
    seen = observe(taught(nets.Linear), same=True)
    frozen = tuple(replace(t, requires_grad=False) for t in seen.tensors)
    _, training = trainer.train(replace(seen, tensors=frozen, proofs=(seen.proofs[1],)), LAB)
    assert training.outcome == "reached"
    assert training.shuffled_accuracy is not None
    assert training.shuffled_accuracy < 0.5
    assert "before any training" in training.suspicions[0]
    assert "learns only with the numbers that its file carries" in training.suspicions[1]


def test_a_fixed_seed_is_no_offence(trainer: Trainer) -> None:
    _, training = trainer.train(observe(nets.seeded(nets.Normalised), same=True), LAB)
    assert training.outcome == "reached"
    assert training.shuffled_accuracy is not None
    assert training.suspicions == ()


def test_scoring_what_a_sandbox_trained(trainer: Trainer) -> None:
    held_out = choose(load(EMBEDDED), LAB.recipe.seed, LAB.recipe.max_samples)
    right = np.log(np.eye(10, dtype=np.float32)[held_out.held_out_labels] * 0.9 + 0.01)
    chance = np.full_like(right, np.log(0.1))
    training = trainer.score(Training(way="in the sandbox"), chance.tobytes(), right.tobytes(), LAB)
    assert (training.way, training.outcome) == ("in the sandbox", "reached")
    assert training.accuracy == 1
    assert training.accuracy_before is not None
    assert training.accuracy_before < 0.2
    bad = np.full_like(right, np.nan)
    training = trainer.score(Training(way="in the sandbox"), bad.tobytes(), bad.tobytes(), LAB)
    assert training.outcome == "missed"


def test_a_module_trained_inside_and_scored_outside(trainer: Trainer) -> None:
    """The fallback from end to end: the sandbox side has no held-out label."""
    chosen = choose(load(EMBEDDED), LAB.recipe.seed, LAB.recipe.max_samples)
    data = make_resident(
        (chosen.train_images, chosen.train_labels),
        (chosen.held_out_images, None),
        chosen.mean,
        chosen.std,
        torch.device("cpu"),
    )
    short = replace(LAB.recipe, max_samples=6_400)
    inside = train_inside(nets.seeded(nets.Logits), data, short, LAB.thresholds["digits"])
    assert inside.behaviour.source == "module"
    assert inside.mended == "log_softmax appended"
    assert 512 <= inside.fit.samples < 6_400  # it was clear before
    told = Training(way="in the sandbox", curve=inside.fit.curve, samples=inside.fit.samples)
    training = trainer.score(told, inside.before, inside.after, LAB)
    assert training.outcome == "reached"
    assert training.samples == inside.fit.samples
    assert training.curve == inside.fit.curve
    assert training.accuracy_before is not None
    assert training.accuracy_before < 0.3


def test_a_request_that_does_not_hold_together(trainer: Trainer) -> None:
    with pytest.raises(TrainerFailed, match="does not hold together"):
        trainer.score(Training(way="in the sandbox"), b"123", b"123", LAB)
    assert trainer.facts().data == "digits"  # it goes on serving


def test_it_starts_again_after_it_was_killed() -> None:
    with Trainer(EMBEDDED) as trainer:
        assert trainer.facts().torch == torch.__version__
        assert trainer._child is not None
        trainer._child._child._process.kill()
        seen = observe(nets.seeded(nets.Linear))
        _, training = trainer.train(seen, LAB)
        assert training.way == "replayed"


def unlucky(observation: Observation) -> Observation:
    """As if running it ended the process: the trainer of `FATAL` looks for this name."""
    first = replace(observation.tensors[0], name="fatal")
    return replace(observation, tensors=(first, *observation.tensors[1:]))


FATAL = """
import os, signal, sys, time
from grader.data import Source
from grader.trainer import serve, network
take = network.Network.__init__
def init(self, request):
    if request.tensors[0].name == "fatal":
        os.kill(os.getpid(), signal.SIGKILL) if HOW == "ends" else time.sleep(600)
    take(self, request)
network.Network.__init__ = init
serve.serve(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"), Source("digits", None, ""))
"""


@pytest.mark.parametrize(
    ("how", "sentence"), [("ends", "the trainer ended with status"), ("hangs", "did not answer")]
)
def test_a_network_that_ends_the_trainer_costs_nobody_else(
    how: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-P", "-c", FATAL.replace("HOW", repr(how))]
    monkeypatch.setattr(trainer_process, "module", lambda *_: command)
    seen = observe(nets.seeded(nets.Linear))
    with Trainer(EMBEDDED) as trainer:
        alone = trainer.train(seen, LAB)
        if how == "hangs":
            monkeypatch.setattr(trainer_process, "TRAIN_SECONDS", 1.0)
        behaviour, training = trainer.train(unlucky(seen), LAB)
        assert behaviour is None
        assert training.way == "not run"
        assert sentence in training.reason
        monkeypatch.setattr(trainer_process, "TRAIN_SECONDS", 300.0)
        after = trainer.train(seen, LAB)
    assert after[0] == alone[0]
    assert replace(after[1], seconds=0.0) == replace(alone[1], seconds=0.0)


def test_bad_data_are_told_at_the_first_question(tmp_path: Path) -> None:
    gone = pytest.raises(TrainerFailed, match="train-images-idx3-ubyte is gone")
    with Trainer(Source("mnist", tmp_path, "--data")) as trainer, gone:
        trainer.facts()


def test_the_parent_has_no_torch() -> None:
    code = "import sys, grader.training, grader.data; assert 'torch' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_proofs_name_every_gradient() -> None:
    """The tests' own recorder proves what the probe's does."""
    proof = observe(nets.seeded(nets.Classic)).proofs[0]
    assert isinstance(proof, Proof)
    assert len(proof.gradients) == 8


def test_it_shuts_its_memory_before_the_labels_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def loaded(source: Source) -> DataSet:
        done.append("load")
        return load(source)

    monkeypatch.setattr(serve, "shut_memory", lambda: done.append("shut"))
    monkeypatch.setattr(serve, "load", loaded)
    monkeypatch.setattr(serve, "bound_memory", lambda device: None)
    serve.serve(io.BytesIO(), io.BytesIO(), EMBEDDED)
    assert done == ["shut", "load"]


def test_a_device_that_fails_ends_the_trainer(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its answer: a GPU that was led beyond a table fails for every submission after it."""
    asked = frame.pack({"ask": "nothing"})
    answers = io.BytesIO()
    monkeypatch.setattr(serve, "works", lambda device: False)
    monkeypatch.setattr(serve, "shut_memory", lambda: False)
    monkeypatch.setattr(serve, "bound_memory", lambda device: None)
    serve.serve(io.BytesIO(asked + asked), answers, EMBEDDED)
    assert answers.getvalue().count(frame.MAGIC) == 2  # "ready", and one answer

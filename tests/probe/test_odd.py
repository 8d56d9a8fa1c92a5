"""What is wrong or strange is told, by line, and what was seen before it is kept."""

from __future__ import annotations

import pytest

from grader.evidence import Observation
from grader.graph import Graph

from .nets import CLASSIC, CONVS, FEATURES, net, tail
from .odd import ESCAPES, MENDED, RAISES, RETURNS
from .run_here import observe_here
from .test_faithful import replayed

pytestmark = pytest.mark.slow


def test_the_call_that_raised_is_kept() -> None:
    seen = observe_here(RAISES["batch swallowed"][0])
    refused = trained(seen).refused
    assert refused is not None
    assert (refused.kind, refused.module, refused.outputs) == ("linear", "fc1", ())
    assert observe_here(CLASSIC).train == trained(observe_here(CLASSIC))


def trained(seen: Observation) -> Graph:
    assert seen.train is not None
    return seen.train


@pytest.mark.parametrize("name", RAISES)
def test_trouble(name: str) -> None:
    source, words, place, calls = RAISES[name]
    seen = observe_here(source)
    first = seen.troubles[0]
    assert f"{first.type}: {first.message}".startswith(words)
    assert len(first.message) <= 20_000
    if place:
        assert first.line is not None
        assert place in source.split("\n")[first.line - 1]
    assert not seen.returned
    assert seen.train is None or seen.train.output is None
    assert len(trained(seen).operations if seen.train else ()) >= calls
    assert not seen.mends


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("x = lost(x)", "lost"),
        ("raise NameError(\"name 'lost' is not defined\")", ""),
        ("raise NameError('no', name=3)", ""),
        ("raise type('NameError', (NameError,), {'name': 'lost'})()", ""),
    ],
)
def test_the_name_that_was_not_found(line: str, name: str) -> None:
    first = observe_here(tail(line)).troubles[0]
    assert (first.type, first.name) == ("NameError", name)


@pytest.mark.parametrize("name", MENDED)
def test_mended(name: str) -> None:
    source, mends = MENDED[name]
    seen = observe_here(source)
    assert not seen.troubles
    assert [(m.what, m.layer, m.was, m.now) for m in seen.mends] == mends
    for mend in seen.mends:
        assert mend.line is not None
    assert all(one.shape == (one.batch, 10) for one in seen.attempts), seen.attempts
    for proof in seen.proofs:
        output, gradients = replayed(seen, proof)
        assert (output, gradients) == (proof.output, dict(proof.gradients))
    assert len(seen.proofs) == 3


@pytest.mark.parametrize("name", ESCAPES)
def test_escapes(name: str) -> None:
    source, words = ESCAPES[name]
    seen = observe_here(source)
    assert not seen.troubles
    assert any(str(told).startswith(words) for told in seen.escapes), seen.escapes
    assert seen.returned == "tensor"


@pytest.mark.parametrize("name", RETURNS)
def test_returned(name: str) -> None:
    source, kind = RETURNS[name]
    seen = observe_here(source)
    assert seen.returned == kind
    assert {one.returned for one in seen.attempts} == {kind}
    assert len(trained(seen).operations) >= 6


def test_layers_in_a_plain_list_are_constants() -> None:
    source = net(
        "self.convs = [nn.Conv2d(1, 1, 5), nn.Conv2d(1, 2, 5)]\nself.fc = nn.Linear(32, 10)",
        "for conv in self.convs:\n    x = F.max_pool2d(F.relu(conv(x)), 2)\n"
        "return F.log_softmax(self.fc(x.view(-1, 32)), 1)",
    )
    seen = observe_here(source)
    constants = [t for t in seen.tensors if t.kind == "constant"]
    assert [t.shape for t in constants] == [(1, 1, 5, 5), (1,), (2, 1, 5, 5), (2,)]
    assert all(t.requires_grad for t in constants)
    for proof in seen.proofs:  # their numbers came along
        assert replayed(seen, proof)[0] == proof.output


def test_a_layer_made_in_forward_is_a_constant_of_each_run() -> None:
    seen = observe_here(
        tail("x = x.view(-1, 96)\nx = nn.Linear(96, 20)(x)", "return F.log_softmax(self.fc2(x), 1)")
    )
    assert [op.kind for op in trained(seen).operations].count("linear") == 2
    assert {t.shape for t in seen.tensors if t.kind == "constant"} == {(20, 96), (20,)}
    assert not any("uniform" in op.target for op in trained(seen).operations)


def test_results_thrown_away_stay_unused() -> None:
    seen = observe_here(tail("F.dropout(x, training=self.training)\nx = x.view(-1, 96)"))
    for graph in (seen.train, seen.eval):
        assert graph is not None
        dropped = next(op for op in graph.operations if op.kind == "dropout")
        assert dropped not in graph.live()


def test_statistics_are_written() -> None:
    seen = observe_here(
        net(
            CONVS + "self.n = nn.BatchNorm2d(4)",
            FEATURES.replace("self.conv1(x)", "self.n(self.conv1(x))")
            + "return F.log_softmax(self.fc2(self.fc1(x.flatten(1))), 1)",
        )
    )
    names = [t.name for t in seen.tensors]
    written = {names[ref.index] for op in trained(seen).operations for ref in op.writes}
    assert written == {"n.running_mean", "n.running_var", "n.num_batches_tracked"}
    assert seen.eval is not None
    assert not any(op.writes for op in seen.eval.operations)


def test_a_change_in_place_is_read_by_whoever_comes_after() -> None:
    seen = observe_here(
        tail(
            "x = x.flatten(1)\nx = self.fc1(x)\nhalf = x[:, :10]\nhalf.relu_()",
            "return F.log_softmax(self.fc2(x), 1)",
        )
    )
    kinds = [op.kind for op in trained(seen).live()]
    assert kinds[-4:] == ["getitem", "relu", "linear", "log_softmax"]


def test_modules_and_lines() -> None:
    seen = observe_here(CLASSIC)
    made = {op.module: op.line for op in trained(seen).operations if op.module}
    lines = CLASSIC.split("\n")
    for path in ("conv1", "drop", "fc2"):
        assert f"self.{path}(" in lines[(made[path] or 0) - 1]


def test_only_chance_differs_between_seeds() -> None:
    seen = observe_here(
        net(
            CONVS + "self.fc2.weight.data.copy_(torch.arange(200.).view(10, 20))\n"
            "self.n = nn.BatchNorm1d(10)",
            FEATURES + "return self.n(self.fc2(self.fc1(x.flatten(1))))",
        )
    )
    same = {t.name for t in seen.tensors if t.same_for_every_seed}
    assert {"fc2.weight", "n.weight", "n.bias", "n.running_mean"} <= same
    assert not any(name.startswith("conv") for name in same)


def test_attempts_show_a_hard_coded_batch() -> None:
    seen = observe_here(tail("x = x.view(64, -1)"))
    works = {(one.mode, one.batch): one.trouble is None for one in seen.attempts}
    assert works[("eval", 64)]
    assert not works[("eval", 7)]
    trouble = next(one.trouble for one in seen.attempts if one.trouble is not None)
    assert trouble.line is not None


def test_batch_norm_with_one_sample_is_no_trouble_of_training() -> None:
    seen = observe_here(CLASSIC.replace("nn.Dropout2d()", "nn.BatchNorm2d(6)"))
    assert all(one.trouble is None for one in seen.attempts)
    assert ("train", 1) not in {(one.mode, one.batch) for one in seen.attempts}

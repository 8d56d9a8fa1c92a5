"""Measurements of what a network does, on modules."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from grader.evidence import Behaviour
from grader.torchside.behaviour import measure
from grader.torchside.budget import ReplayRefused
from grader.torchside.replay import Replay, build_tensors

from . import nets
from .tracing import observe

CPU = torch.device("cpu")


def of_module(net: nn.Module) -> Behaviour:
    def run(mode: str, x: torch.Tensor) -> torch.Tensor:
        made: torch.Tensor = net.train(mode == "train")(x)
        return made

    return measure("module", run, dict(net.named_parameters()), (1, 28, 28), 64)


def of_replay(net: nn.Module) -> Behaviour:
    seen = observe(net)
    assert seen.train is not None
    assert seen.eval is not None
    numbers = build_tensors(seen.tensors, seen.weights, CPU)
    replays = {g.mode: Replay(g, seen.tensors, CPU) for g in (seen.train, seen.eval)}
    return measure(
        "replay",
        lambda mode, x: replays[mode].run(x, numbers),
        {t.name: n for t, n in zip(seen.tensors, numbers, strict=True) if t.kind == "parameter"},
        (1, 28, 28),
        64,
        watch=lambda x: replays["eval"].watch(x, numbers),
    )


@pytest.mark.parametrize("of", [of_module, of_replay])
def test_a_right_network(of: Callable[[nn.Module], Behaviour]) -> None:
    seen = of(nets.seeded(nets.Classic))
    assert seen.finite
    assert seen.log_sum_exp < 1e-5
    assert seen.row_sum > 1
    assert seen.repeat_difference == 0
    assert seen.crosstalk == 0
    assert len(seen.gradients) == 8
    assert all(g.largest is not None and g.largest > 0 for g in seen.gradients)


def test_module_and_replay_agree() -> None:
    one, two = (of(nets.seeded(nets.Classic)) for of in (of_module, of_replay))
    assert one.gradients == two.gradients
    assert (one.smallest, one.largest) == (two.smallest, two.largest)


def test_dropout_that_stays_on() -> None:
    seen = of_module(nets.seeded(nets.AlwaysDropped))
    assert seen.repeat_difference > 0.01
    assert seen.crosstalk == 0  # the same seed drops the same


def test_samples_that_depend_on_each_other() -> None:
    seen = of_module(nets.seeded(nets.Crosstalk))
    assert seen.crosstalk > 1e-3
    assert seen.log_sum_exp > 0.1


class BatchStatistics(nets.Classic):
    """Normalised by the batch in eval mode too: a small dependence on every sample."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = (x - x.mean(0)) / (x.std(0) + 1)
        return super().forward(x)


def test_a_small_dependence_is_seen() -> None:
    assert of_module(nets.seeded(BatchStatistics)).crosstalk > 1e-3


class SumsOfThoseBefore(nets.Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.cumsum(0))


class SumsOfThoseBehind(nets.Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.flip(0).cumsum(0).flip(0))


@pytest.mark.parametrize("make", [SumsOfThoseBefore, SumsOfThoseBehind])
def test_whichever_image_of_the_batch_the_others_hang_on(make: Callable[[], nn.Module]) -> None:
    assert of_module(nets.seeded(make)).crosstalk > 1e-3


def test_batch_norm_in_eval_mode_is_independent() -> None:
    assert of_module(nets.seeded(nets.Normalised)).crosstalk < 1e-5


def test_parameters_that_no_gradient_reaches() -> None:
    largest = {g.name: g.largest for g in of_module(nets.seeded(nets.Frozen)).gradients}
    assert largest["conv1.weight"] is None
    assert largest["fc2.weight"] is None
    assert largest["fc1.weight"] is not None


def test_zeros_get_a_gradient_of_zero() -> None:
    largest = {g.name: g.largest for g in of_module(nets.seeded(nets.Zero)).gradients}
    assert largest["conv1.weight"] == 0
    assert largest["fc2.bias"]


class ZeroOutput(nets.Classic):
    def __init__(self) -> None:
        super().__init__()
        nn.init.zeros_(self.fc2.weight)


def test_an_output_layer_that_begins_at_zero_lets_gradients_through_later() -> None:
    net = nets.seeded(ZeroOutput)
    assert all(gradient.largest for gradient in of_module(net).gradients)
    assert not net.fc2.weight.any()  # put back as it was


class NotFinite(nets.Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.hidden(x).log()


def test_what_is_not_finite_is_a_number_all_the_same() -> None:
    seen = of_module(nets.seeded(NotFinite))
    assert not seen.finite
    assert seen.log_sum_exp == 1e30


@pytest.mark.parametrize("make", [nets.Nine, nets.Logits, nets.Softmax])
def test_other_outputs(make: Callable[[], nn.Module]) -> None:
    seen = of_module(nets.seeded(make))
    assert (seen.row_sum < 1e-5) == (make is nets.Softmax)
    assert (seen.log_sum_exp < 1e-5) == (make is nets.Nine)


def test_relu_in_other_words() -> None:
    """Three spellings are seen, |x| is not, and dropout behind a ReLU is no second one."""
    net = nets.seeded(nets.Spelled)
    graph = observe(net).eval
    assert graph is not None
    found = of_replay(net).relu_values
    kinds = [graph.makers[i].kind for i in found]
    assert kinds[:3] == ["mul", "div", "maximum"]
    assert all(kind == "relu" for kind in kinds[3:])
    assert len(kinds) == 5
    classic = nets.seeded(nets.Classic)
    graph = observe(classic).eval
    assert graph is not None
    assert [graph.makers[i].kind for i in of_replay(classic).relu_values] == ["relu"] * 3


def test_a_false_shape_is_refused() -> None:
    """What the budget was reckoned from is what must happen."""
    from dataclasses import replace

    from grader.graph import Value

    seen = observe(nets.seeded(nets.Classic), batch=4)
    assert seen.eval is not None
    values = (*seen.eval.values[:2], Value((4, 1), "float32"), *seen.eval.values[3:])
    replay = Replay(replace(seen.eval, values=values), seen.tensors, CPU)
    numbers = build_tensors(seen.tensors, seen.weights, CPU)
    with pytest.raises(ReplayRefused, match=r"made \(4, 10, 12, 12\) where the graph has \(4, 1\)"):
        list(replay.watch(torch.zeros(4, 1, 28, 28), numbers))


class Blind(nets.Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        made: torch.Tensor = super().forward(x * 0)
        return made


def test_from_where_on_all_images_are_alike() -> None:
    seen = observe(nets.seeded(Blind))
    assert seen.eval is not None
    found = of_replay(nets.seeded(Blind)).same_for_all
    assert found[0] == seen.eval.operations[0].outputs[0]
    assert seen.eval.output in found
    assert of_replay(nets.seeded(nets.Classic)).same_for_all == ()

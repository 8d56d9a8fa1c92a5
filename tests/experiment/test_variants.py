"""Settings of right networks: each exists as the text edited by hand does, size for size."""

from __future__ import annotations

from math import prod
from typing import Any

import pytest
import torch

from grader.experiment.nouns import Asked, AskedError, Variant
from grader.experiment.variants.regroup import regrouped
from tests.bench import RIGHT
from tests.experiment.networks import edited, generated, held_to_its_shapes, observed, settings
from tests.mutants import right
from tests.thorough import ALL

SOLUTION = RIGHT.read_text(encoding="utf-8")
# the lab's own, normalised, separable, wide; all of them where all is asked for
NUMBERS = range(right.COUNT) if ALL else (33, 46, 52, 56)
CHANGES = {"halved": (0.5, None), "doubled": (2, None), "kernel 3": (1, 3), "kernel 7": (1, 7)}


def _named(found: tuple[Variant, ...], channels: str, kernel: str) -> Variant:
    return next(
        one for one in found if dict(one.values) == {"channels": channels, "kernel": kernel}
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
def test_a_setting_is_the_text_edited_by_hand(number: int) -> None:
    found = generated(number)
    own = dict(found.own.values)
    many = [int(one) for one in own["channels"].split("/")]
    for times, kernel in CHANGES.values():
        channels = "/".join(str(max(1, int(n * times))) for n in many)
        variant = _named(found.variants, channels, str(kernel) if kernel else own["kernel"])
        by_hand = observed(edited(number, times, kernel))
        if by_hand.mends or by_hand.eval is None or by_hand.eval.output is None:
            # sizes that were written by hand do not fit any more: what follows, followed
            if variant.trouble:
                assert "shrink to nothing" in variant.trouble
                continue
        elif variant.trouble:
            pytest.fail(f"{variant.name}: {variant.trouble}, and the edited text runs")
        network = held_to_its_shapes(variant)
        wanted = [one.shape for one in by_hand.tensors]
        assert [one.shape for one in network.request.tensors] == wanted
        counted = sum(prod(one.shape) for one in by_hand.tensors if one.kind == "parameter")
        assert variant.parameters == counted
        assert sum(part.parameters for part in variant.parts) == counted


def test_what_follows_is_said() -> None:
    found = settings(SOLUTION, Asked(channels=((5, 10),), kernels=((3,),)))
    one = _named(found.variants, "5/10", "3")
    assert one.name == "5/10 channels, kernel 3"
    assert one.followed == (
        "x.view at line 42 lays out 250 in place of 320",
        "fc1 takes 250 numbers in place of 320",
    )
    assert one.parameters == 5 * 10 + 10 * 46 + 251 * 50 + 510
    assert one.multiply_adds == 5 * 9 * 26 * 26 + 10 * 45 * 11 * 11 + 250 * 50 + 500
    assert [part.shape for part in one.parts if part.kind == "conv"] == [(5, 26, 26), (10, 11, 11)]


def test_a_kernel_that_does_not_fit_is_a_row_that_says_so() -> None:
    found = settings(SOLUTION, Asked(kernels=((13,), (5,))))
    assert [one.trouble for one in found.variants if not one.own] == [
        "the maps shrink to nothing at conv2: a kernel of 13×13 does not fit on maps of 8×8; "
        "with --keep-size it can be trained"
    ]
    assert found.possible == (found.own,)


def test_kept_sizes_are_padded() -> None:
    found = settings(SOLUTION, Asked(kernels=((3,), (4,)), keep_size=True))
    three, four = (one for one in found.variants if not one.own)
    assert [part.shape for part in three.parts if part.kind == "conv"] == [
        (10, 28, 28),
        (20, 14, 14),
    ]
    held_to_its_shapes(three)
    assert four.trouble == "no padding alike on all sides keeps the size behind a kernel of 4"


def test_further_axes() -> None:
    vary = (
        ("hidden", ("32",)), ("dropout", ("0",)), ("pooling", ("avg",)),
        ("activation", ("tanh",)), ("lr", ("0.01",)), ("batch-size", ("48",)),
    )  # fmt: skip
    found = settings(SOLUTION, Asked(vary=vary))
    own, other = found.variants
    assert own.own
    assert other.name == (
        "hidden 32, dropout 0, pooling avg, activation tanh, learning rate 0.01, batches of 48"
    )
    network = held_to_its_shapes(other)
    kinds = [op.kind for op in network.request.train.operations]
    assert kinds.count("tanh") == 3
    assert kinds.count("avg_pool2d") == 2
    assert not {"relu", "max_pool2d"} & set(kinds)
    drops = [op.bound["p"] for op in network.request.train.operations if op.family == "dropout"]
    assert drops == [0.0, 0.0]
    assert network.request.train.batch == 48
    assert (network.request.recipe.learning_rate, network.request.recipe.batch_size) == (0.01, 48)
    assert other.parameters == own.parameters - 18 * 321 - 180
    assert found.samples(1000) == 960  # 20 batches of 48, 15 of 64


def test_first_weights_are_those_of_the_students_own_net() -> None:
    """Drawn behind the same seed: what `torch.manual_seed(1); Net()` has."""
    network = held_to_its_shapes(settings(SOLUTION).own)
    body = "class Net" + SOLUTION.partition("class Net")[2].partition("def get_arguments")[0]
    names: dict[str, Any] = {"nn": torch.nn, "F": torch.nn.functional}
    exec(compile(body, "net", "exec"), names)
    torch.manual_seed(1)
    theirs = dict(names["Net"]().named_parameters())
    for tensor, numbers in zip(network.request.tensors, network.numbers, strict=True):
        assert torch.equal(numbers, theirs[tensor.name]), tensor.name


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked(channels=((5,),)), "the network has 2 convolutions: give one for each"),
        (Asked(kernels=((3, 3, 3),)), "give one for all convolutions"),
        (Asked(vary=(("pooling", ("min",)),)), "it is one of max, avg"),
        (Asked(vary=(("dropout", ("1",)),)), "it is a number from 0 to 0.99"),
        (Asked(vary=(("lr", ("nan",)),)), "it is a number from 1e-07 to 100"),
        (Asked(vary=(("hidden", ("32/16",)),)), "has 2 sizes: the network has 1 hidden layer"),
    ],
)
def test_what_this_network_cannot_be_asked(asked: Asked, words: str) -> None:
    with pytest.raises(AskedError, match=words):
        settings(SOLUTION, asked)


@pytest.mark.parametrize(
    ("old_in", "old_out", "new_in", "wanted"),
    [
        ((64, 20, 4, 4), (64, 320), (64, 10, 11, 11), (64, 1210)),
        ((64, 20, 4, 4), (64, 20, 16), (64, 10, 5, 5), (64, 10, 25)),
        ((64, 10), (64, 10, 1, 1), (64, 5), (64, 5, 1, 1)),
        ((64, 8, 1, 1), (64, 8), (32, 8, 2, 1), (32, 16)),
        ((64, 20), (1280,), (64, 10), (640,)),
    ],
)
def test_a_view_lays_together_what_it_laid_together(
    old_in: tuple[int, ...], old_out: tuple[int, ...], new_in: tuple[int, ...],
    wanted: tuple[int, ...],
) -> None:  # fmt: skip
    assert regrouped(old_in, old_out, new_in) == wanted


MLP = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.fc1(x.flatten(1)).relu()
        return self.fc2(x).log_softmax(1)
"""


def test_of_a_network_without_convolutions_the_rest_is_varied() -> None:
    names = [one.name for one in settings(MLP, Asked(vary=(("hidden", ("32",)),))).variants]
    assert "hidden 32" in names
    for asked in (Asked(), Asked(kernels=((3,),)), Asked(channels=((5,),))):
        with pytest.raises(AskedError, match="it has no convolution: --vary hidden"):
            settings(MLP, asked)


SHORTCUT = """
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(1, 8, 3, padding=1)
        self.two = nn.Conv2d(8, 16, 3, padding=1)
        self.short = nn.Conv2d(8, 16, 1)
        self.scores = nn.Conv2d(16, 10, 3, padding=1)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.one(x)), 2)
        x = F.relu(self.short(x) + self.two(x))
        return F.log_softmax(self.scores(x).mean((2, 3)), 1)
"""


def test_what_gives_the_scores_keeps_its_channels_and_what_is_no_window_its_size() -> None:
    """Both stay in the usual settings; a kernel that needs padding says that it can be had."""
    found = settings(SHORTCUT)
    assert found.own.name == "8/16/16/10 channels, kernel 3"
    possible = [one.name for one in found.possible]
    assert possible == [
        f"{many}/10 channels, kernel 3" for many in ("4/8/8", "8/16/16", "16/32/32")
    ]
    five = _named(found.variants, "8/16/16/10", "5").trouble
    assert "do not fit together" in five
    assert five.endswith("; with --keep-size it can be trained")
    padded = settings(SHORTCUT, Asked(kernels=((5,),), keep_size=True))
    (other,) = (one for one in padded.possible if not one.own)
    weights = [one for one in held_to_its_shapes(other).request.tensors if len(one.shape) == 4]
    assert [one.shape[2] for one in weights] == [5, 5, 1, 5]


def test_what_would_give_other_scores_is_a_row_that_says_so() -> None:
    found = settings(SHORTCUT, Asked(channels=((8, 16, 16, 5),)))
    assert [one.trouble for one in found.variants if not one.own] == [
        "it gives 5 scores of an image, and there are 10 classes"
    ]


def test_windows_of_each_are_told_apart_from_one_for_all() -> None:
    found = settings(SHORTCUT, Asked(kernels=((3, 1, 3, 3), (3,), (5, 3, 5, 5))))
    assert found.own.name == "kernel 3"
    assert [one.name for one in found.variants] == ["kernel 3", "kernel 5/3/5/5"]

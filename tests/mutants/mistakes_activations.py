"""Mistakes with ReLU."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.mutants.nouns import Design
from tests.mutants.operators import operator, positions

RELU = "relu-on-hidden-layers"
OTHERS = (
    ("nn.Tanh()", "torch.tanh({x})"),
    ("nn.Sigmoid()", "torch.sigmoid({x})"),
    ("nn.GELU()", "F.gelu({x})"),
    ("nn.LeakyReLU(0.1)", "F.leaky_relu({x}, 0.1)"),
    ("nn.LeakyReLU()", "F.leaky_relu({x})"),
    ("nn.ELU()", "F.elu({x})"),
    ("nn.SiLU()", "F.silu({x})"),
    ("nn.Softplus()", "F.softplus({x})"),
    ("nn.Hardtanh()", "F.hardtanh({x})"),
    ("nn.Softsign()", "F.softsign({x})"),
    ("nn.PReLU()", "F.leaky_relu({x}, 0.25)"),
    ("nn.SELU()", "F.selu({x})"),
)


@operator("activations", RELU, "relu-missing relu-in-another-place", most=90)
def relu_dropped(design: Design, chance: Random) -> Iterator[Design]:
    for i in positions(design, "relu"):
        yield design.drop(i)


@operator("activations", RELU, "another-activation-than-relu *-for-relu", most=90)
def relu_of_another_kind(design: Design, chance: Random) -> Iterator[Design]:
    for i in positions(design, "relu"):
        module, call = chance.choice(OTHERS)
        yield design.change(i, module=module if chance.random() < 0.5 else "", call=call)


@operator("activations", RELU, "another-activation-than-relu *-for-relu", most=20)
def every_relu_of_another_kind(design: Design, chance: Random) -> Iterator[Design]:
    module, call = chance.choice(OTHERS)
    for i in positions(design, "relu"):
        design = design.change(i, module=module, call=call)
    yield design


@operator("activations", RELU, "absolute-value-for-relu relu-not-on-every-path", most=40)
def relu_of_both_signs(design: Design, chance: Random) -> Iterator[Design]:
    calls = ("F.relu({x}) + F.relu(-{x})", "F.relu({x}) - F.relu(-{x})", "F.relu({x}) + {x}")
    i = chance.choice(positions(design, "relu"))
    yield design.change(i, module="", call=chance.choice(calls))


@operator("activations", RELU, "absolute-value-for-relu", most=16)
def absolute_value(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "relu"))
    yield design.change(i, module="", call=chance.choice(("{x}.abs()", "torch.abs({x})")))


@operator("activations", RELU, "relu-not-on-every-path", most=16)
def relu_of_some_channels(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "relu"))
    yield design.change(i, module="", call="torch.cat([F.relu({x}[:, :1]), {x}[:, 1:]], dim=1)")


@operator("activations", RELU, "result-not-kept", most=40)
def relu_thrown_away(design: Design, chance: Random) -> Iterator[Design]:
    for i in positions(design, "relu"):
        yield design.change(i, module="nn.ReLU()", call="F.relu({x})", result="")


@operator("activations", RELU, "result-under-a-name-not-read", most=24)
def relu_under_another_name(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "relu"))
    yield design.change(i, module="nn.ReLU()", call="F.relu({x})", result="y")


@operator("activations", RELU, "relu-declared-never-called", most=30)
def relu_declared_never_called(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "relu"))
    yield replace(design.drop(i), declared=(("relu_more", "nn.ReLU()"),))


@operator("activations", RELU, "relu-in-another-place", most=30)
def relu_moved_to_the_scores(design: Design, chance: Random) -> Iterator[Design]:
    i = next(i for i in positions(design, "relu") if i > design.find("linear"))
    step = design.steps[i]
    moved = design.drop(i)
    yield moved.insert(moved.find("out"), step)


@operator("activations", RELU, "relu-in-another-place", most=30)
def relu_before_its_layer(design: Design, chance: Random) -> Iterator[Design]:
    i = positions(design, "relu")[0]
    moved = design.drop(i)
    yield moved.insert(moved.find("conv"), replace(design.steps[i], module="", call="F.relu({x})"))


@operator("activations", RELU, "relu-in-one-mode-only", most=16)
def relu_in_training_only(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "relu"))
    yield design.change(i, module="", call="(F.relu({x}) if self.training else {x})")


@operator("activations", RELU, "another-activation-than-relu relu-missing", most=16)
def cut_off_at_the_wrong_end(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "relu"))
    calls = ("{x}.clamp(max=0)", "torch.clamp({x}, -1, 1)", "torch.minimum({x}, {x} * 0 + 1)")
    yield design.change(i, module="", call=chance.choice(calls))

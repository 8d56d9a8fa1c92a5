"""Layers that do not learn, and networks that cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.mutants.nouns import Design
from tests.mutants.operators import free, lazy, operator, positions

LEARNS = "every-parameter-learns"
PLAIN = ("list", "dict", "sequential", "one sequential")


def _kept(design: Design, chance: Random, *keeps: str) -> Iterator[Design]:
    """One layer with weights, kept where no optimiser finds it."""
    i = chance.choice(positions(design, "conv", "linear"))
    style = "attributes" if design.style in PLAIN else design.style
    if not lazy(design):
        kept = design.change(i, keep=chance.choice(keeps))
        yield replace(kept, style=style, in_init=())


@operator("parameters", LEARNS, "layers-in-a-plain-list", most=50)
def layer_in_a_plain_container(design: Design, chance: Random) -> Iterator[Design]:
    yield from _kept(design, chance, "list", "dict")


@operator("parameters", LEARNS, "weights-are-no-parameter", most=24)
def layer_outside_the_class(design: Design, chance: Random) -> Iterator[Design]:
    yield from _kept(design, chance, "global")


@operator("parameters", LEARNS, "layer-made-in-forward", most=40)
def layer_made_in_forward(design: Design, chance: Random) -> Iterator[Design]:
    yield from _kept(design, chance, "forward")


@operator("parameters", LEARNS, "layers-in-a-plain-list", most=16)
def every_layer_in_a_plain_list(design: Design, chance: Random) -> Iterator[Design]:
    if not lazy(design) and not design.count("norm"):
        for i in positions(design, "conv", "linear"):
            design = design.change(i, keep="list")
        style = "attributes" if design.style in PLAIN else design.style
        yield replace(design, style=style, in_init=())


FREEZE = (
    "for p in {%s}.parameters():\n    p.requires_grad = False",
    "{%s}.weight.requires_grad = False",
    "{%s}.requires_grad_(False)",
    "{%s}.weight.requires_grad_(False)",
)


@operator("parameters", LEARNS, "parameter-frozen", most=60)
def layer_frozen(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "conv", "linear"))
    if not lazy(design) and (design.style != "base" or design.steps[i].role == "linear"):
        line = chance.choice(FREEZE) % design.steps[i].name
        yield replace(design, in_init=tuple(line.split("\n")))


@operator("parameters", LEARNS, "parameter-frozen", most=12)
def everything_frozen(design: Design, chance: Random) -> Iterator[Design]:
    if not lazy(design):
        lines = ("for p in self.parameters():", "    p.requires_grad = False")
        yield replace(design, in_init=lines)


@operator(
    "parameters", LEARNS, "detach-cuts-the-gradient data-attribute-cuts-the-gradient", most=60
)
def detached(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(
        [*positions(design, "linear"), design.find("flatten"), design.find("conv", 1)]
    )
    call = chance.choice(("{x}.detach()", "{x}.data", "{x}.detach().clone()"))
    yield design.insert(i, free(call))


@operator("parameters", LEARNS, "no-grad-cuts-the-gradient", most=40)
def under_no_grad(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "conv", "linear"))
    guard = chance.choice(("with torch.no_grad():", "with torch.set_grad_enabled(False):"))
    yield design.change(i, guard=guard)


@operator("parameters", LEARNS, "everything-begins-at-zero", most=16)
def everything_begins_at_zero(design: Design, chance: Random) -> Iterator[Design]:
    if not lazy(design) and not design.count("norm"):
        lines = ("for p in self.parameters():", "    nn.init.zeros_(p)")
        yield replace(design, in_init=lines)


@operator("parameters", LEARNS, "weights-are-no-parameter", most=30)
def filters_that_are_no_parameter(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("conv")
    step = design.steps[i]
    found = re.fullmatch(r"nn\.Conv2d\(\{into\}, \{out\}, (?:kernel_size=)?(\d)\)", step.module)
    if found and design.style in ("attributes", "helpers"):
        shape = f"{step.out}, 1, {found[1]}, {found[1]}"
        kept = chance.choice(
            (
                f'self.register_buffer("filters", 0.2 * torch.randn({shape}))',
                f"self.filters = torch.randn({shape}, requires_grad=True)",
                f"self.filters = 0.2 * torch.randn({shape})",
            )
        )
        yield replace(design.put(i, free("F.conv2d({x}, self.filters)")), in_init=(kept,))


@operator("parameters", LEARNS, "weights-overwritten-in-forward", most=16)
def initialised_in_forward(design: Design, chance: Random) -> Iterator[Design]:
    if design.style in ("attributes", "helpers") and not lazy(design):
        lines = (
            "self.conv1.weight.data.uniform_(-0.2, 0.2)",
            "nn.init.normal_(self.conv1.weight, 0, 0.2)",
            "self.fc1.reset_parameters()",
            "self.fc1.weight.data.normal_(0, 0.1)",
        )
        yield replace(design, begins=(chance.choice(lines),))


@operator("training", "held-out-accuracy", "too-few-hidden-neurons", trains=True, most=4)
def one_hidden_neuron(design: Design, chance: Random) -> Iterator[Design]:
    if design.count("linear") == 2 and not lazy(design):
        one, two = positions(design, "linear")
        yield design.change(one, out=1).change(two, into=1)


@operator(
    "training", "loss-goes-down", "scaled-out-of-reach learns-too-slowly", trains=True, most=4
)
def features_multiplied_by_nothing(design: Design, chance: Random) -> Iterator[Design]:
    yield design.insert(design.find("linear", 1), free("{x} * 1e-6"))

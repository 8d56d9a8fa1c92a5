"""Mistakes that keep the file from being read, the network from being built or run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.mutants.nouns import Design
from tests.mutants.operators import free, operator, positions
from tests.mutants.render import SLIPS

BUILT, RUNS, PARSES = "net-constructs", "forward-runs", "file-parses"
WITH_ATTRIBUTES = ("attributes", "helpers", "blocks", "base")


@operator("building", BUILT, "super-init-forgotten", most=20)
def super_forgotten(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(design, super_text="", in_init=())


@operator("building", BUILT, "super-init-too-late", most=20)
def super_after_the_layers(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(design, super_last=True, in_init=())


@operator("building", BUILT, "edit-super-call-wrong", most=20)
def super_of_another_class(design: Design, chance: Random) -> Iterator[Design]:
    text = chance.choice(("super(Network, self).__init__()", "super(LeNet, self).__init__()"))
    yield replace(design, super_text=text)


@operator("building", BUILT, "super-without-brackets super-init-forgotten", most=16)
def super_not_called(design: Design, chance: Random) -> Iterator[Design]:
    text = chance.choice(("super().__init__", "super()", "super(Net, self).__init__"))
    yield replace(design, super_text=text, in_init=())


@operator("building", RUNS, "init-misspelt", most=24)
def init_misspelt(design: Design, chance: Random) -> Iterator[Design]:
    name = chance.choice(("_init_", "__int__", "init", "__init", "_init__", "__Init__"))
    yield replace(design, init_name=name)


@operator("building", RUNS, "forward-misspelt", most=24)
def forward_misspelt(design: Design, chance: Random) -> Iterator[Design]:
    name = chance.choice(("foward", "forwad", "Forward", "__forward__", "forword", "froward"))
    yield replace(design, forward_name=name)


@operator(
    "building",
    RUNS,
    "edit-self-missing forward-without-the-images forward-needs-more-arguments",
    most=20,
)
def forward_takes_other_arguments(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(design, forward_args=chance.choice(("x", "self", "self, x, y", "")))


@operator("building", BUILT, "net-needs-arguments edit-self-missing", most=20)
def init_takes_arguments(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(design, init_args=chance.choice(("self, channels", "self, args", "")))


@operator("building", RUNS, "layer-used-not-defined edit-name-misspelt", most=24)
def layer_of_another_name(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "conv", "linear"))
    step = design.steps[i]
    other = chance.choice((f"{step.name}_", step.name.upper(), step.name[:-1]))
    made = ((step.name, step.constructor),)
    if design.style in ("attributes", "helpers"):
        yield replace(design.put(i, free(f"self.{other}({{x}})")), declared=made, in_init=())


@operator("building", BUILT, "kernel-size-forgotten", most=20)
def kernel_size_forgotten(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "conv"))
    yield design.change(i, module="nn.Conv2d({into}, {out})")


@operator(
    "building",
    BUILT,
    "edit-name-misspelt argument-of-another-library argument-misspelt layer-lacks-a-size",
    most=30,
)
def name_of_another_library(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "conv", "linear"))
    names = {
        "conv": (
            "nn.Conv2D({into}, {out}, 5)",
            "nn.Convolution2d({into}, {out}, 5)",
            "nn.conv2d({into}, {out}, 5)",
            "nn.Conv2d({into}, {out}, filter_size=5)",
            "nn.Conv2d(in_chanels={into}, out_channels={out}, kernel_size=5)",
        ),
        "linear": (
            "nn.Dense({into}, {out})",
            "nn.linear({into}, {out})",
            "nn.Lineer({into}, {out})",
            "nn.Linear(units={out})",
            "nn.Linear({out})",
        ),
    }
    yield design.change(i, module=chance.choice(names[design.steps[i].role]))


@operator("building", RUNS, "module-built-with-the-data", most=30)
def module_given_x(design: Design, chance: Random) -> Iterator[Design]:
    role = chance.choice(("relu", "pool", "dropout"))
    calls = {
        "relu": ("nn.ReLU({x})", "nn.ReLU(inplace={x})"),
        "pool": ("nn.MaxPool2d({x}, 2)", "nn.MaxPool2d({x})"),
        "dropout": ("nn.Dropout({x})", "nn.Dropout2d({x}, 0.5)"),
    }
    for i in positions(design, role)[:1]:
        yield design.change(i, module="", call=chance.choice(calls[role]))


@operator("building", RUNS, "edit-self-missing", most=24)
def layer_in_a_local_name(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "conv", "linear"))
    if design.style in WITH_ATTRIBUTES:
        yield replace(design.change(i, keep="local"), in_init=())


@operator("building", BUILT, "layer-used-not-defined edit-result-not-kept edit-not-stored", most=16)
def layer_compared(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "conv", "linear"))
    if design.style in WITH_ATTRIBUTES:
        yield replace(design.change(i, keep="compared"), in_init=())


@operator("building", RUNS, "edit-tuple-for-a-tensor", most=16)
def comma_after_a_layer(design: Design, chance: Random) -> Iterator[Design]:
    i = chance.choice(positions(design, "conv", "linear"))
    if design.style in WITH_ATTRIBUTES:
        yield replace(design.change(i, keep="comma"), in_init=())


@operator("building", RUNS, "edit-class-not-built", most=20)
def class_for_an_object(design: Design, chance: Random) -> Iterator[Design]:
    role, module = chance.choice(
        (("relu", "nn.ReLU"), ("pool", "nn.MaxPool2d"), ("dropout", "nn.Dropout"))
    )
    for i in positions(design, role)[:1]:
        if design.style in WITH_ATTRIBUTES:
            yield design.change(i, module=module, call="", keep="alone")


@operator("building", RUNS, "forward-inside-another-method", most=12)
def forward_inside_init(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(design, slip="forward inside __init__")


@operator("building", RUNS, "name-misspelt import-forgotten", most=16)
def functional_not_imported(design: Design, chance: Random) -> Iterator[Design]:
    calls = any(
        "F." in s.call and not (s.module and design.prefers == "module") for s in design.steps
    )
    if calls and design.style in WITH_ATTRIBUTES:
        yield replace(design, slip="no import of F")


READING = tuple(slip for slip in SLIPS if slip not in ("forward inside __init__", "no import of F"))


@operator(
    "reading",
    PARSES,
    "colon-forgotten bracket-not-closed bracket-too-many print-of-python-2 block-not-indented "
    "indentation-does-not-fit tabs-and-spaces-mixed return-outside-a-function "
    "comma-forgotten quote-not-closed assignment-for-comparison",
    most=60,
)
def file_does_not_parse(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(design, slip=chance.choice(READING))

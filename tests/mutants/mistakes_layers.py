"""Layers that are missing, unused, called twice; images that mix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.mutants.nouns import Design, Step
from tests.mutants.operators import free, operator
from tests.mutants.shapes import build

CONVS, LINEARS, USED = "two-convolutions", "two-fully-connected", "every-layer-used"
ONE = ("C10k5 P2", "C16k3 P2", "C8k5p2 P4", "C8k5s2p2", "C12k7 A2", "C6k5s2", "C20k9 P2")
SAME = ("C8k3p1 P2 C8k3p1 P2", "C10k5p2 P2 C10k5p2 P2", "C6k3p1 P4 C6k3p1")
HIDDEN = ((50,), (64,), (32,), (120, 84))


def _steps(stages: str, hidden: tuple[int, ...], chance: Random) -> tuple[Step, ...]:
    return build(stages, hidden, chance.randrange(10**6))


def _restyled(design: Design, chance: Random) -> Design:
    """With each layer in an attribute of Net, where it can be called again."""
    return replace(design, style=chance.choice(("attributes", "helpers")), bases="nn.Module")


@operator("layers", CONVS, "convolution-missing", most=30)
def one_convolution(design: Design, chance: Random) -> Iterator[Design]:
    steps = _steps(chance.choice(ONE), chance.choice(HIDDEN), chance)
    yield replace(design, steps=steps, in_init=())


@operator("layers", CONVS, "convolution-missing", most=10)
def no_convolution(design: Design, chance: Random) -> Iterator[Design]:
    steps = _steps("C4k5 P2", chance.choice(HIDDEN), chance)
    steps = tuple(steps[next(i for i, s in enumerate(steps) if s.role == "flatten") :])
    bare = replace(design, steps=steps, in_init=())
    i = bare.find("linear")
    flat = bare.change(0, module="", call="{x}.view(-1, 784)")
    if design.style not in ("blocks", "base"):
        yield flat.change(i, into=784)


@operator("layers", LINEARS, "fully-connected-layer-missing", most=30)
def one_linear(design: Design, chance: Random) -> Iterator[Design]:
    stages = chance.choice(("C10k5 P2 C20k5 P2", "C8k3p1 P2 C16k3p1 P2", "C16k3 P2 C16k3 P2"))
    yield replace(design, steps=_steps(stages, (), chance), in_init=())


@operator("layers", CONVS, "layer-declared-never-called", most=24)
def second_convolution_never_called(design: Design, chance: Random) -> Iterator[Design]:
    steps = _steps(chance.choice(ONE), (50,), chance)
    spare = (("conv_more", "nn.Conv2d(10, 20, 5)"),)
    yield replace(design, steps=steps, declared=spare, in_init=())


@operator("layers", LINEARS, "layer-declared-never-called", most=24)
def first_linear_never_called(design: Design, chance: Random) -> Iterator[Design]:
    steps = _steps("C10k5 P2 C20k5 P2", (), chance)
    spare = (("fc_more", "nn.Linear(320, 50)"),)
    yield replace(design, steps=steps, declared=spare, in_init=())


@operator("layers", CONVS, "one-layer-called-twice", most=20)
def one_convolution_called_twice(design: Design, chance: Random) -> Iterator[Design]:
    twice = replace(
        design, steps=_steps(chance.choice(SAME), (50,), chance), in_init=(), prefers="call"
    )
    first, second = twice.find("conv"), twice.find("conv", 1)
    channels = twice.steps[second].into
    twice = twice.put(second, free("self.conv1({x})")).change(first, into=channels)
    spread = free(f"{{x}}.repeat(1, {channels}, 1, 1)")
    yield _restyled(twice.insert(first, spread), chance)


@operator("layers", LINEARS, "one-layer-called-twice", most=16)
def one_linear_called_twice(design: Design, chance: Random) -> Iterator[Design]:
    twice = replace(design, steps=_steps("C10k5 P2 C20k5 P2", (320,), chance), in_init=())
    second = twice.find("linear", 1)
    twice = twice.put(second, free("self.fc1({x})"), free("{x}[:, :10]"))
    first = twice.find("linear")
    twice = twice.change(first, module="nn.Linear({into}, {out})")
    yield _restyled(twice, chance)


@operator("layers", USED, "layer-declared-never-called", most=40)
def spare_layer(design: Design, chance: Random) -> Iterator[Design]:
    spare = (
        "nn.Conv2d(20, 40, 3)",
        "nn.Linear(50, 50)",
        "nn.BatchNorm2d(10)",
        "nn.PReLU()",
        "nn.Linear(320, 10)",
        "nn.BatchNorm1d(50)",
    )
    yield replace(design, declared=(("spare", chance.choice(spare)),))


@operator("layers", USED, "result-not-kept result-under-a-name-not-read layer-does-not-*", most=30)
def result_of_a_third_layer_thrown_away(design: Design, chance: Random) -> Iterator[Design]:
    at = design.find("flatten")
    channels = next(s.out for s in reversed(design.steps[:at]) if s.role == "conv")
    step = Step("free", "conv_more", f"nn.Conv2d({channels}, 8, 1)")
    yield design.insert(at, replace(step, result=chance.choice(("", "y", "features"))))


@operator("layers", CONVS, "result-not-kept result-under-a-name-not-read layer-does-not-*", most=24)
def second_convolution_thrown_away(design: Design, chance: Random) -> Iterator[Design]:
    same = replace(design, steps=_steps(chance.choice(SAME), (50,), chance), in_init=())
    yield same.change(same.find("conv", 1), result=chance.choice(("", "y")))


MIXED = "samples-independent"
MIX = (
    "{x} - {x}.mean(0)",
    "{x} / ({x}.abs().max() + 1e-6)",
    "{x} - {x}.mean()",
    "{x} + {x}.flip(0)",
    "{x} + 0.5 * torch.roll({x}, 1, 0)",
    "({x} - {x}.mean(0)) / ({x}.std(0) + 1e-5)",
    "{x} * F.softmax({x}, dim=0)",
    "{x}.cumsum(0)",
    "{x} + {x}[:1]",
    "F.normalize({x}, dim=0)",
    "{x} + {x}.sum(0, keepdim=True)",
    "{x} * torch.sigmoid({x}.mean(dim=0))",
)
NAMED = "batch-mixed* batch-* *over-the-batch* images-*"


@operator(
    "batch",
    MIXED,
    "images-depend-on-each-other statistics-of-the-whole-batch softmax-over-the-"
    "images images-change-places",
    most=60,
)
def images_mixed(design: Design, chance: Random) -> Iterator[Design]:
    places = (design.find("linear"), design.find("linear", 1), design.find("conv", 1))
    yield design.insert(chance.choice(places), free(chance.choice(MIX)))


@operator("batch", MIXED, "batch-norm-of-the-batch-in-eval", most=30)
def norm_of_the_batch_in_eval(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("conv")
    channels = design.steps[i].out
    steps = (
        Step("norm", "bn_more", "nn.BatchNorm2d({into}, track_running_stats=False)", into=channels),
        free("F.batch_norm({x}, None, None, training=True)"),
    )
    if design.steps[i + 1].role != "norm":
        yield design.insert(i + 1, chance.choice(steps))


@operator("batch", MIXED, "images-change-places", most=40)
def batch_moved(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("flatten")
    size = design.steps[i].into
    calls = (
        "{x}.transpose(0, 1).reshape({x}.size(0), -1)",
        f"{{x}}.permute(1, 0, 2, 3).reshape(-1, {size})",
        f"{{x}}.reshape({size}, -1).t()",
        "{x}.permute(3, 2, 1, 0).reshape({x}.shape[0], -1)",
        f"{{x}}.permute(1, 2, 3, 0).contiguous().view(-1, {size})",
    )
    yield design.change(i, module="", call=chance.choice(calls))

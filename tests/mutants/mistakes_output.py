"""Mistakes with the output."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.mutants.nouns import Design
from tests.mutants.operators import free, operator

LOG = "log-probabilities"
RAW = "raw-scores-before-nll-loss"


def _out(design: Design, chance: Random, *choices: tuple[str, str]) -> Iterator[Design]:
    module, call = chance.choice(choices)
    yield design.change(design.find("out"), module=module, call=call)


@operator("output", LOG, "raw-scores-before-nll-loss", most=40)
def output_dropped(design: Design, chance: Random) -> Iterator[Design]:
    yield design.drop(design.find("out"))


@operator("output", LOG, "softmax-before-nll-loss", most=50)
def softmax_alone(design: Design, chance: Random) -> Iterator[Design]:
    yield from _out(
        design,
        chance,
        ("", "F.softmax({x}, dim=1)"),
        ("nn.Softmax(dim=1)", ""),
        ("", "torch.softmax({x}, -1)"),
        ("", "{x}.softmax(1)"),
        ("", "F.softmax({x})"),
        ("", "F.log_softmax({x}, dim=1).exp()"),
        ("", "F.softmax(F.log_softmax({x}, dim=1), dim=1)"),
    )


@operator("output", LOG, "softmax-over-the-batch", most=50)
def log_softmax_over_the_batch(design: Design, chance: Random) -> Iterator[Design]:
    yield from _out(
        design,
        chance,
        ("", "F.log_softmax({x}, dim=0)"),
        ("nn.LogSoftmax(dim=0)", ""),
        ("", "torch.log_softmax({x}, 0)"),
        ("", "{x}.log_softmax(0)"),
        ("", "F.softmax({x}, dim=0).log()"),
        ("", "{x} - {x}.logsumexp(0, keepdim=True)"),
        ("", "F.log_softmax({x}, -2)"),
        ("", "F.log_softmax({x}.t(), dim=1).t()"),
    )


@operator("output", LOG, "softmax-over-the-batch", most=24)
def softmax_over_the_batch(design: Design, chance: Random) -> Iterator[Design]:
    yield from _out(
        design,
        chance,
        ("", "F.softmax({x}, dim=0)"),
        ("nn.Softmax(dim=0)", ""),
        ("nn.Softmax(0)", ""),
    )


@operator("output", LOG, "sigmoid-at-the-output another-step-at-the-output", most=40)
def another_function(design: Design, chance: Random) -> Iterator[Design]:
    yield from _out(
        design,
        chance,
        ("nn.Sigmoid()", "torch.sigmoid({x})"),
        ("", "F.logsigmoid({x})"),
        ("nn.Tanh()", "torch.tanh({x})"),
        ("", "F.relu({x})"),
        ("nn.LogSigmoid()", ""),
        ("", "torch.sigmoid({x}).log()"),
        ("", "F.normalize({x}, dim=1)"),
    )


@operator("output", LOG, "result-not-kept", most=30)
def log_softmax_thrown_away(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("out")
    yield design.change(
        i, module="nn.LogSoftmax(dim=1)", call="F.log_softmax({x}, dim=1)", result=""
    )


@operator("output", LOG, "result-under-a-name-not-read", most=30)
def log_softmax_under_another_name(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("out")
    result = chance.choice(("X", "y", "output", "probs"))
    yield design.change(i, module="", call="F.log_softmax({x}, dim=1)", result=result)


@operator(
    "output",
    LOG,
    "log-probabilities-with-the-wrong-sign step-after-log-softmax another-step-at-the-output "
    "softmax-before-nll-loss",
    most=30,
)
def log_softmax_scaled(design: Design, chance: Random) -> Iterator[Design]:
    yield from _out(
        design,
        chance,
        ("", "-F.log_softmax({x}, dim=1)"),
        ("", "2 * F.log_softmax({x}, dim=1)"),
        ("", "F.log_softmax({x}, dim=1) / 10"),
        ("", "F.log_softmax({x}, dim=1).abs()"),
        ("", "F.log_softmax({x}, dim=1) + 1"),
        ("", "1 - F.softmax({x}, dim=1)"),
        ("", "F.softmin({x}, dim=1)"),
    )


@operator("output", LOG, "step-after-log-softmax log-of-raw-scores output-not-finite", most=20)
def logarithm_twice(design: Design, chance: Random) -> Iterator[Design]:
    yield from _out(
        design,
        chance,
        ("", "torch.log(F.log_softmax({x}, dim=1))"),
        ("", "F.log_softmax({x}, dim=1).log()"),
        ("", "torch.log({x})"),
    )


@operator("output", LOG, "log-softmax-in-another-place", most=30)
def log_softmax_a_layer_early(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("out")
    early = free("F.log_softmax({x}, dim=1)")
    moved = design.drop(i)
    yield moved.insert(moved.find("linear", moved.count("linear") - 1), early)


@operator("output", "forward-runs", "softmax-dimension-out-of-range", most=30)
def dimension_out_of_range(design: Design, chance: Random) -> Iterator[Design]:
    yield from _out(
        design,
        chance,
        ("", "F.log_softmax({x}, dim=2)"),
        ("nn.LogSoftmax(dim=2)", ""),
        ("", "torch.log_softmax({x}, 3)"),
        ("", "F.log_softmax({x}, dim=10)"),
    )


@operator(
    "output",
    LOG,
    "another-step-at-the-output softmax-before-nll-loss step-after-log-softmax",
    most=10,
)
def logarithm_of_another_kind(design: Design, chance: Random) -> Iterator[Design]:
    yield from _out(
        design,
        chance,
        ("", "torch.log1p(F.softmax({x}, dim=1))"),
        ("", "torch.sqrt(F.softmax({x}, dim=1))"),
        ("", "F.softmax({x}, dim=1).log() / 2.302585"),
    )

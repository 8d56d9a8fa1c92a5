"""Mistakes with dropout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.mutants.nouns import Design
from tests.mutants.operators import (
    after_convolutions,
    after_first_linear,
    free,
    operator,
)

CONV, LINEAR, EVAL = (
    "dropout-after-convolutions",
    "dropout-after-first-fully-connected",
    "dropout-off-in-eval",
)
MISSING = "dropout-missing*"


def _without_first(design: Design) -> Design:
    for i in reversed(after_convolutions(design)):
        design = design.drop(i)
    return design


def _only_first(design: Design) -> tuple[Design, int]:
    """With one dropout after the convolutions, and its position."""
    first, *more = after_convolutions(design)
    for i in reversed(more):
        design = design.drop(i)
    return design, first


def _either(design: Design, chance: Random) -> int:
    return chance.choice([*after_convolutions(design), after_first_linear(design)])


@operator("dropout", CONV, "dropout-missing dropout-before-the-second-convolution", most=40)
def first_dropout_dropped(design: Design, chance: Random) -> Iterator[Design]:
    yield _without_first(design)


@operator("dropout", LINEAR, "dropout-missing", most=40)
def second_dropout_dropped(design: Design, chance: Random) -> Iterator[Design]:
    yield design.drop(after_first_linear(design))


@operator(
    "dropout",
    f"{CONV} {LINEAR}",
    "dropout-missing dropout-before-the-second-convolution",
    most=12,
)
def both_dropouts_dropped(design: Design, chance: Random) -> Iterator[Design]:
    design = design.drop(after_first_linear(design))
    yield _without_first(design)


@operator("dropout", EVAL, "dropout-stays-on-in-eval", most=50)
def dropout_without_its_flag(design: Design, chance: Random) -> Iterator[Design]:
    calls = ("F.dropout({x})", "F.dropout({x}, 0.3)", "F.dropout({x}, p=0.4)", "F.dropout2d({x})")
    i = _either(design, chance)
    after = i > design.find("flatten")
    yield design.change(i, module="", call=chance.choice(calls[:3] if after else calls))


@operator("dropout", EVAL, "dropout-always-training", most=40)
def dropout_always_on(design: Design, chance: Random) -> Iterator[Design]:
    calls = (
        "F.dropout({x}, training=True)",
        "F.dropout({x}, 0.3, True)",
        "torch.dropout({x}, 0.4, train=True)",
    )
    yield design.change(_either(design, chance), module="", call=chance.choice(calls))


@operator("dropout", EVAL, "dropout-made-in-forward", most=40)
def dropout_made_in_forward(design: Design, chance: Random) -> Iterator[Design]:
    calls = ("nn.Dropout(0.25)({x})", "nn.Dropout()({x})", "nn.Dropout(p=0.5)({x})")
    yield design.change(_either(design, chance), module="", call=chance.choice(calls))


@operator("dropout", EVAL, "edit-layers-in-a-list dropout-out-of-reach", most=30)
def dropout_in_a_plain_container(design: Design, chance: Random) -> Iterator[Design]:
    keep = chance.choice(("list", "dict", "global"))
    i = _either(design, chance)
    kept = design.change(i, module="nn.Dropout(0.25)", call="", keep=keep)
    yield replace(kept, style="attributes", bases="nn.Module")


@operator("dropout", EVAL, "dropout-with-a-flag-of-its-own", most=24)
def dropout_with_a_flag_of_its_own(design: Design, chance: Random) -> Iterator[Design]:
    if design.style in ("attributes", "list", "dict", "sequential", "one sequential"):
        call = chance.choice(("F.dropout({x}, 0.3, train)", "F.dropout({x}, training=train)"))
        i = _either(design, chance)
        design = replace(design, forward_args="self, x, train=True")
        yield design.change(i, module="", call=call)


@operator("dropout", EVAL, "noise-in-eval dropout-stays-on-in-eval", most=20)
def dropout_by_hand_always_on(design: Design, chance: Random) -> Iterator[Design]:
    calls = (
        "{x} * (torch.rand_like({x}) > 0.5).float()",
        "{x} * torch.bernoulli(torch.full_like({x}, 0.7))",
        "{x} * (torch.rand({x}.shape) > 0.2)",
    )
    yield design.change(_either(design, chance), module="", call=chance.choice(calls))


@operator("dropout", EVAL, "noise-in-eval", most=20)
def noise_in_eval(design: Design, chance: Random) -> Iterator[Design]:
    calls = ("{x} + 0.1 * torch.randn_like({x})", "{x} + torch.rand({x}.shape)")
    yield design.insert(design.find("flatten"), free(chance.choice(calls)))


@operator("dropout", EVAL, "eval-has-no-effect noise-in-eval", most=20)
def eval_without_effect(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(design, methods="def train(self, mode=True):\n    return super().train(True)")


IDLE = "dropout-with-p-zero dropout-off-in-train* dropout-*never-on*"


@operator("dropout", CONV, "dropout-with-p-zero dropout-off-in-training", most=40)
def first_dropout_idle(design: Design, chance: Random) -> Iterator[Design]:
    design, i = _only_first(design)
    yield from _idle(design, i, chance)


@operator("dropout", LINEAR, "dropout-with-p-zero dropout-off-in-training", most=40)
def second_dropout_idle(design: Design, chance: Random) -> Iterator[Design]:
    yield from _idle(design, after_first_linear(design), chance)


def _idle(design: Design, i: int, chance: Random) -> Iterator[Design]:
    spellings = (
        ("nn.Dropout(0)", ""),
        ("nn.Dropout(p=0.0)", ""),
        ("", "F.dropout({x}, 0, self.training)"),
        ("", "F.dropout({x}, p=0.0, training=self.training)"),
        ("", "F.dropout({x}, training=False)"),
        ("", "F.dropout({x}, 0.5, False)"),
    )
    module, call = chance.choice(spellings)
    yield design.change(i, module=module, call=call)


@operator("dropout", CONV, "result-not-kept result-under-a-name-not-read", most=24)
def first_dropout_thrown_away(design: Design, chance: Random) -> Iterator[Design]:
    design, i = _only_first(design)
    yield design.change(i, result=chance.choice(("", "y")), module="nn.Dropout()", call="")


@operator("dropout", LINEAR, "result-not-kept result-under-a-name-not-read", most=24)
def second_dropout_thrown_away(design: Design, chance: Random) -> Iterator[Design]:
    i = after_first_linear(design)
    yield design.change(i, result=chance.choice(("", "y")), module="nn.Dropout()", call="")


@operator("dropout", CONV, "dropout-declared-never-called", most=24)
def first_dropout_declared_never_called(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(_without_first(design), declared=(("drop_more", "nn.Dropout2d()"),))


@operator("dropout", LINEAR, "dropout-declared-never-called", most=24)
def second_dropout_declared_never_called(design: Design, chance: Random) -> Iterator[Design]:
    i = after_first_linear(design)
    yield replace(design.drop(i), declared=(("drop_more", "nn.Dropout(0.5)"),))


@operator("dropout", LINEAR, "dropout-on-the-scores", most=40)
def second_dropout_on_the_scores(design: Design, chance: Random) -> Iterator[Design]:
    i = after_first_linear(design)
    moved = design.drop(i)
    yield moved.insert(moved.find("out"), design.steps[i])


@operator("dropout", LINEAR, "dropout-in-another-place", most=20)
def second_dropout_a_layer_late(design: Design, chance: Random) -> Iterator[Design]:
    if design.count("linear") > 2:
        i = after_first_linear(design)
        moved = design.drop(i)
        yield moved.insert(moved.find("linear", 1) + 1, design.steps[i])


@operator("dropout", CONV, "dropout-before-the-second-convolution", most=40)
def first_dropout_before_the_second_convolution(design: Design, chance: Random) -> Iterator[Design]:
    design, i = _only_first(design)
    moved = design.drop(i)
    at = chance.choice((moved.find("conv", 1), moved.find("conv")))
    yield moved.insert(at, replace(design.steps[i], module="nn.Dropout(0.2)", call=""))


@operator("dropout", CONV, "dropout-not-on-every-path", most=20)
def first_dropout_beside_the_way(design: Design, chance: Random) -> Iterator[Design]:
    design, i = _only_first(design)
    yield design.change(i, module="", call="{x} + F.dropout({x}, 0.5, self.training)")


@operator("dropout", LINEAR, "dropout-not-on-every-path", most=20)
def second_dropout_beside_the_way(design: Design, chance: Random) -> Iterator[Design]:
    i = after_first_linear(design)
    yield design.change(i, module="", call="0.5 * ({x} + F.dropout({x}, 0.5, self.training))")


@operator("dropout", "net-constructs", "dropout-in-percent", most=20)
def dropout_in_percent(design: Design, chance: Random) -> Iterator[Design]:
    p = chance.choice(("25", "50", "p=20"))
    yield design.change(_either(design, chance), module=f"nn.Dropout({p})", call="")


@operator("dropout", "forward-runs", "dropout-in-percent", most=20)
def dropout_in_percent_in_forward(design: Design, chance: Random) -> Iterator[Design]:
    p = chance.choice(("25", "50", "p=20"))
    call = f"F.dropout({{x}}, {p}, training=self.training)"
    yield design.change(_either(design, chance), module="", call=call)


@operator(
    "dropout", "every-parameter-learns", "dropout-of-everything dropout-flag-in-place-of-p", most=20
)
def dropout_of_everything(design: Design, chance: Random) -> Iterator[Design]:
    spellings = (
        ("nn.Dropout(1.0)", ""),
        ("", "F.dropout({x}, 1, self.training)"),
        ("", "F.dropout({x}, self.training)"),
        ("nn.Dropout(p=1)", ""),
    )
    module, call = chance.choice(spellings)
    yield design.change(_either(design, chance), module=module, call=call)


@operator("dropout", LINEAR, "dropout-missing", most=16)
def mask_drawn_once(design: Design, chance: Random) -> Iterator[Design]:
    i = after_first_linear(design)
    size = design.steps[design.find("linear")].out
    if design.style != "blocks":
        drawn = (f"self.mask = (torch.rand({size}) > 0.5).float()",)
        yield replace(design.put(i, free("{x} * self.mask")), in_init=drawn)

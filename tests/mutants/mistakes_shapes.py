"""Mistakes with numbers and shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from tests.mutants.nouns import Design, Step
from tests.mutants.operators import free, lazy, operator, positions

RUNS, SHAPE, ANY = "forward-runs", "output-shape", "any-batch-size"
SIZE = "flatten-size-* wrong-in-features wrong-flatten numbers-do-not-fit* features-* linear-*"
BATCH = 64
PLAIN = r"nn\.Conv2d\(\{into\}, \{out\}, (?:kernel_size=)?([3-9])\)"


@operator("shapes", RUNS, "flatten-size-* neurons-do-not-fit-the-layer-before", most=60)
def first_linear_takes_another_number(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("linear")
    into = design.steps[i].into
    if not lazy(design):
        wrong = {into // 4, into * 4, into + 10, 500, 9216, into // 2, 16 * 5 * 5} - {into}
        yield design.change(i, into=chance.choice(sorted(wrong)))


def _counted(design: Design, view: int, linear: int) -> Design:
    call = f"{{x}}.view(-1, {view})"
    design = design.change(design.find("flatten"), module="", call=call)
    return design.change(design.find("linear"), into=linear)


@operator("shapes", SHAPE, "view-moves-numbers-between-images flatten-size-*", most=40)
def view_takes_half_an_image(design: Design, chance: Random) -> Iterator[Design]:
    into = design.steps[design.find("flatten")].into
    if not lazy(design):
        wrong = chance.choice((into // 2, into * 2, into // 4 if into % 4 == 0 else into * 2))
        yield _counted(design, wrong, wrong)


@operator("shapes", RUNS, "view-does-not-divide flatten-size-*", most=40)
def view_does_not_divide(design: Design, chance: Random) -> Iterator[Design]:
    into = design.steps[design.find("flatten")].into
    wrong = chance.choice([n for n in (500, 330, 321, into + 1, into - 7) if BATCH * into % n])
    if not lazy(design):
        yield _counted(design, wrong, wrong)


@operator(
    "shapes", RUNS, "view-moves-numbers-between-images view-does-not-divide flatten-size-*", most=30
)
def only_the_view_is_wrong(design: Design, chance: Random) -> Iterator[Design]:
    into = design.steps[design.find("flatten")].into
    if not lazy(design):
        yield _counted(design, chance.choice((into // 2, into + 1, 500 + into)), into)


@operator("shapes", RUNS, "flatten-forgotten", most=40)
def flatten_forgotten(design: Design, chance: Random) -> Iterator[Design]:
    if not lazy(design):
        yield design.drop(design.find("flatten"))


@operator("shapes", RUNS, "flatten-swallows-the-batch", most=40)
def flatten_swallows_the_batch(design: Design, chance: Random) -> Iterator[Design]:
    calls = (
        "torch.flatten({x})",
        "{x}.view(-1)",
        "{x}.flatten()",
        "{x}.reshape(-1)",
        "torch.flatten({x}, 0)",
        "{x}.view(1, -1)",
    )
    call = chance.choice(calls)
    if not lazy(design):
        yield design.change(design.find("flatten"), module="", call=call)


@operator("shapes", ANY, "batch-size-written-into-the-code", most=40)
def batch_size_in_the_view(design: Design, chance: Random) -> Iterator[Design]:
    into = design.steps[design.find("flatten")].into
    calls = (
        "{x}.view(64, -1)",
        f"{{x}}.view(64, {into})",
        "{x}.reshape(64, -1)",
        f"torch.reshape({{x}}, (64, {into}))",
    )
    yield design.change(design.find("flatten"), module="", call=chance.choice(calls))


@operator("shapes", ANY, "squeeze-loses-a-batch-of-one", most=30)
def squeeze_loses_a_batch_of_one(design: Design, chance: Random) -> Iterator[Design]:
    place = chance.choice(("linear", "out"))
    at = design.find(place, 1) if place == "linear" else design.find("out")
    norm = design.count("norm")
    if not norm:
        yield design.insert(at, free(chance.choice(("{x}.squeeze()", "torch.squeeze({x})"))))


@operator(
    "shapes",
    RUNS,
    "channels-of-a-colour-image image-size-given-for-channels channels-of-the-image-do-not-fit",
    most=30,
)
def image_of_three_channels(design: Design, chance: Random) -> Iterator[Design]:
    yield design.change(design.find("conv"), into=chance.choice((3, 28, 10)))


@operator("shapes", RUNS, "channels-do-not-fit-the-convolution-before", most=40)
def second_convolution_takes_other_channels(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("conv", 1)
    if "groups" not in design.steps[i].module:
        into = design.steps[i].into
        yield design.change(i, into=chance.choice((into + 1, into * 2, 1, max(1, into // 2) + 0)))


@operator("shapes", RUNS, "neurons-do-not-fit-the-layer-before", most=40)
def second_linear_takes_another_number(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("linear", 1)
    yield design.change(i, into=design.steps[i].into + chance.choice((10, -7, 100)))


@operator("shapes", RUNS, "batch-norm-size-does-not-fit", most=20)
def norm_of_other_channels(design: Design, chance: Random) -> Iterator[Design]:
    for i in positions(design, "norm"):
        yield design.change(i, into=design.steps[i].into * 2)


@operator("shapes", SHAPE, "wrong-number-of-scores", most=40)
def another_number_of_classes(design: Design, chance: Random) -> Iterator[Design]:
    i = positions(design, "linear")[-1]
    yield design.change(i, out=chance.choice((9, 11, 1, 100, 2)))


@operator("shapes", SHAPE, "return-forgotten", most=40)
def return_forgotten(design: Design, chance: Random) -> Iterator[Design]:
    yield replace(design, returns=chance.choice(("", "return", "x", "return None")))


@operator("shapes", SHAPE, "several-things-returned output-is-no-tensor", most=40)
def another_thing_returned(design: Design, chance: Random) -> Iterator[Design]:
    other = ("return x, x", "return [x]", "return {'scores': x}", "return (x, None)", "return x,")
    yield replace(design, returns=chance.choice(other))


@operator("shapes", SHAPE, "digit-returned", most=40)
def digit_returned(design: Design, chance: Random) -> Iterator[Design]:
    other = (
        "return x.argmax(1)",
        "return x.max(1)[1]",
        "return x.max(dim=1, keepdim=True)[1]",
        "return torch.argmax(x, dim=1)",
        "return x.max(1)[0]",
    )
    yield replace(design, returns=chance.choice(other))


@operator(
    "shapes",
    SHAPE,
    "one-number-for-the-whole-batch rows-are-not-the-images maps-returned wrong-number-of-scores",
    most=20,
)
def scores_laid_out_in_one_row(design: Design, chance: Random) -> Iterator[Design]:
    other = (
        "return x.view(-1)",
        "return x.flatten()",
        "return x.mean()",
        "return x[0]",
        "return x.t()",
        "return x.unsqueeze(1)",
    )
    yield replace(design, returns=chance.choice(other))


@operator("shapes", RUNS, "maps-shrink-to-nothing", most=30)
def too_much_pooling(design: Design, chance: Random) -> Iterator[Design]:
    call = f"F.max_pool2d({{x}}, {chance.choice((30, 32, 64))})"
    yield design.insert(design.find("flatten"), free(call))


@operator("shapes", RUNS, "maps-shrink-to-nothing", most=30)
def filter_larger_than_the_map(design: Design, chance: Random) -> Iterator[Design]:
    i = positions(design, "conv")[-1]
    if "groups" not in design.steps[i - 1].module + design.steps[i].module:
        yield design.change(i, module="nn.Conv2d({into}, {out}, 29)")


@operator("shapes", RUNS, "stride-slipped-in stride-leaves-no-room", most=30)
def stride_slipped_in(design: Design, chance: Random) -> Iterator[Design]:
    flat = design.steps[design.find("flatten")].call if design.count("flatten") else ""
    for i in positions(design, "conv")[:2]:
        plain = re.fullmatch(PLAIN, design.steps[i].module)
        # `view(-1, n)` may go on with other rows, where n still divides
        if plain is not None and "-1," not in flat and not lazy(design):
            yield design.change(i, module=f"nn.Conv2d({{into}}, {{out}}, {plain[1]}, {plain[1]})")


@operator(
    "shapes",
    RUNS,
    "layers-change-places layer-of-another-size neurons-do-not-fit-the-layer-before flatten-size-* "
    "edit-layers-exchanged",
    most=20,
)
def linear_layers_swapped(design: Design, chance: Random) -> Iterator[Design]:
    if design.count("linear") == 2 and not lazy(design):
        one, two = positions(design, "linear")
        first, second = design.steps[one], design.steps[two]
        yield design.change(one, into=second.into, out=second.out).change(
            two, into=first.into, out=first.out
        )


@operator("shapes", RUNS, "pooling-after-the-flattening", most=20)
def pooling_after_the_flattening(design: Design, chance: Random) -> Iterator[Design]:
    at = design.find("flatten") + 1
    yield design.insert(at, free(chance.choice(("F.max_pool2d({x}, 2)", "F.avg_pool2d({x}, 2)"))))


@operator("shapes", RUNS, "flattened-before-a-convolution", most=20)
def flattened_before_a_convolution(design: Design, chance: Random) -> Iterator[Design]:
    i = design.find("flatten")
    step = Step("free", call="torch.flatten({x}, 1)")
    moved = design.drop(i)
    yield moved.insert(moved.find("conv", 1), step)

"""Norms, poolings, sums, sizes and order that a lab asks for, as the change that was meant."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from grader.checks import checks_of, known_ids
from grader.evidence import Evidence
from grader.graph import Graph
from grader.lab import Asked, Lab, read_lab
from grader.reading.reading import reading_of
from grader.repair.graph.search import mends
from tests.repair.graph.conftest import MEASURED, TENSORS, seen, words

LAB = replace(
    read_lab(known=known_ids),
    asked=Asked(
        "conv 8 k3; batch_norm; relu; max; residual( conv 8 k3 p1; batch_norm ); relu; global_avg;"
        "linear",
        "logits",
    ),
)
STRICT = replace(LAB, asked=replace(LAB.asked, order="strict"))
RIGHT = """
c1 = F.conv2d x @0 stride=1 padding=0
n1 = F.batch_norm c1 @4 @5 training=MODE
r1 = F.relu n1
m1 = F.max_pool2d r1 2
c2 = F.conv2d m1 @1 stride=1 padding=1
n2 = F.batch_norm c2 @6 @7 training=MODE
s = t.add m1 n2
r2 = F.relu s
g = F.adaptive_avg_pool2d r2 1
v = t.flatten g 1
f = F.linear v @2
"""
SIDES = {"x": 14, "c1": 12, "m1": 6, "g": 1}  # of the maps, from that step on


def written(old: str, new: str, text: str = RIGHT) -> str:
    """The right network with other words in the place of some."""
    assert old in text, old
    return text.replace(old, new)


def left_out(name: str, instead: str, text: str = RIGHT) -> str:
    """The right network without a step: who read what it gave reads something else."""
    lines = [line for line in text.splitlines() if not line.startswith(f"{name} = ")]
    return re.sub(rf"\b{name}\b", instead, "\n".join(lines))


def _with_maps(graph: Graph) -> Graph:
    side, values = SIDES["x"], [replace(graph.values[0], shape=(64, 1, SIDES["x"], SIDES["x"]))]
    flat = False
    for op in graph.operations:
        side = SIDES.get(op.module, side)
        if op.module == "m1" and op.bound.get("kernel_size") == 1:
            side = SIDES["c1"]
        if op.module == "g" and op.bound.get("output_size") == 3:
            side = 3
        flat = flat or op.kind in ("flatten", "linear")
        shape = (64, 8) if flat else (64, 8, side, side)
        values.append(replace(graph.values[op.outputs[0]], shape=shape))
    return replace(graph, values=tuple(values))


SCORES = replace(MEASURED, log_sum_exp=1, row_sum=1, log_sum_exp_taught=1, row_sum_taught=1)


def evidence(text: str) -> Evidence:
    """What is seen of such a network, with the sizes of its maps and of its weights."""
    found = seen(text, behaviour=SCORES)
    told = found.observation
    shapes = {0: (8, 1, 3, 3), 1: (8, 8, 3, 3), 3: (8, 8, 3, 3)}
    tensors = tuple(replace(one, shape=shapes.get(i, (8,))) for i, one in enumerate(TENSORS))
    assert told.train is not None
    assert told.eval is not None
    train, evaluated = _with_maps(told.train), _with_maps(told.eval)
    return replace(found, observation=replace(told, train=train, eval=evaluated, tensors=tensors))


NORM, MAX, MEAN = "batch-norm", "max-pooling", "global-average-pooling"
SUM, SIZE, ORDER = "residual-block", "layer-sizes", "order-of-steps"
RELU = "relu-on-hidden-layers"
TWICE = written("t.add m1 n2", "t.add m1 n3", left_out("n1", "c1")).replace(
    "s = t.add", "n3 = F.batch_norm n2 @4 @5 training=MODE\ns = t.add"
)
AGAIN = written("s = t.add m1 n2", "m = F.max_pool2d r1 2\ns = t.add m n2")
DETACHED = written("s = t.add m1 n2", "d = x.detach m1\ns = t.add d n2")
WIDE = written("s = t.add m1 n2", "c3 = F.conv2d m1 @3 stride=1 padding=1\ns = t.add c3 n2")
CASES = {
    "right": (SUM, RIGHT, []),
    "what goes round is worked out once more": (SUM, AGAIN, []),
    "no batch norm": (NORM, left_out("n1", "c1"), ["insert behind c1"]),
    "another norm": (NORM, written("F.batch_norm c2 @6 @7", "F.layer_norm c2 8"), ["exchange n2"]),
    "a batch norm thrown away": (NORM, written("relu n1", "relu c1"), ["keep n1"]),
    "two behind one layer, none behind another": (NORM, TWICE, ["move n2 behind c1"]),
    "the other pooling": (MAX, written("max_pool2d", "avg_pool2d"), ["exchange m1"]),
    "no pooling": (MAX, left_out("m1", "r1"), ["insert behind c1"]),
    "a window of one": (MAX, written("2d r1 2", "2d r1 1"), ["set m1 kernel_size=2"]),
    "no global pooling": (MEAN, left_out("g", "r2"), ["insert behind s"]),
    "the largest of each map": (MEAN, written("adaptive_avg", "adaptive_max"), ["exchange g"]),
    "several numbers of each map": (MEAN, written("2d r2 1", "2d r2 3"), ["set g output_size=1"]),
    "no gradient on the way round": (SUM, DETACHED, ["delete d"]),
    "windows of 3×3 on the way round": (SUM, WIDE, ["set c3 k=1"]),
    "a product": (SUM, written("t.add", "t.mul"), ["exchange s"]),
    "channels joined": (SUM, written("t.add", "t.cat"), ["exchange s"]),
    "no sum": (SUM, left_out("s", "n2"), ["insert behind n2"]),
    "added to itself": (SUM, written("m1 n2", "n2 n2"), ["set s other=None behind n2"]),
    "what goes in goes on alone": (SUM, left_out("s", "m1"), ["keep n2"]),
    "another padding": (SIZE, written("padding=1", "padding=2"), ["set c2 padding=1"]),
}


@pytest.mark.parametrize(("check", "text", "wanted"), CASES.values(), ids=CASES)
def test_the_change_that_was_meant_is_found(check: str, text: str, wanted: list[str]) -> None:
    found = mends(check, evidence(text), LAB)
    assert [words(one) for one in found] == wanted


ROUND_TWO = replace(
    LAB,
    asked=replace(
        LAB.asked,
        network="conv 8 k3; relu; residual( conv 8 k3 p1; relu; conv 8 k3 p1 ); relu; global_avg;"
        "linear",
    ),
)
TOO_EARLY = """
c1 = F.conv2d x @0 stride=1 padding=0
r1 = F.relu c1
c2 = F.conv2d r1 @1 stride=1 padding=1
s = t.add r1 c2
r2 = F.relu s
c3 = F.conv2d r2 @3 stride=1 padding=1
r3 = F.relu c3
g = F.adaptive_avg_pool2d r3 1
v = t.flatten g 1
f = F.linear v @2
"""


def test_a_sum_that_stands_before_the_last_layer_of_its_block_is_moved_behind_it() -> None:
    assert [words(one) for one in mends(SUM, evidence(TOO_EARLY), ROUND_TWO)] == [
        "move s behind c3"
    ]


RELU_FIRST = """
c1 = F.conv2d x @0 stride=1 padding=0
r1 = F.relu c1
n1 = F.batch_norm r1 @4 @5 training=MODE
m1 = F.max_pool2d n1 2
"""
BEFORE_THE_SUM = (
    written("relu s", "relu n2")
    .replace("s = t.add m1 n2\n", "")
    .replace("2d r2 1", "2d s 1")
    .replace("g =", "s = t.add m1 r2\ng =")
)
ROWS = {
    "the norm behind the ReLU": (RELU_FIRST + RIGHT.partition("r1 2\n")[2], ["move r1 behind n1"]),
    "the ReLU before the sum": (BEFORE_THE_SUM, ["move r2 behind s"]),
    "a dropout more": (
        written("2d r1 2", "2d d 2").replace("m1 =", "d = F.dropout r1 training=MODE\nm1 ="),
        ["delete d"],
    ),
}


def test_a_right_one_is_in_order() -> None:
    known = evidence(RIGHT)
    check = next(one for one in checks_of(STRICT) if one.id == ORDER)
    assert check.judge(reading_of(known, STRICT.asked), known, STRICT).outcome == "holds"


@pytest.mark.parametrize(("text", "wanted"), ROWS.values(), ids=ROWS)
def test_steps_in_another_order_than_the_strict_one(text: str, wanted: list[str]) -> None:
    assert [words(one) for one in mends(ORDER, evidence(text), STRICT)] == wanted


INSIDE = replace(
    LAB,
    asked=replace(
        LAB.asked,
        network="conv; relu; residual( conv; batch_norm; relu ); global_avg; linear",
    ),
)


def test_an_activation_that_is_asked_for_behind_the_sum_stands_there() -> None:
    known = evidence(BEFORE_THE_SUM)
    assert [words(one) for one in mends(RELU, known, LAB)] == ["move r2 behind s"]
    assert mends(RELU, evidence(RIGHT), LAB) == ()


@pytest.mark.parametrize("lab", [STRICT, INSIDE], ids=["told by the order", "asked for before it"])
def test_before_the_sum_it_is_right_elsewhere(lab: Lab) -> None:
    known = evidence(BEFORE_THE_SUM)
    check = next(one for one in checks_of(lab) if one.id == RELU)
    assert check.judge(reading_of(known, lab.asked), known, lab).outcome == "holds"

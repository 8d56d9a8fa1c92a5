"""What lacks a ReLU, as the change that was meant: not each that makes the check hold is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.evidence import Effects, Layer, Share
from grader.repair.graph.search import mends
from tests.repair.graph.conftest import LAB, MEASURED, RIGHT, mended, seen, written

RELU = "relu-on-hidden-layers"

FIRST = "r1 = F.relu c1"
CASES = {
    "none behind a layer": (written(FIRST, "r1 = F.max_pool2d c1 2"), ["insert behind c1"]),
    "none anywhere": (
        RIGHT.replace("F.relu", "F.max_pool2d"),
        ["insert behind c1", "insert behind c2", "insert behind f1"],
    ),
    "another function": (written(FIRST, "r1 = F.tanh c1"), ["exchange r1"]),
    "two others, one behind the other: both go": (
        written(FIRST, "t = F.tanh c1\nr1 = t.sigmoid t"),
        ["exchange r1"],
    ),
    "another, behind the pooling": (
        written(FIRST, "m = F.max_pool2d c1 2\nr1 = F.tanh m"),
        ["exchange r1"],
    ),
    "others everywhere": (
        RIGHT.replace("F.relu", "F.gelu"),
        ["exchange r1", "exchange r2", "exchange r3"],
    ),
    "thrown away": (
        written(FIRST + "\nc2 = F.conv2d r1", FIRST + "\nc2 = F.conv2d c1"),
        ["keep r1"],
    ),
    "thrown away with the step behind it": (
        written(FIRST + "\nc2 = F.conv2d r1", FIRST + "\nm = F.dropout r1\nc2 = F.conv2d c1"),
        ["keep r1"],
    ),
    "both ways added": (written(FIRST, "a = F.relu c1\nr1 = t.add c1 a"), ["straighten r1 for a"]),
    "both signs": (
        written(FIRST, "a = F.relu c1\nn = t.neg c1\nb = F.relu n\nr1 = t.add a b"),
        ["straighten r1 for a"],
    ),
    "the absolute value": (written(FIRST, "r1 = t.abs c1"), ["exchange r1"]),
    "the absolute value first": (written(FIRST, "a = t.abs c1\nr1 = t.add a a"), ["exchange a"]),
    "a number added in front": (written(FIRST, "r1 = t.add c1 1"), ["insert behind c1"]),
    "numbers that are none of the image's do not go on alone": (
        written(
            "c1 = F.conv2d x",
            "c0 = F.conv2d x @4\nz = t.zeros_like x\nj = t.add c0 z\nc1 = F.conv2d j",
        ),
        ["insert behind c0"],
    ),
    "on the scores": (
        RIGHT.replace("r3 = F.relu f1\n", "")
        .replace("dropout r3", "dropout f1")
        .replace("o =", "r3 = F.relu f2\no =")
        .replace("softmax f2", "softmax r3"),
        ["move r3 behind f1"],
    ),
    "twice in one place": (
        RIGHT.replace("d1 = F.dropout r2", "more = F.relu r2\nd1 = F.dropout more").replace(
            FIRST, "r1 = F.max_pool2d c1 2"
        ),
        ["move r2 behind c1"],
    ),
    "before its layer": (
        RIGHT.replace("c1 = F.conv2d x", "r1 = F.relu x\nc1 = F.conv2d r1")
        .replace("r1 = F.relu c1\n", "")
        .replace("conv2d r1 @1", "conv2d c1 @1"),
        ["move r1 behind c1"],
    ),
    "right": (RIGHT, []),
}


@pytest.mark.parametrize(("text", "wanted"), CASES.values(), ids=CASES)
def test_the_change_that_was_meant_is_found(text: str, wanted: list[str]) -> None:
    assert mended(RELU, seen(text)) == wanted


def test_what_is_put_together_again_of_parts_is_exchanged_as_a_whole() -> None:
    """A ReLU on some of the channels: no part of it has the shape of the whole."""
    text = written(FIRST, "a = x.narrow c1 1 0 1\nb = F.relu a\nr1 = t.cat b a")
    evidence = seen(text)
    runs = []
    for graph in (evidence.observation.train, evidence.observation.eval):
        assert graph is not None
        part = replace(graph.values[2], shape=(64, 1))
        runs.append(replace(graph, values=(*graph.values[:2], part, part, *graph.values[4:])))
    train, evaluated = runs
    observation = replace(evidence.observation, train=train, eval=evaluated)
    assert mended(RELU, replace(evidence, observation=observation)) == ["exchange r1"]


def test_a_module_that_is_never_called_is_the_one_that_was_meant() -> None:
    text = written(FIRST, "r1 = F.max_pool2d c1 2")
    spare = Layer("act", "ReLU", ())
    assert mended(RELU, seen(text, layers=(spare,))) == ["insert behind c1 act"]


def test_what_lacks_in_testing_alone_is_put_in_there_alone() -> None:
    tested = written(FIRST, "r1 = F.max_pool2d c1 2")
    assert mended(RELU, seen(RIGHT, tested)) == ["insert behind c1 in eval"]


def test_a_dropout_that_stands_there_stays() -> None:
    """With the dropout exchanged for a ReLU its own check would break."""
    text = RIGHT.replace("r3 = F.relu f1\n", "").replace("dropout r3", "dropout f1")
    assert mended(RELU, seen(text)) == ["insert behind f1"]


def _cut(*made: int) -> Effects:
    """Of ReLUs that cut nothing: what they give, by its id."""
    return Effects(20, (), tuple(Share(m, 0, v, 0.0) for v in made for m in ("train", "eval")), ())


def test_what_stands_before_a_relu_that_cuts_nothing_goes() -> None:
    text = written(FIRST, "e = t.exp c1\nr1 = F.relu e")
    assert mended(RELU, seen(text, effects=_cut(3))) == ["delete e"]


def test_a_relu_is_not_taken_to_cut_before_it_was_measured() -> None:
    """Without the exponential it is given squares, of which none is negative."""
    text = written(FIRST, "s = t.square c1\ne = t.exp s\nr1 = F.relu e")
    found = mended(RELU, seen(text, effects=_cut(4)))
    assert found
    assert found != ["delete e"]


def test_a_relu_that_was_only_measured_is_one_no_longer_where_its_step_is_another() -> None:
    """The first is a ReLU by what it gives; the second is another function."""
    text = RIGHT.replace(FIRST, "r1 = F.softplus c1").replace("r2 = F.relu c2", "r2 = F.tanh c2")
    measured = replace(MEASURED, relu_values=(2,))
    assert mended(RELU, seen(text, behaviour=measured)) == ["exchange r2"]


def test_steps_that_only_together_stand_for_a_relu_are_exchanged_together() -> None:
    text = written("r3 = F.relu f1", "s = t.add f1 3\na = F.relu6 s\nr3 = t.sub a 3")
    (change,) = mends(RELU, seen(text, effects=_cut(8)), LAB)
    assert (change.verb, [one.name for one in change.gone]) == ("exchange", ["s"])


def test_what_was_a_relu_by_measure_is_not_one_of_other_numbers() -> None:
    text = written(FIRST, "e = t.exp c1\nr1 = F.softplus e")
    measured = replace(MEASURED, relu_values=(3,))
    found = mended(RELU, seen(text, behaviour=measured, effects=_cut(3)))
    assert found == ["exchange r1"]


def test_a_layer_is_not_cut_off_so_that_it_lacks_nothing() -> None:
    """Two convolutions side by side, of which one has no ReLU."""
    side = "c1 = F.conv2d x @0\nb0 = F.conv2d x @4\nb1 = F.relu b0\nr1 = t.add c1 b1"
    layers = tuple(Layer(f"c{n}", "Conv2d", (f"weight {n}",)) for n in range(5))
    text = written("c1 = F.conv2d x @0\n" + FIRST, side)
    assert mended(RELU, seen(text, layers=layers)) == ["insert behind c1"]


def test_where_a_layer_gives_nothing_negative_no_other_relu_would_cut_more() -> None:
    """The ReLU stands right behind the layer, and was measured."""
    text = written(FIRST, "m = F.max_pool2d c1 2\nr1 = F.relu m")
    assert mended(RELU, seen(text, effects=_cut(3))) == []

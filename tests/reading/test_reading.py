"""Which run is looked at, and what follows from the two runs together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.evidence import Behaviour, Evidence, Gradient, Layer, MeasuredBy, Observation
from grader.graph import Graph, Tensor
from grader.reading.reading import Reading, reading_of

Write = Callable[..., Graph]

WITH = "a = F.conv2d x @0\nr = F.relu a\nb = F.linear r @1"
WITHOUT = "a = F.conv2d x @0\nr = F.max_pool2d a 2\nb = F.linear r @1"
LAYERS = tuple(Layer(name, "Linear", (f"{name}.weight",)) for name in ("a", "b", "c"))
TENSORS = tuple(Tensor(f"{name}.weight", (1,), "float32", "parameter", True) for name in "abc")


def read(
    train: Graph | None = None, evaluated: Graph | None = None, behaviour: Behaviour | None = None
) -> Reading:
    seen = Observation(train=train, eval=evaluated, layers=LAYERS, tensors=TENSORS)
    return reading_of(Evidence(seen, behaviour=behaviour))


def test_the_run_in_train_mode_is_looked_at_though_only_the_other_came_to_its_end(
    graph_of: Write,
) -> None:
    stopped, whole = replace(graph_of(WITH), output=None), graph_of(WITH, "eval")
    assert read(stopped, whole).graph is stopped
    assert read(None, whole).graph is whole
    assert read().run is None
    assert not read().has_layers


RUNS = {  # train, eval: the run that lacks a ReLU, and whether just one of them does
    (WITH, WITH): ("train", [], False),
    (WITHOUT, WITH): ("train", ["a"], True),
    (WITH, WITHOUT): ("eval", ["a"], True),
    (WITHOUT, WITHOUT): ("train", ["a"], False),
}


@pytest.mark.parametrize(("texts", "expected"), RUNS.items())
def test_for_a_relu_the_run_that_lacks_it_is_looked_at(
    texts: tuple[str, str], expected: tuple[str, list[str], bool], graph_of: Write
) -> None:
    reading = read(graph_of(texts[0]), graph_of(texts[1], "eval"))
    assert reading.barest is not None
    bare = [layer.name for layer in reading.bare]
    assert (reading.barest.graph.mode, bare, reading.bare_in_one_mode) == expected


def measured(
    *, relus: tuple[int, ...] = (), source: MeasuredBy = "replay", reached: str = ""
) -> Behaviour:
    gradients = tuple(Gradient(f"{name}.weight", 1.0) for name in reached)
    return Behaviour(source, True, 0, 0, 0, 0, 0, 0, gradients, relus)


def test_what_was_measured_as_a_relu_on_one_run_is_one_on_both(graph_of: Write) -> None:
    """Value 2 is what `odd` gave in eval mode; the step in train mode is the same by its line."""
    text = "a = F.conv2d x @0\nodd = F.max_pool2d a 2\nb = F.linear odd @1"
    runs = graph_of(text), graph_of(text, "eval")
    assert [layer.name for layer in read(*runs).bare] == ["a"]
    assert not read(*runs, measured(relus=(2,))).bare


def test_a_layer_is_unused_where_neither_call_nor_loss_reaches_it(graph_of: Write) -> None:
    """`a` and `b` are called; that the loss reached `c` counts where the module itself was run."""
    runs = graph_of(WITH), graph_of(WITH, "eval")
    assert [layer.path for layer in read(*runs).unused] == ["c"]
    assert [layer.path for layer in read(*runs, measured(reached="c")).unused] == ["c"]
    beyond = read(*runs, measured(source="module", reached="c"))
    assert not beyond.unused
    assert [layer.path for layer in beyond.out_of_sight] == ["c"]


def test_a_layer_that_runs_in_one_mode_is_used(graph_of: Write) -> None:
    both = WITH + "\nc = F.linear b @2"
    assert not read(graph_of(WITH), graph_of(both, "eval")).unused

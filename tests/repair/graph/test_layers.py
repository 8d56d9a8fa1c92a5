"""What lacks a layer, or has one for nothing, as the change that was meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.evidence import Evidence, Layer
from grader.graph import Graph, Tensor, Value
from grader.repair.graph.search import mends
from tests.repair.graph.conftest import LAB, MEASURED, RIGHT, mended, seen, words, written

CONNECTED = "two-fully-connected"
CONVOLUTIONS = "two-convolutions"
USED = "every-layer-used"

SPARE = Layer("spare", "Conv2d", ("spare.weight",))
ROWS = Layer("rows", "Linear", ("rows.weight",))
NORM = Layer("norm", "BatchNorm2d", ("norm.weight",))
ROWS_FROM = ("linear", "flatten")
CASES = {
    "one convolution is called twice": (
        CONVOLUTIONS,
        written("conv2d r1 @1", "conv2d r1 @0"),
        (),
        ["set c2 weight=weights of its own"],
    ),
    "what a convolution gives is thrown away": (
        CONVOLUTIONS,
        written("r2 = F.relu c2", "r2 = F.relu r1"),
        (),
        ["keep c2"],
    ),
    "a convolution is made and not called": (
        CONVOLUTIONS,
        written("c2 = F.conv2d r1 @1", "c2 = F.max_pool2d r1 2"),
        (SPARE,),
        ["insert behind r1 spare"],
    ),
    "a convolution that fits nowhere is put in all the same": (
        CONVOLUTIONS,
        written("c2 = F.conv2d r1 @1", "c2 = F.max_pool2d r1 2"),
        (replace(SPARE, parameters=()), replace(SPARE, path="odd", parameters=("odd.weight",))),
        ["insert behind r1 odd"],
    ),
    "no convolution is made either": (
        CONVOLUTIONS,
        written("c2 = F.conv2d r1 @1", "c2 = F.max_pool2d r1 2"),
        (),
        ["insert behind r1"],
    ),
    "there is one fully connected layer": (
        CONNECTED,
        written("f1 = F.linear d1 @2", "f1 = t.flatten d1 1"),
        (),
        ["insert behind f1"],
    ),
    "a fully connected layer is made and not called": (
        CONNECTED,
        written("f1 = F.linear d1 @2", "f1 = t.flatten d1 1"),
        (ROWS,),
        ["insert behind f1 rows"],
    ),
    "two layers are left over": (
        USED,
        RIGHT,
        (SPARE, NORM),
        ["delete behind c2 spare", "delete norm"],
    ),
    "a normalisation is thrown away": (
        USED,
        written("r2 =", "n = F.batch_norm c2 weight=@5\nr2 ="),
        (NORM,),
        ["keep n"],
    ),
}


def _in_maps(graph: Graph | None) -> Graph | None:
    """With maps up to the flattening."""
    if graph is None:
        return None
    kinds = {op.outputs[0]: op.kind for op in graph.operations}
    row = next(value for value, kind in kinds.items() if kind in ROWS_FROM)
    flat = [value for value in kinds if value >= row]
    maps = (Value((64, 8, 4, 4), "float32"), Value((64, 10), "float32"))
    return replace(graph, values=tuple(maps[v in flat] for v in range(len(graph.values))))


def _evidence(text: str, layers: tuple[Layer, ...]) -> Evidence:
    evidence = seen(text, layers=layers, behaviour=MEASURED)
    shapes = {"spare": (16, 8, 3, 3), "odd": (16, 7, 3, 3), "rows": (20, 10), "norm": (8,)}
    names = ["spare", "norm", "odd", "rows"]
    own = [Tensor(f"{n}.weight", shapes[n], "float32", "parameter", True) for n in names]
    seen_ = evidence.observation
    tensors = (*seen_.tensors[:4], *own)
    observation = replace(
        seen_, tensors=tensors, train=_in_maps(seen_.train), eval=_in_maps(seen_.eval)
    )
    return replace(evidence, observation=observation)


@pytest.mark.parametrize("name", CASES)
def test_the_change_that_was_meant_is_found(name: str) -> None:
    check, text, layers, meant = CASES[name]
    assert mended(check, _evidence(text, layers)) == meant


TOO_MANY = {
    "a convolution": (
        CONVOLUTIONS,
        written("d1 = F.dropout r2", "c3 = F.conv2d r2 @4\nr4 = F.relu c3\nd1 = F.dropout r4"),
        ["delete c1", "r1"],
    ),
    "a fully connected layer": (
        CONNECTED,
        written("f2 = F.linear d2", "f3 = F.linear d2 @7\nr5 = F.relu f3\nf2 = F.linear r5"),
        ["delete f3", "r5"],
    ),
}


@pytest.mark.parametrize("name", TOO_MANY)
def test_where_no_more_are_asked_one_is_taken_out_with_what_stands_behind_it(name: str) -> None:
    check, text, gone = TOO_MANY[name]
    lab = replace(LAB, asked=replace(LAB.asked, at_least=False))
    (found,) = mends(check, _evidence(text, ()), lab)
    assert [words(found), *(one.name for one in found.gone)] == gone

"""What only steers is no layer of the trunk; ways that run in parallel are asked alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.graph import Graph
from grader.lab import SHEET, Part
from grader.reading.flow import Flow

C = "a = F.conv2d x @0\n"
TRUNK = {
    "a gate over channels": (
        C + "m = x.mean a 2 3\nq = F.linear m @1\ns = t.sigmoid q\ng = x.mul a s\n"
        "f = F.linear g @2",
        "a f",
    ),
    "a gate in another shape": (
        C + "q = F.conv2d a @1\ns = t.sigmoid q\nv = x.view s 4 1\ng = x.mul v a\n"
        "f = F.linear g @2",
        "a f",
    ),
    "a gate laid out as what it weighs": (
        C + "q = F.conv2d a @1\ns = t.sigmoid q\nv = x.expand_as s a\ng = x.mul a v\n"
        "f = F.linear g @2",
        "a f",
    ),
    "a share of no image laid out as one": (
        C + "s = t.sigmoid @1\nv = x.expand_as s a\ng = x.mul a v\nf = F.linear g @2",
        "a f",
    ),
    "one and a share": (
        C + "q = F.conv2d a @1\ns = t.sigmoid q\no = x.add s 1\ng = x.mul o a\n"
        "f = F.linear g @2",
        "a f",
    ),
    "a gate that is bounded by hand": (
        C + "q = F.conv2d a @1\np = x.add q 3\ns = F.relu6 p\no = x.div s 6\n"
        "g = x.mul a o\nf = F.linear g @2",
        "a f",
    ),
    "a gate on both sides of nothing": (
        C + "q = F.conv2d a @1\ns = t.tanh q\ng = x.mul a s\nf = F.linear g @2",
        "a f",
    ),
    "two features that are bounded": (
        C + "b = F.conv2d x @1\ns = t.tanh a\nr = t.tanh b\ng = x.mul s r\nf = F.linear g @2",
        "a b f",
    ),
    "cut off at one side alone": (
        C + "b = F.conv2d x @1\ns = x.clamp a 0\ng = x.mul s b\nf = F.linear g @2",
        "a b f",
    ),
    "a sigmoid in place of a relu": (
        C + "s = t.sigmoid a\nd = F.conv2d s @1\nf = F.linear d @2",
        "a d f",
    ),
    "a sigmoid times a number": (
        C + "s = t.sigmoid a\ng = x.mul s 2\nf = F.linear g @2",
        "a f",
    ),
    "a sigmoid times its own input": (
        C + "s = t.sigmoid a\ng = x.mul a s\nf = F.linear g @2",
        "a f",
    ),
    "two shares": (
        C + "b = F.conv2d x @1\ns = t.sigmoid a\nr = t.sigmoid b\ng = x.mul s r\nf = F.linear g @2",
        "a b f",
    ),
    "features times features": (
        C + "b = F.conv2d x @1\ng = x.mul a b\nf = F.linear g @2",
        "a b f",
    ),
    "where to look": (
        "q = F.conv2d x @0\np = F.affine_grid q 4\ns = F.grid_sample x p\n"
        "c = F.conv2d s @1\nf = F.linear c @2",
        "c f",
    ),
    "what is looked at": (
        C + "p = F.affine_grid x 4\ns = F.grid_sample a p\nf = F.linear s @2",
        "a f",
    ),
    "an attention": (
        C + "q = F.linear a @1\nw = F.softmax q 1\nm = t.matmul w a\nf = F.linear m @2",
        "a f",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "layers"), TRUNK.values(), ids=TRUNK)
def test_what_only_steers_is_no_layer(
    text: str, layers: str, graph_of: Callable[..., Graph]
) -> None:
    flow = Flow(graph_of(text))
    assert " ".join(layer.op.module for layer in flow.layers) == layers


WINDOWS = {
    "columns of a map": ("u = F.unfold x 5\na = t.matmul @0 u\nf = F.linear a @1", "a"),
    "in another shape": (
        "u = x.unfold x 2 5 1\nv = x.reshape u 4\na = t.matmul v @0\nf = F.linear a @1",
        "a",
    ),
    "what was computed of them": (
        "u = F.unfold x 5\nr = F.relu u\na = t.matmul r @0\nf = F.linear a @1",
        "",
    ),
    "no windows": ("v = x.view x 4\na = t.matmul v @0\nf = F.linear a @1", ""),
}


@pytest.mark.parametrize(("text", "convolutions"), WINDOWS.values(), ids=WINDOWS)
def test_a_product_with_windows_is_a_convolution(
    text: str, convolutions: str, graph_of: Callable[..., Graph]
) -> None:
    flow = Flow(graph_of(text))
    assert " ".join(layer.op.module for layer in flow.convolutions) == convolutions


STRETCHES = {
    "in a row": ("a = F.conv2d x @0\nb = F.conv2d a @1\nf = F.linear b @2\ng = F.linear f @3",
                 "b-f", "f-g"),
    "three in a row": ("a = F.conv2d x @0\nb = F.conv2d a @1\nc = F.conv2d b @2\nf = F.linear c @3",
                       "b-f", ""),
    "branches behind the first": (
        "a = F.conv2d x @0\nb = F.conv2d a @1\nc = F.conv2d a @2\ns = x.add b c\n"
        "f = F.linear s @3\ng = F.linear f @4", "b-f c-f", "f-g"),
    "branches from the image on": (
        "a = F.conv2d x @0\nb = F.conv2d x @1\ns = x.add a b\nf = F.linear s @2", "a-f b-f", ""),
    "two heads": ("a = F.conv2d x @0\nb = F.conv2d a @1\nf = F.linear b @2\ng = F.linear f @3\n"
                  "h = F.linear f @4\ns = x.add g h", "b-f", "f-g f-h"),
    "a layer called twice": ("a = F.conv2d x @0\nb = F.conv2d a @0\nc = F.conv2d b @1\n"
                             "f = F.linear c @2", "c-f", ""),
}  # fmt: skip


MAPS, ROWS = SHEET.parts[1:3]  # behind the second convolution, behind the first linear layer


@pytest.mark.parametrize(("text", "maps", "rows"), STRETCHES.values(), ids=STRETCHES)
def test_each_way_is_a_stretch(
    text: str, maps: str, rows: str, graph_of: Callable[..., Graph]
) -> None:
    flow = Flow(graph_of(text))

    def told(part: Part) -> str:
        return " ".join(f"{a.op.module}-{b.op.module}" for a, b in flow.stretches(part))

    assert (told(MAPS), told(ROWS)) == (maps, rows)
    lines = text.split("\n")
    for at in range(len(lines) - 1):  # two that do not need one another, the other way round
        first, second = lines[at], lines[at + 1]
        if f" {first[0]} " not in f"{second} ":
            swapped = "\n".join((*lines[:at], second, first, *lines[at + 2 :]))
            again = Flow(graph_of(swapped))
            for part in (MAPS, ROWS):
                pairs = {(a.op.module, b.op.module) for a, b in again.stretches(part)}
                assert pairs == {(a.op.module, b.op.module) for a, b in flow.stretches(part)}

"""Where images are mixed, the change that was meant; and what keeps them apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.reading.across import mixing
from grader.reading.flow import Flow
from tests.graphs import write_graph
from tests.repair.graph.conftest import MEASURED, mended, seen, written

ALONE = "samples-independent"

MIXED = replace(MEASURED, crosstalk=0.1)
LAST = "f2 = F.linear d2"
CASES = {
    "a statistic of all images": ("m = x.mean d2 dim=0\nj = x.sub d2 m", "straighten j for d2"),
    "of it something is made": (
        "m = x.mean d2 dim=0\ns = F.sigmoid m\nj = x.mul d2 s",
        "straighten j for d2",
    ),
    "a softmax over the images": ("j = F.softmax d2 dim=0", "delete j"),
    "images in another order": ("j = x.flip d2 0", "delete j"),
    "images added in another order": ("m = x.roll d2 1 0\nj = t.add d2 m", "delete m"),
    "rows that are turned and laid out": (
        "m = x.transpose d2 0 1\nj = x.reshape m 64 -1",
        "exchange j",
    ),
    "the batch's own mean": (
        "j = F.batch_norm d2 @6 @7 training=True",
        "set j training=self.training",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_change_that_was_meant_is_found(name: str) -> None:
    lines, meant = CASES[name]
    text = written(LAST, f"{lines}\nf2 = F.linear j")
    assert mended(ALONE, seen(text, behaviour=MIXED)) == [meant]


def test_two_mistakes_take_two_changes() -> None:
    two = "m = x.mean d2 dim=0\ni = x.sub d2 m\nj = x.flip i 0"
    changes = mended(ALONE, seen(written(LAST, f"{two}\nf2 = F.linear j"), behaviour=MIXED))
    assert changes == ["straighten i for d2", "delete j"]


def test_a_step_that_nobody_can_follow_is_no_cause() -> None:
    """A product of two things mixes images: what remains wrong is no cause of the rest."""
    text = written(LAST, "m = x.matmul d2 r3\nj = x.flip m 0\nf2 = F.linear j")
    assert mended(ALONE, seen(text, behaviour=MIXED)) == []


@pytest.mark.parametrize(
    ("step", "apart"),
    [
        ("F.relu x", True),
        ("t.add x x", True),
        ("x.mean x dim=1", True),
        ("x.mean x", False),
        ("x.mean x dim=0", False),
        ("x.mean x dim=-2", False),
        ("F.normalize x dim=1", True),
        ("F.normalize x dim=0", False),
        ("x.permute x 0 1", True),
        ("x.permute x 1 0", False),
        ("x.transpose x 0 1", False),
        ("x.flip x 1", True),
        ("x.flip x -2", False),
        ("x.unfold x 1 2 2", True),
        ("t.max x x", True),
        ("x.matmul x @0", True),
        ("x.matmul x x", False),
        ("F.log_softmax x dim=1", True),
        ("F.log_softmax x dim=0", False),
        ("x.view x 64 -1", True),
        ("F.layer_norm x 10", True),
        ("F.batch_norm x @0 @1 training=False", True),
        ("F.batch_norm x @0 @1 training=True", False),
    ],
)
def test_what_keeps_images_apart(step: str, apart: bool) -> None:
    assert bool(mixing(Flow(write_graph(f"a = {step}", "eval")))) is not apart

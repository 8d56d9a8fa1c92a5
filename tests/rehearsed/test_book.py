"""What a rehearsal writes down, held against a script of which it is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from grader.evidence import Rehearsal
from grader.graph import DecodeError
from grader.probe.rehearsal.pictures import MOST, draw, labels_of, numbers_in
from grader.sandbox.rehearsed import rehearsal_from
from tests.rehearsed import shapes
from tests.rehearsed.here import rehearsed

RIGHT = Path(__file__).parents[2] / "solutions" / "task1_cnn.py"
pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def book() -> Rehearsal:
    """Of the solution, once."""
    return rehearsed(RIGHT.read_text(encoding="utf-8"))


def _line(text: str) -> int:
    lines = RIGHT.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_step_is_written_down_in_its_order_with_its_lines(book: Rehearsal) -> None:
    entries: list[Any] = [*book.forwards, *book.losses, *book.backwards, *book.steps, *book.cleared]
    begin = book.cleared[0].at
    first = sorted((one for one in entries if one.at >= begin), key=lambda one: one.at)[:5]
    assert [type(one).__name__ for one in first] == [
        *("Cleared", "Forward", "Loss", "Backward", "Step"),
    ]
    assert [one.line for one in first] == [
        _line("optimizer.zero_grad()"),
        _line("output = model(data)"),
        _line("loss = F.nll_loss(output, target)\n".strip()),
        _line("loss.backward()"),
        _line("optimizer.step()"),
    ]


def test_every_weight_is_reached_and_moves(book: Rehearsal) -> None:
    assert book.end == "ended"
    assert len(book.networks[-1].reached) == book.networks[-1].tensors == 8
    assert not book.networks[-1].still
    assert all(step.moved == step.ready == step.held == 8 for step in book.steps)
    assert all(not one.stale for one in book.backwards)


def test_images_are_known_and_their_labels_belong_to_them(book: Rehearsal) -> None:
    known = [one for one in book.forwards if one.images]
    assert {one.images for one in known} == {"train", "test"}
    assert all(one.training == one.grad == (one.images == "train") for one in known)
    assert all(one.own == one.labels > 0 for one in book.losses)


def test_two_passes_over_the_test_images_are_whole(book: Rehearsal) -> None:
    tests = [one for one in book.passages if one.size == 1000]
    assert [one.cut for one in tests] == [False] * 2 + [True] * 8
    assert all(one.ended for one in tests)


def test_an_accuracy_is_printed_that_is_the_one_counted(book: Rehearsal) -> None:
    tested = [one for one in book.forwards if one.images == "test"][:2]
    right, images = (sum(sum(getattr(t, name)) for t in tested) for name in ("right", "of"))
    assert book.passages[1].images == images
    assert any(f"Accuracy: {right}/{images}" in one.text for one in book.printed)


def test_a_number_survives_what_a_script_makes_of_an_image() -> None:
    numbers = torch.tensor([0, 1, 77, 2048, MOST - 1, MOST, MOST + 5, 2 * MOST - 1])
    images = draw(numbers).float() / 255
    for made in (images, (images - 0.13) / 0.31, 1 - images, images / 255, images[:, None]):
        found = numbers_in(made)
        assert found is not None
        assert found.tolist() == numbers.tolist()
    noisy = numbers_in(images + 0.2 * torch.rand(images.shape))
    assert noisy is not None
    assert noisy.tolist() == numbers.tolist()
    turned = numbers_in(images.transpose(1, 2))
    assert turned is not None
    assert turned.tolist() == [-1] * len(numbers)
    assert set(labels_of(torch.arange(600)).tolist()) == set(range(10))


def test_what_the_process_forges_is_refused() -> None:
    empty: dict[str, Any] = {"end": "ended", "trouble": None}
    empty |= {
        name: []
        for name, one in Rehearsal.__dataclass_fields__.items()
        if name not in ("end", "why", "trouble")
    }
    assert rehearsal_from(empty).end == "ended"
    forward = {"at": 1, "line": 5, "network": 3}
    step = {"at": 1, "line": 5, "optimiser": 0, "held": 1, "ready": 1, "moved": 1, "share": 0.1}
    for forged in (
        {**empty, "end": "full marks"},
        {**empty, "more": 1},
        {**empty, "forwards": [forward]},
        {**empty, "steps": [step]},
        {**empty, "printed": [{"at": 1, "line": 1, "text": 5}]},
        {**empty, "printed": [{"at": 1, "line": 1, "text": "x"}] * 5000},
    ):
        with pytest.raises(DecodeError):
            rehearsal_from(forged)


@pytest.mark.parametrize(
    "name",
    ["five passes with dropout, laid on one another", "each digit's accuracy behind each epoch"],
)
def test_passes_that_are_laid_on_one_another_or_counted_by_class_come_to_their_end(
    name: str,
) -> None:
    assert rehearsed(shapes.RIGHT[name]).end == "ended"

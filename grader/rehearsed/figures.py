"""Figures that a script prints, held against what they should be, from the same answers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.evidence.rehearsal import Printed
from grader.rehearsed.lessons import Lesson, Read

BY_LABEL = 5  # accuracies behind one test: one for each digit
LEAST = 20  # images: an accuracy of fewer says little
_TENS = (1, 10, 100, 1000)  # by which a percentage looks like a number of hits for each batch
REAL = (10_000, 60_000, 50_000, 5_000)  # lengths that a script may write out as numbers
_ACCURACY = re.compile(r"acc\w*|correct\w*|hits?\b|准确率?|正确率?", re.I)
_LOSS = re.compile(r"loss(?:es)?\b|\bnll\b|损失", re.I)
_OTHER = re.compile(r"top.?[2-9]|error|wrong|best|f1|precision|recall", re.I)
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w])\s*%?", re.I)
_SHARE = re.compile(r"(\d+)\s*(?:/|of|out of)\s*(\d+)")
Slip = Literal[
    "",
    "pairs",
    "batches",
    "last batch",
    "earlier",
    "sum of shares",
    "shares by images",
    "other set",
    "hundred twice",
    "wrong ones",
    "nothing",
]


@dataclass(frozen=True)
class Figure:
    """A number as it stands in print."""

    value: float
    unit: float  # what the last digit shown is worth
    percent: bool = False  # it says so

    def is_about(self, truth: float) -> bool:
        """Whether it is this number, rounded or cut off at the last digit, or as a float32."""
        near = max(self.unit * 1.001, 1e-6 * abs(truth))
        return math.isfinite(truth) and abs(self.value - truth) <= near

    def hides(self, share: float) -> bool:
        """Whether it is 0 for so small a share that its last digit does not show it in percent."""
        return not self.value and self.is_about(100 * share)

    def is_share(self, share: float) -> bool:
        """Whether it is this share, as it is or in percent."""
        if share and not self.value:
            return False
        plain = not self.percent and self.unit < 1 and self.is_about(share)
        return plain or self.value == share or self.is_about(100 * share)


@dataclass(frozen=True)
class Misprint:
    """A line whose accuracy is not that of the answers."""

    printed: Printed
    lesson: Lesson
    figure: Figure
    slip: Slip  # how it came about, where that is found

    @property
    def value(self) -> float:
        """As printed."""
        return self.figure.value

    @property
    def right(self) -> float:
        """The accuracy, 0 to 1."""
        return self.lesson.hits / self.lesson.images


def misprints(read: Read) -> Iterator[Misprint]:
    """Each line behind a whole test whose accuracy is that of no pass so far."""
    for place, lesson in enumerate(read.lessons):
        if lesson.purpose != "testing" or not lesson.whole or not _is_known(lesson):
            continue
        so_far = read.lessons[: place + 1]
        if not lesson.hits:
            continue
        truths = [share for share in _shares(so_far) if share]
        if sum(bool(accuracies_in(one.text)) for one in lesson.printed) >= BY_LABEL:
            truths += _by_label(so_far)
        for printed in lesson.printed:
            figures = accuracies_in(printed.text)
            if not figures or any(one.is_share(truth) for one in figures for truth in truths):
                continue
            if any(one.hides(lesson.hits / lesson.images) for one in figures):
                continue
            slip, figure = _slip(figures, so_far, lesson, read)
            if slip or _ACCURACY.search(printed.text):
                yield Misprint(printed, lesson, figure, slip)


def _is_known(lesson: Lesson) -> bool:
    asked = sum(batch.forward.shape[0] for batch in lesson.batches if batch.forward.shape)
    return lesson.images == asked >= LEAST


def accuracies_in(text: str) -> list[Figure]:
    """The figures of a line that say an accuracy; none where it says none."""
    found = _ACCURACY.search(text)
    if _OTHER.search(text):
        return []
    if found is None:  # bare numbers, of which one may be it
        return _bare(text)
    rest = text[found.end() :]
    loss = _LOSS.search(rest)
    rest = rest[: loss.start()] if loss else rest
    if not _NUMBER.search(rest):
        before = list(_NUMBER.finditer(text[: found.start()]))
        return _share(text[: found.start()]) or [_figure(one[0]) for one in before[-1:]]
    numbers = [one[0] for one in _NUMBER.finditer(rest)]
    shares = [one for one in numbers if one.endswith("%")]
    if shares:
        return [_figure(one) for one in shares]
    if share := _share(rest):
        return share
    pointed = [one for one in numbers if "." in one]
    return [_figure(one) for one in pointed or numbers]


def _share(text: str) -> list[Figure]:
    """What "11/216" or "11 of 216" says; nothing where none stands there."""
    found = _SHARE.search(text)
    return [Figure(int(found[1]) / int(found[2]), 1e-6)] if found and int(found[2]) else []


def _bare(text: str) -> list[Figure]:
    """The numbers of a line that holds nothing else; a whole one ahead of them counts epochs."""
    if re.search(r"[^\W\d]", text.replace("tensor", "")):
        return []
    found = _NUMBER.findall(text)
    if len(found) > 3:
        return []
    pointed = [one for one in found if "." in one or "%" in one]
    counts = bool(pointed) and found[0] not in pointed
    return [_figure(one) for one in (pointed if counts else found)]


def _figure(text: str) -> Figure:
    plain = text.rstrip("% ").replace(",", "")
    mantissa, _, exponent = plain.lower().partition("e")
    digits = len(mantissa.partition(".")[2])
    return Figure(float(plain), 10.0 ** (int(exponent or 0) - digits), text.endswith("%"))


def _shares(lessons: Sequence[Lesson]) -> Iterator[float]:
    """All that may be called an accuracy by now, 0 to 1."""
    for lesson in lessons:
        if not lesson.images:
            continue
        yield lesson.hits / lesson.images
        yield from (lesson.hits / length for length in REAL)
        each = [batch.hits / batch.images for batch in lesson.batches if batch.images]
        yield sum(each) / len(each)
        if lesson.purpose == "training":
            yield each[-1]
        if lesson.passage is not None and lesson.passage.size not in (0, *_TENS):
            yield lesson.hits / (lesson.passage.size * len(lesson.batches))


def _by_label(lessons: Sequence[Lesson]) -> Iterator[float]:
    """The same for the images of each label alone."""
    for lesson in lessons:
        for label in range(len(lesson.batches[0].forward.of)):
            images = sum(batch.forward.of[label] for batch in lesson.batches)
            if images:
                yield sum(batch.forward.right[label] for batch in lesson.batches) / images


def _slip(
    figures: Sequence[Figure], so_far: Sequence[Lesson], lesson: Lesson, read: Read
) -> tuple[Slip, Figure]:
    for slip, share in _wrong(so_far, lesson, read):
        for figure in figures:
            if share and figure.is_share(share):
                return slip, figure
    nothing = [figure for figure in figures if figure.value == 0]
    return ("nothing", nothing[0]) if nothing else ("", figures[0])


def _wrong(so_far: Sequence[Lesson], lesson: Lesson, read: Read) -> Iterator[tuple[Slip, float]]:
    """What comes of the well-known slips, as shares."""
    images, hits, batches = lesson.images, lesson.hits, lesson.batches
    each = [batch.hits / batch.images for batch in batches if batch.images]
    yield "pairs", sum(batch.forward.pairs for batch in batches) / images
    tests = [one for one in so_far if one.purpose == "testing"]
    if not any(one.cut for one in tests):
        yield "earlier", sum(one.hits for one in tests) / images
    yield "last batch", batches[-1].hits / images
    yield "last batch", each[-1]
    if len(batches) > 1:
        yield "sum of shares", sum(each)
    for count in {len(batches), lesson.passage.batches if lesson.passage else 0} - {0}:
        yield "batches", hits / count
    yield "shares by images", sum(each) / images
    for passage in read.told.passages:
        if passage.images not in (0, images):
            yield "other set", hits / passage.images
    yield "hundred twice", 100 * hits / images
    yield "wrong ones", 1 - hits / images


@dataclass(frozen=True)
class LossSlip:
    """A line whose loss is made of the batches' in a way that has no meaning."""

    printed: Printed
    lesson: Lesson
    value: float
    right: float
    means: bool  # means divided by images; else sums divided by batches


def loss_slips(read: Read) -> Iterator[LossSlip]:
    """Each line behind a whole pass whose loss is one of these, of that pass or the one before."""
    for place, lesson in enumerate(read.lessons):
        for printed in lesson.printed:
            found = (
                _loss_slip(printed, one) for one in read.lessons[max(place - 1, 0) : place + 1]
            )
            yield from (one for one in found if one is not None)


def _loss_slip(printed: Printed, lesson: Lesson) -> LossSlip | None:
    losses = [batch.losses[-1] for batch in lesson.batches if batch.losses]
    if lesson.cut or len(losses) != len(lesson.batches) or len(losses) < 2:
        return None
    if lesson.images < LEAST or len({one.reduction for one in losses}) != 1:
        return None
    means = losses[0].reduction == "mean"
    total = sum(one.value for one in losses)
    right = total / len(losses) if means else total / lesson.images
    slip = total / lesson.images if means else total / len(losses)
    for figure in _losses_in(printed.text):
        if figure.is_about(slip) and slip > 2 * figure.unit and not _near(figure, right):
            return LossSlip(printed, lesson, figure.value, right, means)
    return None


def _near(figure: Figure, right: float) -> bool:
    return abs(figure.value - right) < 0.2 * abs(right)


def _losses_in(text: str) -> list[Figure]:
    found = _LOSS.search(text)
    if found is None:
        return _bare(text)
    rest = text[found.end() :]
    other = _ACCURACY.search(rest)
    rest = rest[: other.start()] if other else rest
    return [_figure(one[0]) for one in _NUMBER.finditer(rest) if "%" not in one[0]]

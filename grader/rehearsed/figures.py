"""Accuracies that a script prints, held against what they should be, from the same answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.evidence.rehearsed_kept import Printed
from grader.rehearsed.lessons import Lesson, Read
from grader.rehearsed.printed import ACCURACY, Figure, accuracies_in

BY_LABEL = 5  # accuracies behind one test: one for each digit
_TENS = (1, 10, 100, 1000)  # by which a percentage looks like a number of hits for each batch
REAL = (10_000, 60_000, 50_000, 5_000)  # lengths that a script may write out as numbers
_EXACT = 0.25  # of a figure: the most that its last digit may be worth, to tell a length by it
_OFF = 0.03  # by which a length may differ from what a part of our images stands for
Slip = Literal[
    "",
    "pairs",
    "over the batch",
    "columns",
    "another order",
    "single",
    "batches",
    "last batch",
    "earlier",
    "all of them",
    "sum of shares",
    "shares by images",
    "other set",
    "other length",
    "hundred twice",
    "wrong ones",
    "nothing",
]
# what is looked for behind a training, in which a script may count what it likes
_OF_TRAININGS: tuple[Slip, ...] = ("batches", "earlier", "other length", "hundred twice")


@dataclass(frozen=True)
class Misprint:
    """A line whose accuracy is not that of the answers."""

    printed: Printed
    lesson: Lesson
    figure: Figure
    slip: Slip  # how it came about, where that is found
    length: int = 0  # by which the right answers were divided

    @property
    def value(self) -> float:
        """As printed."""
        return self.figure.value

    @property
    def right(self) -> float:
        """The accuracy, 0 to 1."""
        return self.lesson.hits / self.lesson.images


def misprints(read: Read) -> Iterator[Misprint]:
    """Each accuracy behind a whole pass that is that of no pass so far."""
    for place, lesson in enumerate(read.lessons):
        if lesson.purpose == "other" or not lesson.is_known or not lesson.hits:
            continue
        so_far = read.lessons[: place + 1]
        truths = [share for share in (*_shares(so_far), *_means(so_far)) if share]
        lines = [accuracies_in(one.text) for one in lesson.printed]
        longest = max((len(some) for line in lines for some in line), default=0)
        if max(sum(map(bool, lines)), longest) >= BY_LABEL:
            truths += _by_label(so_far)
        yield from _carried_over(so_far)
        first = True  # behind the first accuracy there may be others, of several passes
        for printed in lesson.printed:
            yield from _misprints_in(printed, so_far, truths, read, first)
            first = first and not accuracies_in(printed.text)


def _carried_over(so_far: Sequence[Lesson]) -> Iterator[Misprint]:
    """Each line that told a pass' accuracy, and tells that of all passes when it is printed again.

    Where the network was trained in between, and no other line says how it does now.
    """
    lesson = so_far[-1]
    alike = [one for one in so_far if _is_again(one, lesson)]
    between = so_far[so_far.index(alike[0]) + 1 : -1]
    if len(alike) < 2 or not any(one.purpose == "training" for one in (*between, lesson)):
        return
    own, pooled = (sum(p.hits for p in s) / sum(p.images for p in s) for s in ([lesson], alike))
    told = [(one, f) for one in lesson.printed for fs in accuracies_in(one.text) for f in fs]
    if own == pooled or any(figure.is_share(own) for _, figure in told):
        return
    lines = {one.line for one in alike[0].printed if accuracies_in(one.text)}
    for printed, figure in told:
        if (
            printed.line in lines
            and figure.is_share(pooled)
            and figure.unit <= 1e-3 * _scale(figure)
        ):
            yield Misprint(printed, lesson, figure, "all of them")


def _is_again(one: Lesson, lesson: Lesson) -> bool:
    """Whether it is the same pass, of the same network over the same images, made before."""
    same = (one.purpose, one.network, one.line) == (lesson.purpose, lesson.network, lesson.line)
    return same and one.goes_over(lesson) and one.is_known


def _scale(figure: Figure) -> float:
    return 100.0 if figure.percent or figure.value > 1 else 1.0


def _misprints_in(
    printed: Printed, so_far: Sequence[Lesson], truths: Sequence[float], read: Read, first: bool
) -> Iterator[Misprint]:
    lesson, told = so_far[-1], accuracies_in(printed.text)
    beside = len(told) > 1 or not ACCURACY.search(printed.text)  # or in its place
    counts = {one.hits for one in so_far} if beside else set()
    wrong = [
        one
        for one in told
        if not _is_right(one, lesson, truths) and counts.isdisjoint(f.value for f in one)
    ]
    for figures in wrong:
        found = [_slip(figures, so_far[: place + 1], read) for place in _asked(so_far)]
        named = next((one for one in found if one is not None), None)
        if named is not None:
            slip, figure, whose, length = named
            yield Misprint(printed, whose, figure, slip, length)
        elif _is_asked_once(so_far) and first and len(wrong) == len(told):
            nothing = next((one for one in figures if one.value == 0), None)
            if nothing is not None or ACCURACY.search(printed.text):
                slip = "" if nothing is None else "nothing"
                yield Misprint(printed, lesson, nothing or figures[0], slip)


def _is_right(figures: Sequence[Figure], lesson: Lesson, truths: Sequence[float]) -> bool:
    hidden = any(one.hides(lesson.hits / lesson.images) for one in figures)
    return hidden or any(one.is_share(truth) for one in figures for truth in truths)


def _is_asked_once(so_far: Sequence[Lesson]) -> bool:
    """Whether it is a test, and no second look at images behind a first, or another network's.

    What is made of several looks or several networks has an accuracy of its own.
    """
    lesson = so_far[-1]
    before = so_far[-2] if len(so_far) > 1 else None
    again = before is not None and before.purpose == "testing" and lesson.goes_over(before)
    return lesson.purpose == "testing" and not again


def _asked(so_far: Sequence[Lesson]) -> list[int]:
    """The pass behind which something is printed, and the training just before it."""
    last = len(so_far) - 1
    before = [n for n in (last - 1,) if n >= 0 and so_far[n].purpose == "training"]
    return [last, *(n for n in before if so_far[n].is_known)]


def _shares(lessons: Sequence[Lesson]) -> Iterator[float]:
    """All that may be called an accuracy by now, 0 to 1."""
    for lesson in lessons:
        if not lesson.images:
            continue
        yield lesson.hits / lesson.images
        yield from (lesson.hits / length for length in _lengths(lesson))
        each = [batch.hits / batch.images for batch in lesson.batches if batch.images]
        yield sum(each) / len(each)
        if lesson.purpose == "training":
            yield each[-1]
        if lesson.passage is not None and lesson.passage.size not in (0, *_TENS):
            yield lesson.hits / (lesson.passage.size * len(lesson.batches))


def _means(lessons: Sequence[Lesson]) -> Iterator[float]:
    """Of several tests: of all, and of the last of each network."""
    tests = [one for one in lessons if one.purpose == "testing" and one.images and not one.cut]
    last = {one.network: one for one in tests}
    for some in (tests, list(last.values())):
        if some:
            yield sum(one.hits / one.images for one in some) / len(some)


def _lengths(lesson: Lesson) -> list[int]:
    """Numbers of images that may be written out as the length of what a lesson goes over."""
    real = lesson.passage.real if lesson.passage is not None else 0
    return [*(one for one in REAL if not real or _is_about(one, real)), *([real] if real else [])]


def _is_about(length: int, real: int) -> bool:
    return abs(length - real) <= _OFF * real


def _by_label(lessons: Sequence[Lesson]) -> Iterator[float]:
    """The same for the images of each label alone."""
    for lesson in lessons:
        for label in range(len(lesson.batches[0].forward.of)):
            images = sum(batch.forward.of[label] for batch in lesson.batches)
            if images:
                yield sum(batch.forward.right[label] for batch in lesson.batches) / images


def _slip(
    figures: Sequence[Figure], so_far: Sequence[Lesson], read: Read
) -> tuple[Slip, Figure, Lesson, int] | None:
    lesson = so_far[-1]
    for slip, share, length in _wrong(so_far, read):
        if not share or (lesson.purpose == "training" and slip not in _OF_TRAININGS):
            continue
        for figure in figures:
            exact = not length or figure.unit <= _EXACT * figure.value
            if exact and figure.is_share(share):
                return slip, figure, lesson, length
    return None


def _wrong(so_far: Sequence[Lesson], read: Read) -> Iterator[tuple[Slip, float, int]]:
    """What comes of the well-known slips, as shares; with the length that is divided by."""
    lesson = so_far[-1]
    images, hits, batches = lesson.images, lesson.hits, lesson.batches
    forwards = [batch.forward for batch in batches]
    each = [batch.hits / batch.images for batch in batches if batch.images]
    yield "pairs", sum(one.pairs for one in forwards) / images, 0
    yield "over the batch", sum(one.over for one in forwards) / images, 0
    yield "columns", sum(one.columns for one in forwards) / images, 0
    if lesson.passage is not None and lesson.passage.shuffled:
        yield "another order", sum(one.placed for one in forwards) / images, 0
    yield "single", sum(one.single for one in forwards) / images, 0
    alike = [one for one in so_far if one.purpose == lesson.purpose]
    if not any(one.cut for one in alike):
        yield "earlier", sum(one.hits for one in alike) / images, 0
    counts = {len(batches), lesson.passage.batches if lesson.passage else 0} - {0}
    for share in (batches[-1].hits / images, each[-1], *(batches[-1].hits / n for n in counts)):
        yield "last batch", share, 0
    if len(batches) > 1:
        yield "sum of shares", sum(each), 0
    for count in counts:
        yield "batches", hits / count, 0
    yield "shares by images", sum(each) / images, 0
    for passage in read.told.passages:
        if passage.images not in (0, images):
            yield "other set", hits / passage.images, 0
    for length in REAL:
        if length not in _lengths(lesson):
            yield "other length", hits / length, length
    yield "hundred twice", 100 * hits / images, 0
    yield "wrong ones", 1 - hits / images, 0

"""Batches and lessons: what happened between one call of the network and the next, by purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, TypeVar

from grader.evidence.rehearsal import Rehearsal
from grader.evidence.rehearsed_calls import Forward, Loss, Network, Passage
from grader.evidence.rehearsed_kept import Printed
from grader.evidence.rehearsed_steps import Backward, Cleared, Derived, Step

Purpose = Literal["training", "testing", "other"]
E = TypeVar("E")
END = 2**40
LEAST = 20  # images: an accuracy of fewer says little


@dataclass(frozen=True)
class Batch:
    """One call of a network, and what was done until the next."""

    forward: Forward
    before: int  # number of the entry at which the call before was made
    until: int  # number of the next call's entry
    losses: tuple[Loss, ...]
    backwards: tuple[Backward, ...]
    steps: tuple[Step, ...]
    cleared: tuple[Cleared, ...]  # from the call before on
    derived: tuple[Derived, ...] = ()

    @property
    def learns(self) -> bool:
        """Whether something of a training step was done with it."""
        return bool(self.backwards or self.steps or self.derived)

    @property
    def hits(self) -> int:
        """Answers that are right."""
        return sum(self.forward.right)

    @property
    def images(self) -> int:
        """Images whose label is known."""
        return sum(self.forward.of)


@dataclass(frozen=True)
class Lesson:
    """Batches of one network, one behind another, for one purpose: once over a loader."""

    purpose: Purpose
    passage: Passage | None  # None where no loader was gone through
    batches: tuple[Batch, ...]
    printed: tuple[Printed, ...]  # behind it, before a network was called again

    @property
    def network(self) -> int:
        """Its place among the networks."""
        return self.batches[0].forward.network

    @property
    def line(self) -> int | None:
        """Where its network is called."""
        return self.batches[0].forward.line

    @property
    def whole(self) -> bool:
        """Whether it went over all that was there, and not over a part that we cut."""
        return self.passage is None or (self.passage.ended and not self.passage.cut)

    @property
    def is_known(self) -> bool:
        """Whether it went over all that was there, once, and all labels are known."""
        calls = [batch.forward for batch in self.batches]
        if sum(one.own for one in calls) < sum(one.told for one in calls):
            return False  # it was counted by other labels
        asked = sum(one.shape[0] for one in calls if one.shape)
        return self.whole and not self.repeated and self.images == asked >= LEAST

    @property
    def cut(self) -> bool:
        """Whether one small batch of ours stands for all of it."""
        return self.passage is not None and self.passage.cut

    def goes_over(self, other: Lesson) -> bool:
        """Whether these are the images of another one, from the same loader."""
        loaders = (one.passage.loader if one.passage is not None else -1 for one in (self, other))
        return len(set(loaders)) == 1 and self.images == other.images

    @property
    def repeated(self) -> bool:
        """Whether one line asks the network several times about each batch, for a mean, say."""
        taken = self.passage.taken if self.passage is not None else len(self.batches)
        return sum(batch.forward.line == self.line for batch in self.batches) > taken

    @property
    def hits(self) -> int:
        """Answers that are right."""
        return sum(batch.hits for batch in self.batches)

    @property
    def images(self) -> int:
        """Images whose label is known."""
        return sum(batch.images for batch in self.batches)

    @property
    def known(self) -> int:
        """Images of which it can be told which they are."""
        return sum(batch.forward.known for batch in self.batches)

    @property
    def learned(self) -> int:
        """Of these those that the network had been trained with before."""
        return sum(batch.forward.learned for batch in self.batches)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All of them."""
        return tuple(step for batch in self.batches for step in batch.steps)

    @property
    def backwards(self) -> tuple[Backward, ...]:
        """All of them."""
        return tuple(one for batch in self.batches for one in batch.backwards)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """All of them."""
        return tuple(one for batch in self.batches for one in batch.losses)

    @property
    def cleared(self) -> tuple[Cleared, ...]:
        """All of them."""
        return tuple(one for batch in self.batches for one in batch.cleared)


@dataclass(frozen=True)
class Read:
    """A rehearsal, read."""

    told: Rehearsal

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Every call of a network on images of a batch: a try with a made-up input is none."""
        calls = [one for one in self.told.forwards if one.passage >= 0 or one.known]
        marks = [0, *(one.at for one in calls), END]
        return tuple(
            self._batch(call, marks[place], marks[place + 2]) for place, call in enumerate(calls)
        )

    def _batch(self, call: Forward, start: int, end: int) -> Batch:
        told = self.told
        return Batch(
            forward=call,
            before=start,
            until=end,
            losses=_between(told.losses, call.at, end),
            backwards=_between(told.backwards, call.at, end),
            steps=_between(told.steps, call.at, end),
            cleared=_between(told.cleared, start, end),
            derived=_between(told.derived, call.at, end),
        )

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All passes, in their order."""
        groups: list[list[Batch]] = []
        for batch in self.batches:
            group = next(_that_goes_on(groups, batch), None)
            if group is None:
                groups.append([batch])
            else:
                group.append(batch)
        found = [self._lesson(group) for group in groups]
        lines = {one.line for one in found if one.purpose == "training"}
        return tuple(  # a cut pass may end before the step that comes every few batches
            replace(one, purpose="training")
            if one.cut and one.purpose == "other" and one.line in lines
            else one
            for one in found
        )

    def _lesson(self, batches: list[Batch]) -> Lesson:
        place = batches[0].forward.passage
        return Lesson(
            purpose=self._purpose(batches),
            passage=self.told.passages[place] if place >= 0 else None,
            batches=tuple(batches),
            printed=_between(self.told.printed, batches[-1].forward.at, batches[-1].until),
        )

    def _purpose(self, batches: list[Batch]) -> Purpose:
        if not any(batch.learns for batch in batches):
            return "testing"
        if any(batch.steps for batch in batches) or not self.told.steps:
            return "training"
        if any(after.forward.moved > 0 for _, after in pairwise(batches)):
            return "training"  # without an optimizer
        return "other"  # gradients, of the images perhaps, and no step

    @cached_property
    def trainings(self) -> tuple[Lesson, ...]:
        """Passes in which a network is trained."""
        return tuple(one for one in self.lessons if one.purpose == "training")

    @cached_property
    def tests(self) -> tuple[Lesson, ...]:
        """Passes in which it is not, of more than a look at one batch."""
        return tuple(one for one in self.lessons if one.purpose == "testing" and not _peeks(one))

    def network(self, lesson: Lesson) -> Network:
        """Whose lesson it is."""
        return self.told.networks[lesson.network]


def read(told: Rehearsal) -> Read:
    """The book, to be asked."""
    return Read(told)


def _that_goes_on(groups: list[list[Batch]], batch: Batch) -> Iterator[list[Batch]]:
    """The pass that a batch belongs to: the last one, or one of several networks asked in turn."""
    for place, group in enumerate(reversed(groups)):
        if place and group[-1].forward.passage != batch.forward.passage:
            return
        if _together(group[-1], batch):
            yield group
        if batch.forward.passage < 0:
            return


def _together(one: Batch, other: Batch) -> bool:
    """Whether two batches of a network that follow each other belong to one pass."""
    first, second = one.forward, other.forward
    if (first.network, first.passage) != (second.network, second.passage):
        return False
    alike = (first.line, first.images) == (second.line, second.images)
    return first.passage >= 0 or (one.learns == other.learns and alike)


def _peeks(lesson: Lesson) -> bool:
    """Whether it is a look at one batch, which `next` gave, or one that was left over."""
    return lesson.passage is not None and lesson.passage.way == "next" and len(lesson.batches) == 1


def _between(entries: Iterable[E], start: int, end: int) -> tuple[E, ...]:
    found: list[Any] = [one for one in entries if start < one.at < end]  # type: ignore[attr-defined]
    return tuple(found)

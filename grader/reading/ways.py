"""What follows what in a graph, and what stands on every path.

A step "stands between" two others when every path from one to the other goes through it.
Calls are not counted: `relu(x) + relu(-x)` has two ReLUs and none on every path, so it is
no ReLU layer, and a result that is thrown away lies on no path at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from grader.graph import Graph, Operation
from grader.graph.vocabulary import UNSEEN
from grader.reading.repeats import repeated_values

END = -1  # stands for what forward returns


@dataclass(frozen=True)
class Ways:
    """A graph seen as steps and what follows what; only steps that reach the output."""

    graph: Graph

    @cached_property
    def steps(self) -> dict[int, Operation]:
        """Live operations by index; a call that repeats an earlier one is that one."""
        same = self._same
        return {
            op.index: op
            for op in self.graph.live()
            if not op.outputs or same.get(op.outputs[0], op.outputs[0]) == op.outputs[0]
        }

    @cached_property
    def _same(self) -> dict[int, int]:
        return repeated_values(self.graph)

    @cached_property
    def sources(self) -> dict[int, list[int]]:
        """For each step the steps that it reads from."""
        makers, same = self.graph.makers, self._same
        return {
            op.index: [
                makers[same.get(ref.index, ref.index)].index
                for ref in op.reads
                if ref.kind == "value" and ref.index in makers
            ]
            for op in self.steps.values()
        }

    @cached_property
    def followers(self) -> dict[int, list[int]]:
        """For each step the steps that read from it; the last is followed by END."""
        after: dict[int, list[int]] = {index: [] for index in self.steps}
        for index, sources in self.sources.items():
            for source in sources:
                if source in after:
                    after[source].append(index)
        output = self.graph.output
        if output is not None and output in self.graph.makers:
            after[self.graph.makers[self._same.get(output, output)].index].append(END)
        return after

    def _maker(self, value: int) -> Operation | None:
        return self.graph.makers.get(self._same.get(value, value))

    def leading_to(self, value: int) -> set[int]:
        """The steps that a value comes from, with the one that makes it."""
        maker = self._maker(value)
        found: set[int] = set()
        stack = [maker.index] if maker is not None else []
        while stack:
            index = stack.pop()
            if index not in found and index in self.steps:
                found.add(index)
                stack.extend(self.sources[index])
        return found

    def _before(self, wanted: Collection[int]) -> set[int]:
        """The steps from which data can reach a wanted one."""
        found: set[int] = set()
        for index in sorted(self.steps, reverse=True):
            if any(i in found or i in wanted for i in self.followers[index]):
                found.add(index)
        return found

    def reached_from(self, start: int, without: Collection[int] = ()) -> set[int]:
        """Every step (and END) that data from `start` can reach, not going through `without`."""
        seen: set[int] = set()
        stack = list(self.followers[start])
        while stack:
            index = stack.pop()
            if index in seen or index in without:
                continue
            seen.add(index)
            if index != END:
                stack.extend(self.followers[index])
        return seen

    def between(
        self, start: int, end: int, wanted: Callable[[Operation], bool]
    ) -> Operation | None:
        """A wanted step that every path from `start` to `end` goes through, if there is one.

        Steps stand in order of execution, so that no arrow leads back: a step is on every path
        where no arrow leads past it.
        """
        way = self._way(start, end)
        if not way:  # no path that it could miss
            reached = sorted(self.reached_from(start) - {END, end})
            return next((self.steps[i] for i in reached if wanted(self.steps[i])), None)
        farthest: float = start
        for index in sorted(way):
            if start < index == farthest and wanted(self.steps[index]):
                return self.steps[index]
            ahead = [_place(i) for i in self.followers[index] if i == end or i in way]
            farthest = max(farthest, *ahead)
        return None

    def _way(self, start: int, end: int) -> set[int]:
        """The steps on all paths from `start` to `end`, with `start`; none where there is no path.

        What comes after `end` in the order of execution cannot lie before it.
        """
        reached: set[int] = set()
        stack = [start]
        while stack:
            index = stack.pop()
            if index not in reached and _place(index) < _place(end):
                reached.add(index)
                stack.extend(self.followers[index])
        way: set[int] = set()
        for index in sorted(reached, reverse=True):
            if any(i == end or i in way for i in self.followers[index]):
                way.add(index)
        return way

    def unseen_between(self, start: int, ends: Collection[int]) -> Operation | None:
        """A step on the way that no call shows, and that may do anything."""
        for index in sorted(self.reached_from(start, without=ends) - {END}):
            if self.steps[index].kind == UNSEEN:
                return self.steps[index]
        return None

    def path_text(self, start: int, ends: Collection[int]) -> str:
        """The steps from one layer to the next in words: "conv1 → max_pool2d → conv2"."""
        words = [step_name(self.steps[start])]
        index = start
        while self.followers[index]:
            index = self.followers[index][0]
            if index == END:
                words.append("output")
                break
            if self.steps[index].family not in ("shape", "cast") or index in ends:
                words.append(step_name(self.steps[index]))
            if index in ends:
                break
        return " → ".join(words)


def _place(index: int) -> float:
    """Its place in the order of execution."""
    return math.inf if index == END else index


def step_name(op: Operation) -> str:
    """A step in words: the student's name of a layer, else the kind of operation."""
    if op.family in ("convolution", "linear", "matmul", "recurrent", "normalisation"):
        return op.module or op.kind
    return op.kind

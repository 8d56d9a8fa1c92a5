"""How an image flows through a graph: which steps hang on it, and the layers with weights."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from grader.graph import Operation, Ref
from grader.graph.vocabulary import UNSEEN
from grader.lab import SHEET, Asked, Part, Role
from grader.reading.gates import steering
from grader.reading.rectified import FUNCTIONS, by_hand
from grader.reading.taken import numbers_of
from grader.reading.ways import END, Ways
from grader.reading.weighted import Weighted, as_fully_connected, distinct, weighted


@dataclass(frozen=True)
class Flow(Ways):
    """The ways through a graph, and what was asked for on them."""

    asked: Asked = SHEET
    # of the residual blocks that a lab asks for (`blocks.py`), by the index of their steps
    aside: frozenset[int] = frozenset()  # on the ways round layers, where none counts as asked for
    sums: tuple[tuple[int, int], ...] = ()  # the last layer of each, and the sum that ends it

    @cached_property
    def writers(self) -> dict[Ref, Operation]:
        """For each of the network's tensors that forward changes the call that does so first."""
        found: dict[Ref, Operation] = {}
        for op in self.graph.operations:
            for ref in op.writes:
                found.setdefault(ref, op)
        return found

    @cached_property
    def from_input(self) -> frozenset[int]:
        """Steps whose result depends on the image, be it on its shape alone."""
        return self._behind_input(lambda op: [r.index for r in op.reads if r.kind == "value"])

    @cached_property
    def of_the_image(self) -> frozenset[int]:
        """Steps whose numbers depend on the image; `rand_like(x)` takes only the shape of x.

        Where none of the image's numbers come to the output, its shape is all that there is to
        follow.
        """
        found = self.with_its_numbers
        last = self._maker(self.graph.output) if self.graph.output is not None else None
        return found if last is None or last.index in found else self.from_input

    @cached_property
    def with_its_numbers(self) -> frozenset[int]:
        """The same, whatever comes to the output."""
        return self._behind_input(numbers_of)

    def _behind_input(self, taken: Callable[[Operation], list[int]]) -> frozenset[int]:
        found: set[int] = set()
        for index, op in self.steps.items():  # in order of execution
            makers = ((value, self._maker(value)) for value in taken(op))
            if any(value == 0 or (one and one.index in found) for value, one in makers):
                found.add(index)
        return frozenset(found)

    def shows_the_image(self, value: int) -> bool:
        """Whether a value's numbers depend on the image, and not on its shape alone."""
        maker = self._maker(value)
        return value == 0 or (maker is not None and maker.index in self.of_the_image)

    def given(self, op: Operation) -> list[int]:
        """The values with the image's numbers that a step reads, each once."""
        values = [self._same.get(value, value) for value in numbers_of(op)]
        return [value for value in dict.fromkeys(values) if self.shows_the_image(value)]

    @cached_property
    def layers(self) -> tuple[Weighted, ...]:
        """Convolutions and fully connected layers on the way from input to output."""
        on_the_way = [op for op in self.steps.values() if op.index in self._trunk]
        found = [w for op in on_the_way if (w := weighted(op, self.graph, self.from_input))]
        return as_fully_connected(found, self.graph, self.asked)

    @cached_property
    def _trunk(self) -> set[int]:
        """Steps of the input's through which features flow to the output, not only a gate's."""
        output = self.graph.output
        last = self._maker(output) if output is not None else None
        if last is None:  # it did not come so far
            return set(self.from_input)
        found: set[int] = set()
        stack = [last.index]
        while stack:
            index = stack.pop()
            if index not in found and index in self.steps:
                found.add(index)
                steered = steering(self.steps[index], self._maker, self.of_the_image)
                stack.extend(one for one in self.sources[index] if one not in steered)
        return found & self.from_input

    @cached_property
    def _layer_steps(self) -> frozenset[int]:
        return frozenset(layer.op.index for layer in self.layers)

    @property
    def _trunk_layers(self) -> list[Weighted]:
        return [layer for layer in self.layers if layer.op.index not in self.aside]

    @cached_property
    def convolutions(self) -> tuple[Weighted, ...]:
        """Convolutions with weights of their own, in order; a repeated one counts once."""
        return distinct([w for w in self._trunk_layers if w.role == "convolution"])

    @property
    def more_than_asked(self) -> tuple[Weighted, ...]:
        """The layers round others in a lab that asks for no such block, and for no more layers."""
        if self.asked.at_least or self.asked.blocks:
            return ()
        return tuple(layer for layer in self.layers if layer.op.index in self.aside)

    @cached_property
    def linears(self) -> tuple[Weighted, ...]:
        """Fully connected layers that no convolution follows, in order, each once."""
        layers = self._trunk_layers
        ahead = self._before({w.op.index for w in layers if w.role == "convolution"})
        return distinct([w for w in layers if w.role == "linear" and w.op.index not in ahead])

    def number(self, layer: Weighted) -> int:
        """Which one of its role it is, from 1; one behind the last for what is none of these."""
        own = self.convolutions if layer.role == "convolution" else self.linears
        same = (place for place, one in enumerate(own, 1) if one.weights == layer.weights)
        return next(same, len(own) + 1)

    def start(self, layer: Weighted, *words: str) -> Operation:
        """From where on one of these is looked for: a layer, or the sum behind which it is asked.

        In a strict order the sum is a step, and told as one.
        """
        part = self.asked.part_of(layer.role, self.number(layer))
        behind = part is not None and any(map(part.after_sum, words))
        if not behind or self.asked.order == "strict":
            return layer.op
        return self.steps[dict(self.sums).get(layer.op.index, layer.op.index)]

    def of(self, part: Part) -> tuple[Weighted, ...]:
        """The layers of a part's role."""
        return self.of_role(part.role)

    def of_role(self, role: Role) -> tuple[Weighted, ...]:
        """The layers that count as asked for."""
        return self.convolutions if role == "convolution" else self.linears

    def layer_of(self, part: Part) -> Weighted | None:
        """The layer of a part that is asked for: that of its number; the last one for the last."""
        own, last = self.of(part), self.asked.parts[-1]
        if part == last:
            return own[-1] if own else None
        return next(iter(self.hidden_of(part)[part.number - 1 : part.number]), None)

    def hidden_of(self, part: Part) -> tuple[Weighted, ...]:
        """The layers of a part's role, without the one that gives the scores."""
        return self.of(part)[:-1] if part.role == self.asked.parts[-1].role else self.of(part)

    def stretches(self, part: Part) -> list[tuple[Weighted, Weighted]]:
        """From where to where something is asked for, on each of the ways that run in parallel.

        From each second convolution, where that is the part, to each third one; from each of the
        last to each first fully connected layer behind it.
        """
        own = self.of(part)
        depths = self._by_depth(own)
        starts = depths.get(part.number) or list(own)
        if part == self.asked.of(part.role)[-1]:
            ends = self._by_depth(self.linears).get(1, [])
        else:
            ends = depths.get(part.number + 1) or list(own[part.number :])
        pairs = [(a, b) for a in starts for b in ends if a is not b and self._leads(a, b)]
        if pairs or not starts or not ends:
            return pairs
        plain = own[part.number - 1 : part.number] or starts
        return [(plain[0], ends[0])]

    def _by_depth(self, layers: Collection[Weighted]) -> dict[int, list[Weighted]]:
        """Layers by how many of them a value has met there, in the order of execution."""
        wanted = {layer.op.index: layer for layer in layers}
        depth: dict[int, int] = {}
        found: dict[int, list[Weighted]] = {}
        for index in sorted(self.steps):
            before = max((depth.get(one, 0) for one in self.sources[index]), default=0)
            depth[index] = before + (index in wanted)
            if index in wanted:
                found.setdefault(depth[index], []).append(wanted[index])
        return found

    def _leads(self, start: Weighted, end: Weighted) -> bool:
        return end.op.index in self.reached_from(start.op.index)

    @cached_property
    def by_hand(self) -> dict[str, frozenset[int]]:
        """For each activation but ReLU that is asked for the steps that equal it."""
        words = [word for word in self.asked.activations if word != "relu"]
        every = [word for word in FUNCTIONS if word != "relu"] if "activation" in words else []
        found = {word: by_hand(self.graph, word) for word in dict.fromkeys([*words, *every])}
        return found | {"activation": frozenset[int]().union(*found.values())}

    @property
    def on_the_scores(self) -> list[Operation]:
        """The steps behind the last layer, and behind all that may hide one."""
        if not self.layers:
            return []
        hidden = [index for index, op in self.steps.items() if op.kind == UNSEEN]
        last = max([self.layers[-1].op.index, *hidden])
        return [op for index, op in self.steps.items() if index > last]

    def next_layers(self, layer: Weighted) -> set[int]:
        """The layers (or END) that data from `layer` meets next."""
        met: set[int] = set()
        seen: set[int] = set()
        stack = list(self.followers[layer.op.index])
        while stack:
            index = stack.pop()
            if index in seen:
                continue
            seen.add(index)
            if index == END or index in self._layer_steps:
                met.add(index)
            else:
                stack.extend(self.followers[index])
        return met

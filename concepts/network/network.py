"""A network: layers that read from one another, without loops.

Built in Python (`Network.chain`, `Network`), from a line of text or from JSON
(`concepts.notation`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from concepts.errors import ConceptError
from concepts.fields.fields import Field, fields_of
from concepts.fields.regions import Region, region_of
from concepts.layers.placement import Layer, Node, Placement, Shape, Step
from concepts.layers.plain import Input
from concepts.network.json_form import json_of_nodes, nodes_of_json
from concepts.network.notation import nodes_of_text
from concepts.network.statement import INPUT
from concepts.network.table import Row, rows
from concepts.notebook import table
from concepts.written import by


@dataclass(frozen=True)
class Placed:
    """The nodes of a network for one shape of image."""

    image: Shape
    steps: tuple[Step, ...]

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The receptive field of every node's units, by name."""
        return fields_of(self.steps)


class Network:
    """Nodes in an order in which each reads only earlier ones. Nothing changes it once it is built.

    >>> from concepts import Conv, Flatten, Linear, Pool
    >>> network = Network.chain([Conv(10, 5), Pool("max", 2), Flatten(), Linear(10)])
    >>> [step.placed.shape for step in network.steps((1, 28, 28))]
    [(1, 28, 28), (10, 24, 24), (10, 12, 12), (1440,), (10,)]
    >>> network.output
    'linear1'
    """

    def __init__(self, nodes: Iterable[Node], output: str | None = None) -> None:
        given = tuple(nodes)
        if not any(isinstance(node.layer, Input) for node in given):
            given = (Node(INPUT, Input()), *given)
        self.nodes: tuple[Node, ...] = ordered(given)
        names = [node.name for node in self.nodes]
        if output is not None and output not in names:
            raise ConceptError(f"output {output!r} is no node: the nodes are {', '.join(names)}")
        self.output: str = output if output is not None else names[-1]
        self._placed: Placed | None = None

    @classmethod
    def chain(cls, layers: Iterable[Layer | Node]) -> Network:
        """Layers that each read the one before. They are named by kind and number: conv1, conv2."""
        nodes: list[Node] = []
        seen: dict[str, int] = {}
        before = INPUT
        for layer in layers:
            if isinstance(layer, Node):
                node = Node(
                    layer.name, layer.layer, layer.inputs or (before,), layer.parameters_key
                )
            else:
                seen[layer.kind] = seen.get(layer.kind, 0) + 1
                node = Node(f"{layer.kind}{seen[layer.kind]}", layer, (before,))
            nodes.append(node)
            before = node.name
        return cls(nodes)

    @classmethod
    def from_text(cls, text: str) -> Network:
        """A network from one line, as `concepts.notation` describes it.

        >>> Network.from_text("conv 10 k5; max k2; flatten; linear 10").output
        'linear1'
        """
        return cls(nodes_of_text(text))

    @classmethod
    def from_json(cls, data: object) -> Network:
        """A network from parsed JSON, as `concepts.json_form` describes it."""
        nodes, output = nodes_of_json(data)
        return cls(nodes, output)

    def to_json(self) -> dict[str, object]:
        """The network as data for json.dumps; `from_json` reads it back."""
        return json_of_nodes(self.nodes, self.output)

    @property
    def input_shape(self) -> Shape | None:
        """The shape of the image that the network was made for, where that is fixed."""
        for node in self.nodes:
            if isinstance(node.layer, Input):
                return node.layer.shape
        return None

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return self.nodes == other.nodes and self.output == other.output

    def __hash__(self) -> int:
        return hash((self.nodes, self.output))

    def __repr__(self) -> str:
        return f"Network({len(self.nodes)} nodes, output {self.output!r})"

    def _repr_html_(self) -> str:
        """Its table, for a notebook; without the shape of its image, what reads what."""
        if self.input_shape is None:
            return table(
                [(node.name, node.layer.kind, ", ".join(node.inputs)) for node in self.nodes],
                ("layer", "kind", "reads"),
            )
        shown = [
            (
                row.name,
                by(row.output_shape),
                f"{row.parameters:,}",
                "×".join(map(str, (a.size for a in row.fields))),
            )
            for row in self.table(self.input_shape)
        ]
        return table(shown, ("layer", "output", "parameters", "field"))

    def node(self, name: str) -> Node:
        """The node of that name."""
        for node in self.nodes:
            if node.name == name:
                return node
        names = ", ".join(node.name for node in self.nodes)
        raise ConceptError(f"{name!r} is no node of this network: the nodes are {names}")

    def table(self, input_shape: Sequence[int]) -> tuple[Row, ...]:
        """One row for each node: shapes, formulas, parameters, multiply–adds, receptive field."""
        return rows(self.steps(input_shape))

    def fields(self, input_shape: Sequence[int]) -> dict[str, Field]:
        """The receptive field of every node's units, by name."""
        return self._at(input_shape).fields

    def region(
        self, input_shape: Sequence[int], unit: Sequence[int] | None = None, node: str | None = None
    ) -> Region:
        """The exact set of input pixels that can reach a unit, by default the output's middle."""
        placed = self._at(input_shape)
        return region_of(placed.steps, node or self.output, unit, fields=placed.fields)

    def steps(self, input_shape: Sequence[int]) -> tuple[Step, ...]:
        """Every node at its place for an input (channels, *spatial)."""
        return self._at(input_shape).steps

    def _at(self, input_shape: Sequence[int]) -> Placed:
        """For this input; kept for the next question, which mostly is of the same one."""
        image = checked_shape(input_shape)
        if self._placed is None or self._placed.image != image:
            self._placed = Placed(image, self._steps(image))
        return self._placed

    def _steps(self, image: Shape) -> tuple[Step, ...]:
        shapes: dict[str, Shape] = {}
        steps = []
        alike: dict[tuple[Layer, tuple[Shape, ...]], Placement] = {}  # deep networks repeat layers
        for node in self.nodes:
            is_input = isinstance(node.layer, Input)
            reads = (image,) if is_input else tuple(shapes[name] for name in node.inputs)
            try:
                placed = alike.get((node.layer, reads)) or node.layer.place(*reads)
            except ConceptError as error:
                raise ConceptError(f"{node.name}: {error}") from None
            check_cells(node.name, placed.shape)
            alike[node.layer, reads] = placed
            shapes[node.name] = placed.shape
            steps.append(Step(node, reads, placed))
        return tuple(steps)


MOST_CELLS = 1 << 31  # of one layer: no image that anyone has is larger


def check_cells(name: str, shape: Shape) -> None:
    """Refuse a layer that no memory holds: nothing of what is said of it would be of use."""
    if prod(shape) > MOST_CELLS:
        raise ConceptError(
            f"{name} would have {by(shape)} = {prod(shape):,} cells: at most {MOST_CELLS:,}"
        )


def checked_shape(input_shape: Sequence[int]) -> Shape:
    """(channels, *spatial) or (features,), each at least 1."""
    shape = tuple(int(size) for size in input_shape)
    if not 1 <= len(shape) <= 4 or min(shape) < 1:
        raise ConceptError(
            f"the input shape is {shape}: it must be (channels, *spatial) with 1 to 3 spatial axes,"
            " each at least 1"
        )
    return shape


def ordered(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes, each after those that it reads; in the given order where that allows it."""
    by_name = {node.name: node for node in nodes}
    if len(by_name) < len(nodes):
        names = [node.name for node in nodes]
        double = next(name for name in names if names.count(name) > 1)
        raise ConceptError(f"two nodes are called {double!r}: a name stands for one node")
    check_inputs(nodes, by_name)
    placed: dict[str, Node] = {}
    waiting = list(nodes)
    while waiting:
        left = []
        for node in waiting:  # one round is enough when the order is right already
            if all(name in placed for name in node.inputs):
                placed[node.name] = node
            else:
                left.append(node)
        if len(left) == len(waiting):
            raise ConceptError(f"{left[0].name!r} reads its own output: a network has no loops")
        waiting = left
    return tuple(placed.values())


def check_inputs(nodes: Sequence[Node], by_name: dict[str, Node]) -> None:
    """Every input is a node, there is one image, and every layer but a constant reads something."""
    images = [node.name for node in nodes if isinstance(node.layer, Input)]
    if len(images) > 1:
        raise ConceptError(f"{' and '.join(images)} are both inputs: a network has one")
    for node in nodes:
        for name in node.inputs:
            if name not in by_name:
                raise ConceptError(
                    f"{node.name!r} reads {name!r}, which is no node of this network"
                )

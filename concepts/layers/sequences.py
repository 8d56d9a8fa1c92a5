"""Layers over a sequence (places, features): embedding, attention, recurrence."""

from __future__ import annotations

from dataclasses import dataclass, field

from concepts.axes.arguments import LARGEST, whole
from concepts.axes.axis import Axis, Same, Spread, Whole
from concepts.axes.pick import Upto
from concepts.counting import MultiplyAdds
from concepts.errors import ConceptError
from concepts.layers.placement import (
    Chain,
    Layer,
    Link,
    Placement,
    Regroup,
    Shape,
    cells,
    only,
    unchanged,
)
from concepts.written import by


@dataclass(frozen=True)
class Embedding(Layer):
    """A row of a table for each whole number, as torch.nn.Embedding.

    >>> Embedding(100, 16).place((7,)).shape
    (7, 16)
    """

    entries: int  # rows of the table
    features: int  # numbers of a row
    kind: str = field(default="embedding", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        features = whole("features", self.features, 1, LARGEST)
        thin = (*shape, 1)
        link = Chain((Regroup(shape, thin), (*unchanged(shape), Spread(features))))
        learned = whole("entries", self.entries) * features
        return Placement((*shape, features), (link,), (), None, learned)


@dataclass(frozen=True)
class Attention(Layer):
    """softmax(q·kᵀ)·v over (…, places, features), as scaled_dot_product_attention.

    It reads queries, keys and values, in this order; one input stands for all three.

    >>> Attention().place((4, 9, 8)).multiply_adds.dense  # 4 heads · 9 · 9 places · (8 + 8)
    5184
    """

    causal: bool = False  # whether a place sees only those up to its own
    kind: str = field(default="attention", init=False)

    def place(self, *shapes: Shape) -> Placement:
        query, key, value = shapes * 3 if len(shapes) == 1 else shapes
        lead, (rows, features) = query[:-2], query[-2:]
        fits = key[-1] == features and key[:-1] == value[:-1] and key[:-2] == lead
        if not fits or (self.causal and key[-2] != rows):
            raise ConceptError(
                f"queries {by(query)}, keys {by(key)} and values {by(value)} do not fit together"
            )
        seen, out = key[-2], value[-1]
        over: Axis = Upto(rows) if self.causal else Whole(seen, rows)
        front = unchanged(lead)
        links: list[Link] = [
            (*front, Same(rows), Whole(features, out)),
            (*front, over, Whole(features, out)),
            (*front, over, Same(out)),
        ]
        if len(shapes) == 1:
            links = [links[1]]
        dense = cells(lead) * rows * seen * (features + out)
        return Placement((*lead, rows, out), tuple(links), (), None, 0, MultiplyAdds(*(dense,) * 3))


@dataclass(frozen=True)
class MultiheadAttention(Layer):
    """Attention with its projections over (places, features), as torch.nn.MultiheadAttention.

    It reads queries, keys and values, in this order; one input stands for all three.

    >>> MultiheadAttention(2).place((49, 4)).multiply_adds.dense
    22344
    """

    heads: int = 1  # each with its own share of the features
    bias: bool = True  # whether the projections have one
    parameters: int | None = None  # learned numbers, where they are not those of four projections
    kind: str = field(default="multihead_attention", init=False)

    def place(self, *shapes: Shape) -> Placement:
        query, key, value = shapes * 3 if len(shapes) == 1 else shapes
        heads = whole("heads", self.heads)
        if not len(query) == len(key) == len(value) == 2 or key[0] != value[0] or query[1] % heads:
            raise ConceptError(
                f"queries {by(query)}, keys {by(key)} and values {by(value)} with {heads} heads do"
                " not fit together: each is (places, features), and heads divide the features"
            )
        (rows, width), seen = query, key[0]
        links: list[Link] = [(Same(rows), Whole(width, width))]
        links += [(Whole(seen, rows), Whole(one[1], width)) for one in (key, value)]
        if len(shapes) == 1:
            links = [links[1]]
        projections = rows * width * 2 + seen * (key[1] + value[1])
        dense = projections * width + 2 * rows * seen * width
        biases = (2 * rows + 2 * seen) * width if self.bias else 0
        learned = width * (2 * width + key[1] + value[1]) + (4 * width if self.bias else 0)
        adds = MultiplyAdds(dense, dense + biases, dense)
        parameters = learned if self.parameters is None else self.parameters
        return Placement(query, tuple(links), (), None, parameters, adds)


GATES = {"lstm": 4, "gru": 3, "rnn": 1}


@dataclass(frozen=True)
class Recurrent(Layer):
    """An LSTM, GRU or plain recurrent layer over (steps, features), as torch.nn.LSTM.

    >>> placed = Recurrent("lstm", 8).place((5, 3))
    >>> placed.shape, placed.parameters
    ((5, 8), 416)
    """

    kind: str = "lstm"  # lstm, gru or rnn
    hidden: int = 1  # numbers of a state
    layers: int = 1  # one on top of the other
    bidirectional: bool = False  # whether a second one runs from the end
    bias: bool = True  # whether each gate has its two

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        if self.kind not in GATES or len(shape) != 2:
            raise ConceptError(
                f"{self.kind} over {by(shape)}: it must be lstm, gru or rnn over (steps, features)"
            )
        hidden, layers = whole("hidden", self.hidden, 1, LARGEST), whole("layers", self.layers, 1)
        steps, features = shape
        ways = 2 if self.bidirectional else 1
        over: Axis = Whole(steps, steps) if self.bidirectional else Upto(steps)
        inputs = [features, *(hidden * ways,) * (layers - 1)]
        weights = sum(ways * GATES[self.kind] * hidden * (one + hidden) for one in inputs)
        biases = 2 * layers * ways * GATES[self.kind] * hidden if self.bias else 0
        dense = steps * weights
        adds = MultiplyAdds(dense, dense + steps * biases, dense)
        out = (steps, hidden * ways)
        link = (over, Whole(features, hidden * ways))
        return Placement(out, (link,), (), None, weights + biases, adds)

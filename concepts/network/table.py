"""The layer table: for each node its shapes, formulas, counts and receptive field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concepts.counting import NONE, Counts, MultiplyAdds
from concepts.fields.extents import AxisField
from concepts.fields.fields import Field, fields_of
from concepts.layers.placement import Shape, Step


@dataclass(frozen=True)
class Row:
    """One node of a network, for one image of a given size."""

    name: str  # of the node
    kind: str  # conv, max_pool, linear, relu, …
    reads: tuple[str, ...]  # names of the nodes that it reads
    input_shapes: tuple[Shape, ...]  # of what it reads, without the batch
    output_shape: Shape  # (channels, *spatial) or (features,), without the batch
    formula: tuple[str, ...]  # one for each axis: "⌊(28 + 2·0 − 1·(5 − 1) − 1)/1⌋ + 1 = 24"
    parameters: int  # weights and biases; 0 where they were counted at an earlier node
    tied: bool  # whether its parameters are an earlier node's
    counts: Counts | None  # filters, block, applications, … of a layer with weights; else None
    multiply_adds: MultiplyAdds | None  # for one image, by convention; None: not known
    applications: int | None  # times that one filter is applied; None without filters
    field: Field  # receptive field of its units, along each axis of the input

    @property
    def fields(self) -> tuple[AxisField, ...]:
        """The receptive field along each axis: size, jump, padding, first centre."""
        return self.field.axes


def rows(steps: Sequence[Step]) -> tuple[Row, ...]:
    """One row for each step, in order."""
    fields = fields_of(steps)
    seen: set[str] = set()
    table = []
    for step in steps:
        key = step.node.parameters_key
        tied = key is not None and key in seen
        if key is not None:
            seen.add(key)
        table.append(row(step, tied, fields[step.node.name]))
    return tuple(table)


def row(step: Step, tied: bool, field: Field) -> Row:
    """The row of one step."""
    placed = step.placed
    return Row(
        name=step.node.name,
        kind=step.node.layer.kind,
        reads=step.node.inputs,
        input_shapes=step.inputs,
        output_shape=placed.shape,
        formula=placed.formula,
        parameters=0 if tied else placed.parameters,
        tied=tied,
        counts=placed.counts,
        multiply_adds=placed.multiply_adds,
        applications=placed.counts.applications if placed.counts else None,
        field=field,
    )


def total_parameters(table: Sequence[Row]) -> int:
    """Weights and biases of the whole network, shared ones once."""
    return sum(row.parameters for row in table)


def total_multiply_adds(table: Sequence[Row]) -> MultiplyAdds:
    """Multiply–adds of the whole network on one image, without those that are not known.

    `uncounted` names the nodes that are missing: with any, the total is the least that it can be.
    """
    total = NONE
    for row in table:
        total = total + (row.multiply_adds or NONE)
    return total


def uncounted(table: Sequence[Row]) -> tuple[str, ...]:
    """The nodes whose multiply–adds are not known, by name."""
    return tuple(row.name for row in table if row.multiply_adds is None)

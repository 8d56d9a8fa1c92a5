"""The layer table: what was seen of each call beside what `concepts` works out for it."""

from __future__ import annotations

from dataclasses import dataclass

from concepts import ConceptError, Row, total_multiply_adds, total_parameters, uncounted
from grader.graph import Graph, Operation, Tensor
from grader.reading.network import computed, names_of, network_of_graph, sample
from grader.reading.reading import Reading
from grader.report.drawing.stages import QUIET, is_quiet_source
from grader.report.drawing.steps import hue_of, window_of, word_of
from grader.script import Submission

MOST = 400  # rows


@dataclass(frozen=True)
class LayerRow:
    """One call of forward."""

    name: str  # "conv1"; "" where the call belongs to no module
    what: str  # "convolution 5×5"
    hue: str
    line: int | None
    place: str  # "line 36"
    seen: str  # "10×24×24"
    computed: str  # the same from the formula; "" where there is none
    agrees: bool  # both are the same
    formulas: tuple[str, ...]  # with the numbers put in
    parameters: str  # "260", "" for none, "shared" where they were counted before
    multiply_adds: str
    applications: str  # how often each filter is applied
    field: str  # receptive field, "6×6"
    jump: str  # pixels from one unit's field to the next, "next one 2 px on"


@dataclass(frozen=True)
class LayerTable:
    """All calls on which the output depends."""

    rows: tuple[LayerRow, ...]
    parameters: str  # of the whole network
    multiply_adds: str
    input: str  # "1×28×28"
    more: int  # rows that are not shown
    misaligned: tuple[str, ...]  # where branches that meet look at different places


def layer_table(reading: Reading, submission: Submission) -> LayerTable | None:
    """None where nothing ran."""
    graph, tensors = reading.graph, reading.observation.tensors
    if graph is None or not graph.live():
        return None
    explained = _explained(graph, tensors)
    names = names_of(graph)
    operations = [
        op for op in graph.live() if op.outputs and op.kind not in QUIET and not is_quiet_source(op)
    ]
    rows = tuple(
        _row(op, graph, tensors, submission, explained.get(names[op.index]))
        for op in operations[:MOST]
    )
    every = tuple(explained.values())
    return LayerTable(
        rows=rows,
        parameters=f"{total_parameters(every):,}" if every else "",
        multiply_adds=_total(every),
        input=_by(sample(graph.values[0].shape, graph.batch)),
        more=len(operations) - len(rows),
        misaligned=tuple(
            dict.fromkeys(f"{m.node}: {m.reason}" for row in every for m in row.field.misaligned)
        ),
    )


def _explained(graph: Graph, tensors: tuple[Tensor, ...]) -> dict[str, Row]:
    """The rows of `concepts`, by name; none where the calls make no network."""
    try:
        network = network_of_graph(graph, tensors)
        table = network.table(sample(graph.values[0].shape, graph.batch))
    except ConceptError:
        return {}
    return {row.name: row for row in table}


def _total(every: tuple[Row, ...]) -> str:
    """All multiply–adds; where some are not known, the least that they can be."""
    least = "at least " if uncounted(every) else ""
    return f"{least}{total_multiply_adds(every).dense:,}" if every else ""


def _row(
    op: Operation,
    graph: Graph,
    tensors: tuple[Tensor, ...],
    submission: Submission,
    explained: Row | None,
) -> LayerRow:
    seen = sample(graph.shape_out(op), graph.batch)
    worked = computed(op, graph, tensors)
    window = window_of(op, graph, tensors)
    word = word_of(op, graph)
    return LayerRow(
        name=op.module,
        what=f"{word} {window[0]}×{window[1]}" if window else word,
        hue=hue_of(op),
        line=op.line,
        place=submission.place(op.line) if op.line else "",
        seen=_by(seen),
        computed=_by(worked[0]) if worked else "",
        agrees=worked is None or worked[0] == seen,
        formulas=_formulas(worked, graph.shape_out(op), graph.batch),
        **_counts(explained),
    )


def _formulas(
    worked: tuple[tuple[int, ...], tuple[str, ...]] | None, whole: tuple[int, ...], batch: int
) -> tuple[str, ...]:
    """The formulas with the numbers put in, or why there are none."""
    if worked:
        return tuple(dict.fromkeys(worked[1])) or ("the shape stays",)
    if whole[:1] != (batch,):
        first = f"{whole[0]:,}" if whole else "gone"
        return (f"the batch of {batch} is lost: the first axis is {first}",)
    return ("no formula for this call",)


def _counts(row: Row | None) -> dict[str, str]:
    if row is None:
        return dict.fromkeys(("parameters", "multiply_adds", "applications", "field", "jump"), "")
    jumps = {axis.jump for axis in row.fields}
    jump = next(iter(jumps)) if len(jumps) == 1 else None
    return {
        "parameters": "shared" if row.tied else _number(row.parameters),
        "multiply_adds": _number(row.multiply_adds.dense) if row.multiply_adds else "not known",
        "applications": _number(row.applications or 0),
        "field": ("" if row.field.exact else "at most ") + _by(tuple(a.size for a in row.fields)),
        "jump": f"next one {jump} px on" if jump else "",
    }


def _number(value: int) -> str:
    return f"{value:,}" if value else ""


def _by(shape: tuple[int, ...]) -> str:
    return "×".join(str(size) for size in shape) or "1"

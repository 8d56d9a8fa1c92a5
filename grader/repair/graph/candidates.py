"""The small changes that may mend a check, the likelier first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from grader.checks.verdict import Check
from grader.evidence import (
    ACTIVATIONS,
    FOLLOWS,
    LAYERS,
    OUTPUTS,
    POOLINGS,
    Asked,
    Change,
    Place,
    Verb,
)
from grader.graph import Argument, Mode, Operation
from grader.graph.vocabulary import family_of
from grader.reading.dropping import means_to_drop
from grader.reading.reading import Reading
from grader.repair.graph.apart import apart_changes
from grader.repair.graph.apply import living
from grader.repair.graph.asked import (
    ACTIVATION,
    ALONE,
    FORM,
    NORM,
    OFF,
    ORDER,
    POOLING,
    SIZES,
    SUM,
    Known,
    kind_of,
    last_early,
)
from grader.repair.graph.layers import layer_changes
from grader.repair.graph.rows import order_changes
from grader.repair.graph.sizes import size_changes
from grader.repair.graph.spots import Spot, spots
from grader.repair.graph.sums import sum_changes

MOST = 120  # changes that are tried for one check
_SORTS: dict[Asked, tuple[str, ...]] = {
    **dict.fromkeys(ACTIVATIONS, ("activation",)),
    "dropout": ("dropout",),
    **dict.fromkeys(OUTPUTS, ("output",)),
    **dict.fromkeys(POOLINGS, ("pooling", "reduction")),
    "batch_norm": ("normalisation",),
}
_NUMBERS = ("activation", "output", "arithmetic")  # steps that work on each number, or each row
# the families of steps that may stand where another is asked for
_STANDS_FOR = {
    ACTIVATION: (*_NUMBERS, "shape"),
    FORM: (*_NUMBERS, "shape", "normalisation"),
    NORM: ("normalisation",),
    POOLING: ("pooling", "reduction", "shape"),
}
# what nobody takes for an activation: it scales, moves, or only passes on
_LINEAR = ("add", "sub", "rsub", "mul", "div", "neg", "clone", "contiguous", "cat", "stack")


def candidates(known: Known, check: Check, spare: Sequence[str]) -> list[Change]:
    """All changes of a single step that may mend a check.

    `spare`: modules that forward never calls, and that do what the check asks for.
    """
    asked = kind_of(check, known.lab)
    if asked in LAYERS:
        return layer_changes(known.reading, asked)[:MOST]
    if check.sort == ALONE:
        return apart_changes(known.reading.eval)[:MOST] if known.reading.eval is not None else []
    if check.sort in _OF_THE_WHOLE:
        return _OF_THE_WHOLE[check.sort](known.reading)[:MOST]
    found: dict[Change, None] = {}
    lacking = spots(known.reading, check)
    for make in (_sets, _keeps, _straightened, _deletes, _exchanges, _moves, _inserts):
        for spot in lacking:
            found.update(dict.fromkeys(islice(make(known, check, spot), MOST)))
    with_spare = [
        replace(one, spare=name)
        for one in found
        if one.verb == "insert" and one.mode is None
        for name in spare
    ]
    plain = (one for one in found if one.verb != "insert")
    inserted = (one for one in found if one.verb == "insert")
    return [*plain, *with_spare, *inserted][:MOST]


_OF_THE_WHOLE: dict[str, Callable[[Reading], list[Change]]] = {
    SUM: sum_changes,
    SIZES: size_changes,
    ORDER: order_changes,
}


def _change(
    verb: Verb, known: Known, check: Check, spot: Spot, op: Operation | None = None, **more: Any
) -> Change:
    """A change of a call, or of none where one is put in."""
    layer = None if check.sort == OFF else spot.place(spot.first)
    step = spot.place(op) if op is not None else None
    return Change(verb, kind_of(check, known.lab), layer, step, **more)


def _sets(known: Known, check: Check, spot: Spot) -> Iterator[Change]:
    """Another setting in a call that is there."""
    for op in spot.inside:
        for setting, now in _settings(op, kind_of(check, known.lab)):
            was = op.bound.get(setting)
            yield _change("set", known, check, spot, op, setting=setting, was=was, now=now)


def _settings(op: Operation, asked: Asked) -> Iterator[tuple[str, Argument]]:
    if asked == "dropout" and op.family == "dropout":
        yield "p", 0.5
        yield ("training" if "training" in op.bound else "train"), FOLLOWS
    if asked in OUTPUTS and "softmax" in op.kind and op.bound.get("dim") not in (1, -1):
        yield "dim", 1
    if asked in POOLINGS and op.family == "pooling":
        yield from _windows(op, asked)


def _windows(op: Operation, asked: Asked) -> Iterator[tuple[str, Argument]]:
    """A window that leaves fewer numbers, or one of each map."""
    if not asked.startswith("global"):
        yield ("output_size" if op.kind.startswith("adaptive") else "kernel_size"), 2
    elif op.kind.startswith("adaptive"):
        yield "output_size", 1


def _keeps(known: Known, check: Check, spot: Spot) -> Iterator[Change]:
    """What was thrown away goes on."""
    asked, graph = kind_of(check, known.lab), spot.flow.graph
    live = {op.index for op in graph.live()}
    for op in graph.operations if check.sort != OFF and asked != "logits" else ():
        if op.index in live or op.family not in _SORTS[asked] or not op.outputs:
            continue
        source = living(graph, op)
        if source is not None:
            yield _change("keep", known, check, spot, op, source=spot.place_of(source))


def _straightened(known: Known, check: Check, spot: Spot) -> Iterator[Change]:
    """No way leads round a step any more: of what is joined one goes on alone."""
    mode = _only(check)
    for op in spot.inside:
        given = list(dict.fromkeys(ref.index for ref in op.reads if ref.kind == "value"))
        for value in given if len(given) > 1 else ():
            if spot.shape(value) == spot.flow.graph.shape_out(op) and spot.flow.shows_the_image(
                value
            ):
                gone = _round(spot, value, [one for one in given if one != value])
                source = spot.place_of(value)
                ways = {"source": source, "gone": gone, "mode": mode}
                yield _change("straighten", known, check, spot, op, **ways)


def _only(check: Check) -> Mode | None:
    """What is right in training and to be mended for testing alone."""
    return "eval" if check.sort == OFF else None


def _round(spot: Spot, kept: int, others: list[int]) -> tuple[Place, ...]:
    """The steps on the ways that no longer lead to a place."""
    stays = spot.flow.leading_to(kept)
    gone = {index for value in others for index in spot.flow.leading_to(value)} - stays
    steps = (spot.flow.steps[index] for index in sorted(gone))
    return tuple(spot.place(op) for op in steps if op in spot.inside)


def _exchanges(known: Known, check: Check, spot: Spot) -> Iterator[Change]:
    """What is asked for in the place of another step, or of several that end in one."""
    asked, idle = kind_of(check, known.lab), _idle_dropout(known, spot)
    likelier = sorted(spot.inside, key=lambda op: not _leaves_as_many(spot, op, asked))
    for op in likelier if check.sort != OFF and asked != "logits" else ():
        sort = idle(op) if asked == "dropout" else op.family in _STANDS_FOR[check.sort]
        sort = sort and not (check.sort == POOLING and _lays_out(spot, op))
        pooling = check.sort == POOLING
        for source in _go_in(spot, op, pooling) if sort and op.outputs else ():
            gone = () if pooling else _between(spot, op, source)
            if (op.kind != asked or gone) and (op.kind not in _LINEAR or _bends(op, gone)):
                ways = {"source": spot.place(source), "gone": gone}
                yield _change("exchange", known, check, spot, op, **ways)


def _leaves_as_many(spot: Spot, op: Operation, asked: Asked) -> bool:
    """Whether a step leaves one number of each map, where one is asked for that does."""
    one = all(size == 1 for size in spot.flow.graph.shape_out(op)[2:])
    return asked.startswith("global") and op.family != "shape" and one


def _lays_out(spot: Spot, op: Operation) -> bool:
    """Whether a step makes rows of maps, as they are: no pooling was meant by it."""
    return op.family == "shape" and len(spot.flow.graph.shape_out(op)) != 4


def _bends(op: Operation, gone: Sequence[Place]) -> bool:
    """Whether several ways meet in a step, or what leads there is bent or a softmax of its own."""
    several = len({ref for ref in op.reads if ref.kind == "value"}) > 1
    return several or any(family_of(one.kind) in ("activation", "output") for one in gone)


def _idle_dropout(known: Known, spot: Spot) -> Callable[[Operation], bool]:
    """A test for a dropout by hand that drops nothing, or too little."""
    meant, works = means_to_drop(spot.flow), known.reading.drops(spot.flow)
    return lambda op: op.family != "dropout" and meant(op) and not works(op)


def _go_in(spot: Spot, op: Operation, pooling: bool) -> list[Operation]:
    """The steps of the same shape that all that comes to a step went through: nearest, farthest.

    A pooling makes another shape of what it is given: there it is what it reads.
    """
    if pooling:
        sources = [spot.flow.steps[index] for index in spot.flow.sources[op.index]]
        return sources if len(sources) == 1 else []
    flow, shape = spot.flow, spot.flow.graph.shape_out(op)
    ahead = [one for one in (spot.first, *spot.inside) if one.index < op.index and one.outputs]
    same = [one for one in ahead if flow.graph.shape_out(one) == shape]
    ends = (
        next((one for one in among if _all_through(spot, op, one)), None)
        for among in (reversed(same), same)
    )
    return [one for one in ends if one is not None]


def _all_through(spot: Spot, op: Operation, one: Operation) -> bool:
    """Whether every way from the layer to a step leads through another one."""
    if one.index == spot.first.index:
        return True
    through = spot.flow.between(spot.first.index, op.index, lambda step: step.index == one.index)
    return through is not None


def _between(spot: Spot, op: Operation, source: Operation) -> tuple[Place, ...]:
    behind = spot.flow.leading_to(op.outputs[0])
    steps = (one for one in spot.inside if source.index < one.index < op.index)
    return tuple(spot.place(one) for one in steps if one.index in behind)


def _moves(known: Known, check: Check, spot: Spot) -> Iterator[Change]:
    """A step of this sort that stands elsewhere."""
    asked = kind_of(check, known.lab)
    if check.sort == OFF or asked == "logits":
        return
    drops = known.reading.drops(spot.flow)
    settled = last_early(spot.flow) if _behind_linear(check) else -1
    for op in spot.flow.graph.operations[settled + 1 :]:
        sort = op.kind == asked if check.sort == ACTIVATION else op.family in _SORTS[asked]
        alone = len({ref for ref in op.reads if ref.kind == "value"}) == 1
        wanted = sort or (asked == "dropout" and drops(op))
        if wanted and alone and op not in spot.inside and op.index not in spot.flow.aside:
            for behind in _behind_which(known, check, spot):
                yield _change("move", known, check, spot, op, behind=behind)


def _behind_which(known: Known, check: Check, spot: Spot) -> list[Place]:
    """Where in the stretch a step may be put: in a strict order behind any of those there."""
    strict = known.lab.asked.order == "strict" and check.sort != FORM
    return [spot.place(op) for op in (spot.last, *(spot.inside if strict else ()))]


def _behind_linear(check: Check) -> bool:
    return check.place is not None and check.place.role == "linear"


def _deletes(known: Known, check: Check, spot: Spot) -> Iterator[Change]:
    """A step less."""
    if check.sort not in (ACTIVATION, FORM, OFF):
        return
    for op in spot.inside:
        given = [ref.index for ref in op.reads if ref.kind == "value"]
        same = [v for v in given if spot.shape(v) == spot.flow.graph.shape_out(op)]
        told = check.sort == OFF and op.family == "dropout"  # it is there to be told, not to go
        if same and len(set(given)) == 1 and op.family != "shape" and not told:
            source, mode = spot.place_of(same[0]), _only(check)
            yield _change("delete", known, check, spot, op, source=source, mode=mode)


def _inserts(known: Known, check: Check, spot: Spot) -> Iterator[Change]:
    """A step more."""
    if check.sort == OFF or kind_of(check, known.lab) == "logits":
        return
    for behind in _behind_which(known, check, spot):
        plain = _change("insert", known, check, spot, behind=behind)
        if check.sort == ACTIVATION and not _bare_in_the_other(known, spot):
            yield replace(plain, mode=spot.flow.graph.mode)
        yield plain


def _bare_in_the_other(known: Known, spot: Spot) -> bool:
    layer = spot.first
    others = [flow for flow in known.reading.both if flow.graph.mode != spot.flow.graph.mode]
    return any(
        one.op.module == layer.module and one.op.line == layer.line
        for flow in others
        for one in known.reading.bare_in(flow)
    )

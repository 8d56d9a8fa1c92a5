"""Residual blocks: why nothing goes round the layers, by the change with which it does."""

from __future__ import annotations

from collections.abc import Sequence

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import Word, call_of, name_of
from grader.evidence import INPUT, Change, Place

CHECK = ("residual-blocks",)
_WHY = (
    "In a residual block what goes in is added to what the layers give, so that they only learn "
    "the difference, and gradients come through the sum as they are."
)


def _given_by(case: Case, place: Place | None) -> str:
    if place is None or place == INPUT:
        return "the input of forward"
    at = "" if place.module or place.line is None else f" of line {place.line}"
    return f"what {name_of(case, place)}{at} gives"


def _name(case: Case, place: Place | None) -> str:
    return name_of(case, place) if place is not None else "its layers"


def _shape(case: Case, place: Place | None) -> tuple[int, ...]:
    flow, op = case.flow, call_of(case, place)
    if flow is None or (op is None and place != INPUT):
        return ()
    return (flow.graph.values[0].shape if op is None else flow.graph.shape_out(op))[1:]


def _other_shape(case: Case, changes: Sequence[Change]) -> str:
    """What a sum of two shapes needs; "" where they are the same."""
    into, out = _shape(case, changes[0].source), _shape(case, changes[0].behind)
    if into == out:
        return ""
    return (
        f" One is {by(into)}, the other {by(out)}: a 1×1 convolution on the way round, with the "
        "stride of the layers, makes them alike."
    )


def _with_itself(case: Case, change: Change) -> bool:
    op = call_of(case, change.step)
    return op is not None and len({ref for ref in op.reads if ref.kind == "value"}) == 1


WORDS: dict[str, Word] = {
    "into": lambda case, changes: _given_by(case, changes[0].source),
    "given": lambda case, changes: _given_by(case, changes[0].behind),
    "lost": lambda case, changes: _given_by(case, changes[0].step),
    "other_shape": _other_shape,
}
ROWS = (
    Row("way-round-without-gradients", CHECK, ("delete",),
        "No gradient comes through the way round the layers", _WHY,
        "Add what goes into the block as it is.",
        "{steps} cuts the gradient off on the way round the layers: what stands before the block "
        "learns through its layers alone."),
    Row("wide-windows-on-the-way-round", CHECK, ("set",),
        "A convolution on the way round has windows of more than one pixel", _WHY,
        "Which window mixes channels, and no pixels?",
        "{steps} stands on the way round the layers, with windows of {was}×{was}; there what goes "
        "in is added as it is, or through a 1×1 convolution.",
        fits=lambda case, change: change.setting == "k"),
    Row("joined-otherwise-than-by-a-sum", CHECK, ("exchange",),
        "Two ways are joined otherwise than by a sum", _WHY,
        "With which sign are the two ways joined?",
        "{steps} joins the two ways; in a residual block they are added."),
    Row("sum-of-a-thing-with-itself", CHECK, ("set",),
        "A value is added to itself", _WHY,
        "Keep what goes into the block under a name of its own: the layers' result has another.",
        "{steps} adds {given} to itself; round the layers goes {into}.",
        fits=_with_itself, words=WORDS),
    Row("sum-round-other-layers", CHECK, ("set",),
        "What is added does not go round the layers that are asked for", _WHY,
        "Follow the two names in the sum back: where was each of them made?",
        "{steps} adds {given}; round the layers that the lab asks for goes {into}.{other_shape}",
        words=WORDS),
    Row("sum-left-out-of-two-ways", CHECK, ("keep",),
        "What the layers of a block give is not added to what goes in", _WHY,
        "Both names stand in the sum: what goes into the block, and what its layers give.",
        "Nothing goes on with {lost}; it is to be added to {into}.",
        words=WORDS),
    Row("sum-before-other-layers", CHECK, ("move",),
        "A sum stands before layers that what goes in should go round as well", _WHY,
        "Behind which layer of the block is what goes in added again?",
        "{steps} adds {into} too early: the block ends behind {given}.",
        words={**WORDS, "given": lambda case, changes: _name(case, changes[0].behind)}),
    Row("sum-missing", CHECK, ("insert",),
        "Nothing goes round the layers of a block", _WHY,
        "Keep what goes into the block under a name of its own, and add it to what its layers "
        "give.",
        "No sum follows {layers}: there {given} is to be added to {into}.{other_shape}",
        words=WORDS),
)  # fmt: skip
register(__name__, ROWS)

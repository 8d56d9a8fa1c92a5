"""Layers: sizes that are other ones than are asked for, by the change with which they are those."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import Word, call_of, changes_of, name_of
from grader.evidence import Change
from grader.graph import Tensor
from grader.reading.sizes import UNEVEN

CHECK = ("layer-sizes",)
BUDGET = ("parameter-budget",)


def _size(case: Case, change: Change, size: object) -> str:
    shown = "another for each axis" if size == UNEVEN else str(size)
    if change.setting == "k":
        return f"windows of {shown}×{shown}" if size != UNEVEN else "windows that are not square"
    if change.setting == "n":
        op = call_of(case, change.step)
        what = "filters" if op is not None and op.family == "convolution" else "numbers"
        return f"{shown} {what}"
    return f"a {change.setting} of {shown}"


def _sizes(case: Case, changes: Sequence[Change]) -> str:
    """ "`conv1` has windows of 3×3 in place of 5×5"."""
    said = [
        f"{name_of(case, one.step)} has {_size(case, one, one.was)}, and "
        f"{_size(case, one, one.now)} "
        f"{'are' if one.setting in 'kn' else 'is'} asked for"
        for one in changes
        if one.step is not None
    ]
    return "; ".join(said)


def _lines(case: Case, change: Change) -> list[int]:
    """Where it is made, then where it is called."""
    step = change.step
    found = (case.made_at(step.module), step.line) if step is not None else ()
    return list(dict.fromkeys(line for line in found if line is not None))


def _crosswise(case: Case, change: Change) -> bool:
    """Whether two layers have each the size of the other."""
    of_one = [one for one in changes_of(case) if one.setting == change.setting]
    return any((one.was, one.now) == (change.now, change.was) for one in of_one)


WORDS: dict[str, Word] = {"sizes": _sizes}
ROWS = (
    Row("sizes-of-two-layers-swapped", CHECK, ("set",),
        "Two layers have each the size of the other",
        "The lab says of which size each layer is, in the order in which the image meets them.",
        "Which of the two does the image meet first?",
        "{sizes}.", fits=_crosswise, words=WORDS, lines=_lines),
    Row("size-of-a-layer-not-as-asked", CHECK, ("set",),
        "A layer has another size than is asked for",
        "The sizes of a layer are given where it is made: channels or numbers that go in and come "
        "out, then window, stride and padding. What is not given is torch's own: stride 1, no "
        "padding.",
        "Compare the numbers with which the layer is made with those of the lab's text.",
        "{sizes}.", words=WORDS, lines=_lines),
)  # fmt: skip
register(__name__, ROWS)


@diagnosis(*BUDGET, hint="Which numbers are multiplied to give the largest count?")
def layer_with_too_many_weights(case: Case) -> Seen | None:
    """One layer holds most of the parameters

    A fully connected layer has a weight for each pair of a number that goes in and one that comes
    out. With half as many coming out it has half as many weights, and so has the next one.
    """
    most = case.lab.asked.max_parameters or 0
    own = [one for one in case.seen.tensors if one.kind == "parameter"]
    weights = [one for one in own if len(one.shape) > 1]
    if not weights:
        return None
    large = max(weights, key=lambda one: one.elements)
    path = large.name.rpartition(".")[0]
    fit = _width_that_fits(large, own, most)
    out, *into = large.shape
    product = " · ".join(map(str, (*into, out)))
    said = f"`{path}` has {product} = {large.elements:,} weights of {_total(own):,} in all"
    tried = f": with {fit} in place of {out} there are at most {most:,}" if fit else ""
    return Seen(f"{said}{tried}.", line=case.made_at(path))


def _total(own: Sequence[Tensor]) -> int:
    return sum(one.elements for one in own)


def _width_that_fits(large: Tensor, own: Sequence[Tensor], most: int) -> int:
    """The largest number that such a layer may give; 0 where it is the last, or none is enough.

    Its own bias, and the weights of the next layer, which takes what it gives, shrink with it.
    """
    width = large.shape[0]
    behind = own[own.index(large) + 1 :]
    layer = large.name.rpartition(".")[0]
    taking = next((one for one in behind if len(one.shape) > 1), None)
    if taking is None or taking.shape[1] % width:
        return 0
    mine = [large, taking, *(one for one in behind if one.name.rpartition(".")[0] == layer)]
    a_unit = sum(one.elements for one in mine) // width
    rest = _total(own) - a_unit * width
    return min(max(0, (most - rest) // a_unit), width - 1)

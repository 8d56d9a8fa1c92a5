"""The call that raised, with the shape that it was given, and rows that say what it may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from concepts.written import by, several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import REGISTERED, Diagnosis, Seen
from grader.diagnoses.sizes import Shape, Trail, given_to, strides_like_filters, trail_to, windowed
from grader.evidence import LAID_OUT
from grader.graph import Operation, Ref


@dataclass(frozen=True)
class Met:
    """A call that raised, and how what it was given came to be."""

    case: Case
    op: Operation
    shape: Shape  # of what it was given, all images
    trail: Trail

    @property
    def shaped(self) -> Operation | None:
        """The last call on the way that gave the numbers another shape."""
        return self.trail.last("shape")

    @property
    def asked(self) -> list[int]:
        """The sizes that a view or a reshape asks for."""
        sizes = self.op.bound.get("shape")
        return [s for s in sizes if isinstance(s, int)] if isinstance(sizes, tuple) else []

    @cached_property
    def beyond(self) -> tuple[str, int] | None:
        """A dimension that is named and is not there."""
        for name in ("dim", "start_dim", "end_dim", "dim0", "dim1"):
            dim = self.op.bound.get(name)
            if isinstance(dim, int) and not -len(self.shape) <= dim < len(self.shape):
                return name, dim
        return None

    @property
    def window(self) -> Shape:
        """The sides of the window of a convolution or a pooling."""
        if self.op.family == "convolution":
            return self.case.shape(self.op.bound.get("weight"))[2:]
        size = self.op.bound.get("kernel_size")
        sides = size if isinstance(size, tuple) else (size,) * (len(self.shape) - 2)
        return tuple(side for side in sides if isinstance(side, int))

    @property
    def shrunk(self) -> bool:
        """Whether the window is larger than the map that it is laid on."""
        if len(self.shape) != 4:
            return False
        pad = self.op.bound.get("padding")
        pads = pad if isinstance(pad, tuple) else (pad,) * 2
        room = [a + 2 * p for a, p in zip(self.shape[2:], pads, strict=False) if isinstance(p, int)]
        over = any(k > r for k, r in zip(self.window, room, strict=False))
        return over or min(self.shape[2:]) < 2

    @cached_property
    def jump(self) -> Operation | None:
        """The first convolution on the way that moves by its whole filter."""
        found = (one for one in self.trail.ops if one.family == "convolution")
        layers = ((one, windowed(self.case, self.trail, one)) for one in found)
        return next((one for one, layer in layers if strides_like_filters(layer)), None)

    def words(self) -> dict[str, str]:
        """For the sentences of the rows."""
        case, op, shape, maps = self.case, self.op, self.shape, self.trail.maps
        batch, weight = self.trail.graph.batch, case.shape(op.bound.get("weight"))
        name, dim = self.beyond or ("", 0)
        own, given = self.dtypes()
        return {
            "call": f"`{case.name(op)}`", "spelled": f"`{op.spelled}`", "shape": by(shape),
            "rows": by(shape[1:]), "batch": str(batch), "whole": str(prod(shape)),
            "image": str(prod(shape[1:])), "images": str(shape[0]) if shape else "",
            "maps": by(maps), "laid": str(prod(maps)), "chain": self.trail.chain(),
            "sides": by(shape[2:]), "window": by(self.window), "least": str(min(shape[2:] or (0,))),
            "first": str(next(iter(self.window), "")),
            "asked": by(self.asked), "sizes": ", ".join(map(str, self.asked)),
            "name": name, "dim": str(dim), "last": str(len(shape) - 1),
            "shaped": f"`{self.shaped.spelled}`" if self.shaped is not None else "",
            "jump": f"`{case.name(self.jump)}`" if self.jump is not None else "",
            "made": f", whose weights have the shape {by(weight)}," if weight else "",
            "own": own, "given": given, "rest": _rest(case), "takes": self.takes(),
            "for": f", of which it cannot make {', '.join(map(str, self.asked))}"
            if op.family == "shape" else "",
        }  # fmt: skip

    def takes(self) -> str:
        """That a fully connected layer takes just what an image has, laid out, where it does."""
        weight = self.case.shape(self.op.bound.get("weight"))
        wrong = [
            mend.was
            for mend in self.case.crashes
            if mend.what == "in_features" and _is_of(self.case, self.op, mend.layer)
        ]
        size = wrong[0] if wrong else weight[1] if len(weight) == 2 else 0
        fits = size == prod(self.shape[1:])
        return f", just what `{self.case.name(self.op)}` takes" if fits else ""

    def dtypes(self) -> tuple[str, str]:
        """Of a layer's own weights, and of what it is given; "" where it cannot be told."""
        ref, weight = given_to(self.op), self.op.bound.get("weight")
        known = isinstance(weight, Ref) and weight.kind == "tensor" and ref is not None
        if not known or not isinstance(weight, Ref) or ref is None or ref.kind != "value":
            return "", ""
        return self.case.seen.tensors[weight.index].dtype, self.trail.graph.values[ref.index].dtype


def _rest(case: Case) -> str:
    changes = list(dict.fromkeys(mend.change for mend in case.crashes))
    return f" With {several(changes)} {case.onwards}." if changes else ""


def refused(case: Case) -> Met | None:
    """The call that raised and ended forward."""
    op = case.refused
    if op is None or case.raised("forward") is None:
        return None
    ref = given_to(op)
    trail = trail_to(case, ref)
    return None if trail is None else Met(case, op, case.shape(ref), trail)


def laid_out(case: Case) -> Met | None:
    """The layer that was given maps, before the grader laid them out for it; else what raised."""
    mend, graph = next(iter(case.crashes), None), case.graph
    if mend is None or mend.what != LAID_OUT or graph is None:
        return refused(case)
    op = next((one for one in graph.operations if _is_of(case, one, mend.layer)), None)
    ref = given_to(op) if op is not None else None
    step = graph.makers.get(ref.index) if ref is not None else None
    before = given_to(step) if step is not None else None
    trail = trail_to(case, before)
    return None if op is None or trail is None else Met(case, op, case.shape(before), trail)


def _is_of(case: Case, op: Operation, layer: str) -> bool:
    """Whether a call works with the weight of this layer."""
    weight = op.bound.get("weight")
    if not isinstance(weight, Ref) or weight.kind != "tensor":
        return False
    return case.seen.tensors[weight.index].name.rpartition(".")[0] == layer


@dataclass(frozen=True)
class Row:
    """What may be wrong with a call that raised, as a cause."""

    id: str
    families: tuple[str, ...]  # of the call
    title: str
    why: str
    hint: str  # the idea, never the finished line
    says: str  # with `Met.words`, as the three behind it
    fits: Callable[[Met], bool]
    arithmetic: str = ""
    observed: str = "{shape}"
    expected: str = ""
    lines: Callable[[Met], list[Operation | None]] = lambda met: [met.op]  # where made, where seen
    general: bool = False
    finds: Callable[[Case], Met | None] = refused

    def seen(self, case: Case) -> Seen | None:
        """What is said of a case; None where this is not what raised."""
        met = self.finds(case)
        if met is None or met.op.family not in self.families or not self.fits(met):
            return None
        words = met.words()
        made = (
            (case.made_at(op.module) if op is met.jump else None) or case.called_at(op)
            for op in self.lines(met)
            if op is not None
        )
        lines = [*dict.fromkeys(n for n in made if n is not None)]
        says, arithmetic, expected, observed = (
            text.format_map(words)
            for text in (self.says, self.arithmetic, self.expected, self.observed)
        )
        return Seen(says, next(iter(lines), None), tuple(lines[1:]), arithmetic, expected, observed)


def register(module: str, rows: Sequence[Row]) -> None:
    """Put rows into the catalogue, in their order."""
    for row in rows:
        says = (row.title, row.why, row.hint)
        made = Diagnosis(row.id, "shapes", *says, ("forward-runs",), row.general, row.seen)
        REGISTERED.setdefault(module, []).append(made)

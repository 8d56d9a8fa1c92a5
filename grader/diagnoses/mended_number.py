"""A number that was put right, which the probe has run, and rows that say what was wrong."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from concepts.layers.windowed import Conv
from concepts.written import by, several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import REGISTERED, Diagnosis, Seen
from grader.diagnoses.sizes import (
    Slip,
    Trail,
    Windowed,
    given_to,
    slips,
    trail_to,
)
from grader.evidence import Mend, MendedNumber
from grader.graph import Operation
from grader.script.made import maker
from grader.script.nodes import argument, factors_of
from grader.script.written import Written, behind_a_name, read_elsewhere, reshaping, written

STOPS, SHAPE = ("forward-runs",), ("output-shape",)
_GIVEN = ("out_channels", "out_features")
_WINDOWS = ("convolution", "pooling")


@dataclass(frozen=True)
class Met:
    """A number that was put right, and the way that data came to its layer."""

    case: Case
    mend: Mend
    trail: Trail  # without calls where no call of the layer is known

    @cached_property
    def source(self) -> Operation | None:
        """The layer or pooling that what is given comes from."""
        return self.trail.last("linear", "matmul", *_WINDOWS)

    @cached_property
    def first_of_all(self) -> bool:
        """Whether it is the image itself that is given."""
        return self.trail.last("convolution") is None

    @cached_property
    def channels_before(self) -> int | None:
        """How many channels the last convolution before it gives; None where there is none."""
        last, graph = self.trail.last("convolution"), self.case.graph
        shape = graph.shape_out(last) if last is not None and graph is not None else ()
        return shape[1] if len(shape) > 1 else None

    @cached_property
    def flattened(self) -> bool:
        """Whether maps were laid out for the layer just before."""
        behind = self.source is not None and self.source.family in _WINDOWS
        return behind and prod(self.trail.maps) == self.mend.now

    @cached_property
    def slip(self) -> Slip | None:
        """The first way to count that gives just the student's number."""
        found = slips(self.case, self.trail) if self.flattened else ()
        return next((one for one in found if one.total == self.mend.was), None)

    @cached_property
    def other_channels(self) -> int | None:
        """The channels that the number counts on, where its text has the maps' sides besides."""
        made = maker(self.case.script, self.mend.layer) if self.mend.layer else None
        node = argument(made, 0, self.mend.what) if isinstance(made, ast.Call) else None
        factors, sides = factors_of(node), list(self.trail.maps[1:])
        for one in factors if len(factors) > 1 else ():
            rest = [*factors]
            rest.remove(one)
            if sides and prod(rest) == prod(sides) and one != self.channels_before:
                return one
        return None

    @property
    def settings(self) -> tuple[tuple[Operation, Windowed], ...]:
        """The calls of which a setting is wrong, and not the number."""
        return self.slip.changed if self.slip is not None else ()

    @cached_property
    def written(self) -> Written | None:
        """Where the number is written, if by way of a name that nothing else reads."""
        script, mend = self.case.script, self.mend
        if mend.what == "flatten":
            node = reshaping(script, mend.line)
        else:
            made = maker(script, mend.layer) if mend.layer else None
            node = argument(made, 0, mend.what) if isinstance(made, ast.Call) else None
        found = written(script, node, mend.was)
        wrong = {self.case.made_at(one.layer) for one in self.case.seen.mends}
        wrong |= {one.line for one in self.case.seen.mends}
        here = {line for line in wrong if line is not None}
        if found is None or self.settings or read_elsewhere(script, found.name, here):
            return None
        return found

    def lines(self) -> list[int]:
        """Of the wrong setting or number; of the flattening, if it is wrong there; of its use."""
        case, mend, first = self.case, self.mend, self.case.crashes[:1]
        found = [case.made_at(op.module) or op.line for op, _ in self.settings]
        found += [self.written.line] if self.written is not None else []
        same = [one.line for one in first if one.what == "flatten" and one.was == mend.was]
        found += [*(same or [case.made_at(mend.layer)]), mend.line]
        giver = self.trail.last("convolution") if self.flattened else self.source
        if giver is not None and (not self.flattened or self.other_channels):
            found.append(case.made_at(giver.module))  # or the number that it gives
            made = maker(case.script, giver.module) if giver.module else None
            gives = argument(made, 1, *_GIVEN) if isinstance(made, ast.Call) else None
            named = behind_a_name(case.script, gives)
            found.append(named.lineno if named is not None else None)
        return list(dict.fromkeys(line for line in found if line is not None))

    def words(self) -> dict[str, str]:
        """For the sentences of the rows."""
        mend, case, source = self.mend, self.case, self.source
        convolution = self.trail.last("convolution")
        images = case.lab.recipe.batch_size
        calls = [f"`{case.name(op)}`" for op, _ in self.settings]
        window = next((layer for _, layer in self.settings), None)
        return {
            "layer": f"`{mend.layer}`", "was": str(mend.was), "now": str(mend.now),
            "onwards": case.onwards, "maps": by(self.trail.maps),
            "before": f"`{case.name(convolution)}`" if convolution is not None else "the image",
            "source": f"`{case.name(source)}`" if source is not None else "the layer before",
            "slip": self.slip.name if self.slip is not None else "",
            "calls": several(list(dict.fromkeys(calls))),
            "window": by(_pair(window.kernel_size)) if window is not None else "",
            "step": str(_pair(window.stride)[0]) if window is not None else "",
            "size": str(_pair(window.kernel_size)[0]) if window is not None else "",
            "side": by((self.slip.side,) * 2) if self.slip is not None else "",
            "padding": by(_pair(window.padding)) if isinstance(window, Conv) else "",
            "pad": by((self.slip.side,) * 2) if self.slip is not None else "",
            "channels": str(self.channels_before), "counted": str(self.other_channels),
            "images": str(images), "total": str(images * mend.now),
            "rows": str(images * mend.now // mend.was) if mend.was > 0 else "0",
        }  # fmt: skip


def _pair(size: object) -> tuple[int, ...]:
    return tuple(size) if isinstance(size, Sequence) else (size, size)  # type: ignore[return-value]


@dataclass(frozen=True)
class Row:
    """A sort of number that was put right, as a cause."""

    id: str
    what: tuple[MendedNumber, ...]
    title: str
    why: str
    hint: str  # the idea, never the finished line
    says: str  # with `Met.words`
    fits: Callable[[Met], bool] = lambda met: True
    of: tuple[str, ...] = STOPS
    arithmetic: str = ""  # with the same words; "" for that of the maps, where they are laid out
    general: bool = False

    def seen(self, case: Case) -> Seen | None:
        """What is said of a case; None where none of its numbers is of this sort."""
        met = _met(case, self.what, silent=case.check in SHAPE)
        if met is None or not self.fits(met):
            return None
        words, mend = met.words(), met.mend
        lines = met.lines()
        arithmetic = self.arithmetic.format_map(words)
        expected = words["now"] if mend.what == "flatten" else f"{mend.now} in {words['layer']}"
        if met.flattened:
            arithmetic = arithmetic or met.trail.arithmetic(mend.was)
            expected = f"{mend.now} = {words['maps']}"
        seen = words["was"]
        if met.settings:  # the number is right, and what the maps come to is not
            expected, seen = f"{seen} numbers of each image", expected
        line, others = next(iter(lines), None), tuple(lines[1:])
        says = self.says.format_map(words)
        if met.written is not None:
            says += f" The {words['was']} is what `{met.written.name}` stands for."
        return Seen(says, line, others, arithmetic, expected, seen)


def _met(case: Case, what: tuple[MendedNumber, ...], silent: bool) -> Met | None:
    """The first number of some sorts; `silent`: of those that stopped nothing."""
    if case.graph is None or case.unflattened:
        return None
    among = [one for one in case.seen.mends if one.trouble is None] if silent else case.crashes
    mend = next((one for one in among if one.what in what), None)
    if mend is None:
        return None
    trails = (trail_to(case, given_to(op)) for op in case.graph.operations if _is_of(op, mend))
    return Met(case, mend, next((t for t in trails if t is not None), Trail(case.graph, ())))


def _is_of(op: Operation, mend: Mend) -> bool:
    """Whether it is a call with the number that was put right."""
    flattens = op.line == mend.line and op.kind in ("view", "reshape")
    return flattens if mend.what == "flatten" else op.module == mend.layer


def register(module: str, rows: Sequence[Row]) -> None:
    """Put rows into the catalogue, in their order."""
    for row in rows:
        says = (row.title, row.why, row.hint)
        made = Diagnosis(row.id, "shapes", *says, row.of, row.general, row.seen)
        REGISTERED.setdefault(module, []).append(made)

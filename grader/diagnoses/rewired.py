"""What a change of the graph has mended, as a cause: it was tried, and the check holds with it.

A family's rows say for each sort of change why it matters, and what to look at; the words for the
places come from the student's own file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import REGISTERED, Diagnosis, Seen
from grader.diagnoses.rewired_words import Word, Words, changes_of, lines_of
from grader.evidence import Change, Verb
from grader.lab import Asked


@dataclass(frozen=True)
class Row:
    """A sort of change, as a cause."""

    id: str
    of: tuple[str, ...]  # sorts of checks whose failure it explains
    verbs: tuple[Verb, ...]
    title: str
    why: str
    hint: str  # the idea, never the finished line
    says: str  # with the words that `rewired_words` has, and its own
    kinds: tuple[str, ...] = ()  # of the step that is touched; none: any
    fits: Callable[[Case, Change], bool] = lambda case, change: True
    arithmetic: str = ""  # the same, worked out in numbers
    general: bool = False  # it says what is so; a function of the family may know why
    words: Mapping[str, Word] = field(default_factory=dict, hash=False)  # further ones
    asks: Callable[[Asked], bool] = lambda asked: True  # labs in which what it says is so
    lines: Callable[[Case, Change], list[int]] = lines_of  # where it was made, where it shows

    def names(self, case: Case, change: Change) -> bool:
        """Whether a change is of this sort."""
        kind = change.step.kind if change.step is not None else ""
        sort = change.verb in self.verbs and case.check in self.of and self.asks(case.lab.asked)
        return sort and (not self.kinds or kind in self.kinds) and self.fits(case, change)


def register(module: str, rows: Sequence[Row]) -> None:
    """Put a family's rows into the catalogue, in their order; a change is named by the first."""
    family = module.rpartition(".")[2].partition("_")[0]
    for row in rows:
        says = (row.title, row.why, row.hint)
        made = Diagnosis(row.id, family, *says, row.of, row.general, _recognise(row, rows))
        REGISTERED.setdefault(module, []).append(made)


def _recognise(row: Row, rows: Sequence[Row]) -> Callable[[Case], Seen | None]:
    def recognise(case: Case) -> Seen | None:
        groups: dict[Row, list[Change]] = {}
        for change in changes_of(case):
            named = next((one for one in rows if one.names(case, change)), None)
            if named is not None:
                groups.setdefault(named, []).append(change)
        if row not in groups:
            return None
        mine = groups.pop(row)
        told = [(row, mine), *groups.items()]
        says = [one.says.format_map(Words(case, its, one.words)) for one, its in told]
        lines = [n for one, its in told for change in its for n in one.lines(case, change)]
        arithmetic = row.arithmetic.format_map(Words(case, mine, row.words))
        return Seen(" ".join(says), lines[0] if lines else None, tuple(lines[1:]), arithmetic)

    return recognise

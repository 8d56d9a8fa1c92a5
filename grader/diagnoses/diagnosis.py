"""`Diagnosis`, `Seen`, and the decorator that makes a diagnosis of a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from grader.diagnoses.case import Case


@dataclass(frozen=True)
class Seen:
    """That a diagnosis holds of a submission, with the student's own values."""

    sentence: str  # what was expected and what was seen
    line: int | None = None  # the line to look at; None: the check's own
    lines: tuple[int, ...] = ()  # other lines that belong to it
    arithmetic: str = ""  # "28 → 24 → 12 → 8 → 4, and 20 channels of 4×4 are 320, not 500"
    expected: str = ""  # "" keeps the check's own
    observed: str = ""


Recognise = Callable[[Case], Seen | None]


@dataclass(frozen=True)
class Diagnosis:
    """A cause that can be recognised."""

    id: str  # "dropout-stays-on-in-eval"
    family: str  # "dropout": the file that it stands in
    title: str  # in a few words, for a list
    why: str  # why it matters, with the concept
    hint: str  # the next step, never the finished code
    of: tuple[
        str, ...
    ]  # sorts of checks whose failure it explains; none: a remark that costs nothing
    general: bool  # it only says what is wrong, for want of a cause: never named beside another
    recognise: Recognise

    @property
    def is_remark(self) -> bool:
        """Whether it explains no failed check, but is worth saying."""
        return not self.of


# name of the file -> its diagnoses in their order: the root of a failure stands before what
# follows from it
REGISTERED: dict[str, list[Diagnosis]] = {}


def diagnosis(*of: str, hint: str, general: bool = False) -> Callable[[Recognise], Diagnosis]:
    """Register a function: its name the id, its docstring the title and why it matters."""

    def make(recognise: Recognise) -> Diagnosis:
        title, _, why = inspect.cleandoc(recognise.__doc__ or "").partition("\n")
        name = str(getattr(recognise, "__name__", "")).replace("_", "-")
        family = recognise.__module__.rpartition(".")[2].partition("_")[0]
        says = (title.strip(), " ".join(why.split()), hint)
        made = Diagnosis(name, family, *says, of, general, recognise)
        REGISTERED.setdefault(recognise.__module__, []).append(made)
        return made

    return make

"""The nouns of reading a download: its parts, and what belongs to one student."""

from __future__ import annotations

from dataclasses import dataclass

from grader.batch.nouns import Person
from grader.lab import Lab

_JOINERS = "\u200c\u200d"


class RosterError(ValueError):
    """The download cannot be read as what it was said to be; one sentence, with what to do."""


@dataclass(frozen=True)
class Part:
    """One file of the download."""

    path: str  # "folder/file.py", always with "/"; "folder/" of one in which there is no file
    data: bytes | None  # None where it was refused
    modified: float | None = None  # seconds since 1970, where it is told
    refused: str = ""  # why, the tail of a sentence: "is a link"
    bound: bool = False  # it was refused because there was too much

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def bare(self) -> bool:
        """Whether it is a folder with nothing in it, but for what a machine leaves behind."""
        return self.path.endswith("/")


def shown(name: str) -> str:
    """A name from the download as a sentence may hold it: printable, and not without end.

    Joiners stay: without them Persian and Hindi names are spelled otherwise.
    """
    fit = (c if c.isprintable() or c in _JOINERS else "\N{REPLACEMENT CHARACTER}" for c in name)
    printable = "".join(fit)
    return printable if len(printable) <= 120 else f"{printable[:80]}…{printable[-30:]}"


@dataclass(frozen=True)
class Piece:
    """A part, and what it is to the student who handed it in."""

    part: Part
    name: str  # as the student called it, as far as the LMS lets that be known
    order: tuple[float, ...] = ()  # later is newer; of equal ones the path decides
    entry: str = ""  # the archive that it lay in, as the download has it
    attempt: str = ""  # when it was handed in, where the download has each time that somebody did


@dataclass(frozen=True)
class Bundle:
    """All that one student, or one group, handed in."""

    id: str  # what the LMS joins on; "" where it has none
    name: str
    pieces: tuple[Piece, ...]
    late: bool = False
    group: bool = False  # a group's, known as such
    people: tuple[Person, ...] = ()
    folder: str = ""  # Moodle: the folder of the files in the download
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sorted:
    """The download by students, and what belongs to none of them."""

    bundles: tuple[Bundle, ...]
    nobodys: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Download:
    """What the LMS gave, as it lay there: a folder's files, or an archive as it came."""

    shown: str  # the path, as it was given
    parts: tuple[Part, ...]  # of an archive the one part that it is
    archive: bool
    called: str = ""  # the last name of the path
    people: Part | None = None  # who is who: what --map gives, or GitHub's roster beside a folder
    mapped: bool = False  # it was given with --map


@dataclass(frozen=True)
class Given:
    """What a layout may look at to say whose is what."""

    parts: tuple[Part, ...]  # in the order of their paths
    lab: Lab  # that was handed in
    called: str = ""  # the download's own name: "lab-4-submissions", "gradebook_C1_Lab.zip"
    people: Part | None = None  # who is who, where that was given
    root: str = ""  # the folders above the class: "" or "lab4/submissions/"


@dataclass(frozen=True)
class Listed:
    """The download by students, each with the key of its folder; of nobody is a file chosen yet."""

    kind: str  # one of KINDS, never "auto"
    bundles: tuple[tuple[str, Bundle], ...]
    notes: tuple[str, ...]  # what was refused or belongs to nobody, a sentence each

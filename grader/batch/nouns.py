"""The nouns of a batch: what was handed in, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.evidence import Ending
from grader.finding import Status

# "no mark": there may be work, and it could not be judged; never the student's loss
State = Literal["graded", "no mark", "nothing to grade", "exempt"]


@dataclass(frozen=True)
class Item:
    """One file of what was handed in, where none of it is graded."""

    name: str
    size: int | None  # bytes; None where it was not read
    kind: str  # "a Word document"; of what was not read why: "is a link"


@dataclass(frozen=True)
class Version:
    """One of several attempts of one person."""

    file: str  # as the download has it
    entry: str  # the same, or the archive that it lay in
    data: bytes


@dataclass(frozen=True)
class Handed:
    """What one student, or one group, handed in."""

    key: str  # its folder under students/: "12345"; letters, digits, "-" and "_" alone
    id: str  # what the LMS joins on: Canvas' user id, Moodle's participant, Gradescope's submission
    name: str  # as the LMS writes it; "" where it is anonymous
    file: str = ""  # name of the file that was taken, as the download has it
    data: bytes | None = None  # its bytes; None where there is nothing to grade
    sheet: bytes | None = None  # part1.toml, where one was handed in
    experiment: bytes | None = None  # experiment.csv, where one was handed in
    late: bool = False
    people: tuple[Person, ...] = ()  # who shares it, where the roster tells
    folder: str = ""  # Moodle: the folder in the download, which a feedback zip must repeat
    notes: tuple[str, ...] = ()  # sentences for the tutor: "2 files; … was taken"
    versions: tuple[Version, ...] = ()  # the other attempts, where the best of them counts
    doubts: tuple[str, ...] = ()  # sentences for "Needs a human": another file may be meant
    trouble: str = ""  # why there is nothing to grade, one sentence
    lost: bool = False  # there may be: it was too much to be read, or could not be
    items: tuple[Item, ...] = ()  # all of it, where there is nothing to grade
    entry: str = ""  # the download's own file: the same, or the archive that `file` lay in
    group: bool = False  # a group's, known as such; its id is then no participant's number


@dataclass(frozen=True)
class Person:
    """One of the people behind a submission, as the roster names them."""

    name: str
    sid: str = ""  # student number
    email: str = ""


@dataclass(frozen=True)
class Roster:
    """The whole download."""

    kind: str  # of the layout: "canvas", "moodle", "folder" and so on
    handed: tuple[Handed, ...]  # in the order of their keys
    notes: tuple[str, ...] = ()  # what was refused or belongs to nobody, a sentence each


@dataclass(frozen=True)
class Found:
    """What one check found of a submission; what that is worth the lab says."""

    check: str  # its id
    status: Status
    earned: bool  # it has its points, whatever it is worth
    cause: str = ""  # id of the diagnosis, where it failed and one was found
    because: str = ""  # id of the check that stands in the way, or is charged in its place
    unmet: bool = False  # it does not hold either, and another is charged for it


@dataclass(frozen=True)
class Line:
    """One line of the sum that a mark is, beside what the machine found."""

    what: str  # a check's id, a written question ("q1"), "late", or "mark": the whole
    said: str  # "Q1", "Late by 2 days"
    points: float | None  # earned where `out_of` says of how much, else added or taken off
    out_of: float | None = None
    was: float | None = None  # of a check: what the machine gave it
    why: str = ""  # a tutor's words to the student
    by: str = ""  # who said so, and when


@dataclass(frozen=True)
class Row:
    """One line of the class: what the page, the sheets and the ledger know of a submission."""

    key: str
    id: str
    name: str
    file: str
    late: bool
    state: State
    points: float | None  # None where there is no mark: never a zero
    max_points: float | None
    failed: tuple[str, ...] = ()  # ids of the checks that failed, in their order
    causes: tuple[str, ...] = ()  # ids of their diagnoses, the first of each
    remarks: tuple[str, ...] = ()  # ids of what was said and costs nothing
    accuracy: float | None = None  # of held-out digits, 0 to 1
    for_tutor: tuple[str, ...] = ()  # sentences: what a person should look at
    trouble: str = ""  # why there is no mark, one sentence
    outcome: Literal["", Ending] = ""  # how the sandboxed process ended
    notes: tuple[str, ...] = ()  # of the roster: which file was taken
    tried: tuple[str, ...] = ()  # each attempt with its mark, where the best of them counts
    graph_key: str = ""  # equal for equal operation graphs; "" where there is none
    text_key: str = ""  # equal for equal texts of the class, names and comments aside
    seconds: float = 0.0  # wall time of the grading
    before: float | None = None  # points of an earlier run, where it was graded anew
    file_before: str = ""  # what those were for, where something else was handed in since
    found: tuple[Found, ...] = ()  # of every check, in their order
    own: float | None = None  # points by the machine alone, where `lines` change them
    own_max: float | None = None
    lines: tuple[Line, ...] = ()  # a tutor's judgement, and what lateness cost
    for_tutors: tuple[str, ...] = ()  # what one tutor wrote to the others: no student's
    waits: tuple[str, ...] = ()  # written questions that no tutor has marked yet: no zero
    report: str = ""  # its page, "students/12345/report.html"; "" where there is none
    tutor: str = ""  # the tutor's copy of that page
    original: str = ""  # what was graded, as it was handed in
    annotated: str = ""  # the same with the findings as comments
    report_before: str = ""  # the page of the mark that this one takes the place of
    lateness: str = ""  # how late, as the worksheet says: "2 days 3 hours"
    section: str = ""  # as the worksheet says; "" where it has none
    family: str = ""  # the family name, where the worksheet tells it apart
    likeness: str = ""  # whose work it is most like, for a tutor alone


def unjudged(handed: Handed) -> Row:
    """The line of one of whom nothing is known but what was handed in."""
    return Row(
        key=handed.key,
        id=handed.id,
        name=handed.name,
        file=handed.file,
        late=handed.late,
        state="no mark" if handed.lost else "nothing to grade",
        points=None,
        max_points=None,
        for_tutor=handed.doubts,
        trouble=handed.trouble or "There is nothing to grade.",
        notes=handed.notes,
    )

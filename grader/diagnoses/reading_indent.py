"""Reading: how far lines are indented."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.complaints import complaint, stopped_at
from grader.diagnoses.diagnosis import Seen, diagnosis

PARSES = "file-parses"
LOOK_UP = 4  # lines from where Python stops


@diagnosis(PARSES, hint="Compare how far in the line begins with the lines around it.")
def line_above_indented(case: Case) -> Seen | None:
    """A line stands further in, or out, than the lines around it

    Python stops at the first line that fits no block any more, which may be the one below.
    """
    here, reread = stopped_at(case), case.evidence.reread
    if here is None or reread is None or reread.edit.kind != "line-indented":
        return None
    edit = reread.edit
    if edit.line == here[0]:
        return None
    columns = len(edit.was) + 1, len(edit.now) + 1
    return Seen(
        f"Line {edit.line} begins in column {columns[0]}, and belongs into column {columns[1]}.",
        line=edit.line,
        lines=(here[0],),
    )


@diagnosis(PARSES, hint="Let your editor show blanks and tabs, and turn all tabs into four blanks.")
def tabs_and_spaces_mixed(case: Case) -> Seen | None:
    """Tabs and spaces are mixed

    How far a line is indented says what it belongs to. A tab and a row of spaces may look the
    same, and Python refuses to guess.
    """
    here = stopped_at(case)
    before = _above(case, here[0]) if here is not None else ""
    if here is None or ("\t" in _margin(here[1])) == ("\t" in _margin(before)):
        return None
    if (
        complaint("\n".join(case.script.lines)) is None
        or not _margin(here[1])
        or not _margin(before)
    ):
        return None
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.type not in ("TabError", "IndentationError"):
        return None
    return Seen(
        f"Line {here[0]} is indented with {'tabs' if chr(9) in _margin(here[1]) else 'spaces'}, "
        f"the line above with {'tabs' if chr(9) in _margin(before) else 'spaces'}.",
        line=here[0],
    )


def _margin(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _above(case: Case, number: int) -> str:
    """The last line above that is not blank."""
    return next((t for t in reversed(case.script.lines[: number - 1]) if t.strip()), "")


@diagnosis(PARSES, hint="What belongs to a line with a colon stands further in than that line.")
def block_not_indented(case: Case) -> Seen | None:
    """The lines below a colon are not indented

    A colon opens a block: the lines of a function, a class or a loop. They stand further in.
    """
    here, trouble = stopped_at(case), case.evidence.read_trouble
    if here is None or trouble is None or trouble.type != "IndentationError":
        return None
    before = _above(case, here[0])
    head = before.split("#")[0].rstrip().endswith(":")
    if not head or len(_margin(here[1])) > len(_margin(before)):
        return None
    return Seen(
        f"Line {here[0]} should stand further in than `{before.strip()[:50]}` above it.",
        line=here[0],
    )


@diagnosis(PARSES, hint="Lines of one block begin in the same column.", general=True)
def indentation_does_not_fit(case: Case) -> Seen | None:
    """A line is indented as no line above it is

    How far a line is indented says to which block it belongs. It must fit one of those above.
    """
    here, trouble = stopped_at(case), case.evidence.read_trouble
    if here is None or trouble is None or trouble.type not in ("IndentationError", "TabError"):
        return None
    number = _culprit(case, here[0]) or here[0]
    column = len(_margin(case.script.line(number))) + 1
    fits = "which fits no block above" if number == here[0] else "where its neighbours do not"
    return Seen(
        f"Line {number} begins in column {column}, {fits}.",
        line=number,
        lines=(here[0],) if number != here[0] else (),
    )


def _culprit(case: Case, stopped: int) -> int | None:
    """The line that, begun where a neighbour begins, lets Python read on: where it stops or above.

    What stands too far out ends a block, and Python stops at the next line only.
    """
    lines = case.script.lines
    for number in range(stopped, max(stopped - LOOK_UP, 0), -1):
        if not lines[number - 1].strip():
            continue
        around = (_above(case, number), next((t for t in lines[number:] if t.strip()), ""))
        for margin in dict.fromkeys(_margin(text) for text in around):
            changed = [*lines[: number - 1], margin + lines[number - 1].lstrip(), *lines[number:]]
            if complaint("\n".join(changed)) is None:
                return number
    return None

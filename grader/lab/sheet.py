"""The empty answer sheet of a lab with questions of its own, as students get it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from grader.lab.commands import command
from grader.lab.folder import SHEET
from grader.lab.nouns import Lab
from grader.lab.questions import Question

WIDTH = 96  # characters of a line

_HEAD = (
    "Part 1, your answers. Write each answer behind its equals sign; what you leave as it is counts"
    " as not answered. Hand it in with your script:"
)
_WORDS = (
    "In your own words, a few sentences; a tutor reads it. Longer texts go between three quotation"
    ' marks: """..."""'
)


def blank_sheet(lab: Lab) -> str:
    """Every question with a place for its answer."""
    by_hand = command(lab, "submit", lab.file_name, "--answers", SHEET)
    lines = [*_comment(_HEAD), "#", f"#     {by_hand}"]
    told = False
    for one in lab.questions:
        lines += ["", *_asked(one)]
        if one.in_words and not told:
            lines += _comment(_WORDS)
            told = True
        lines.append(f"{one.name} = {_blank(one)}")
    return "\n".join(lines) + "\n"


def _asked(one: Question) -> Iterator[str]:
    if one.in_words:
        yield from _comment(f"{one.title}. {one.text}")
        return
    yield from _comment(f"{one.title}. {one.asked.text}")
    yield from (f"#     {row}" for row in one.asked.rows)


def _blank(one: Question) -> str:
    if one.in_words or not one.several:
        return '""'
    return f"[]  # {'[[1, 2], [3, 4]]: rows' if one.asked.is_table else 'as [1, 2, 3]'}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )

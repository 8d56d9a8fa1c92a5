"""Which of a gradebook's columns is this lab's: the named one, the only one, or the alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.batch.sheets.nouns import SheetError

_NAMED = 12  # columns that a sentence names before it counts the rest


def pick(
    header: Sequence[str],
    titles: Mapping[int, tuple[str, str]],
    column: str,
    lab: str,
    what: str,
    such_as: str,
) -> int:
    """The column, of those in `titles` (place to title and number). Raises `SheetError`.

    `column` is what the tutor named, `lab` the lab's title; `what` and `such_as` are for sentences.
    """
    same = list(titles)
    if column:
        same = [at for at, both in titles.items() if _named(header[at], both, column)]
    elif len(same) > 1 and lab:
        same = [at for at, (title, _) in titles.items() if _alike(title, lab)]
    if len(same) == 1:
        return same[0]
    if not titles:
        raise SheetError(
            f"{what} has no assignment's column, such as {such_as}; export it again with the "
            "assignment in view"
        )
    names = ", ".join(f"“{header[at]}”" for at in [*titles][:_NAMED])
    more = f" and {len(titles) - _NAMED} more" if len(titles) > _NAMED else ""
    asked = (
        f"none of them is {column!r} alone" if column else "which one is this lab's is not clear"
    )
    raise SheetError(
        f"{what} has {len(titles)} assignment columns and {asked}: name one with --column, by its "
        f"title or its number: {names}{more}"
    )


def _named(heading: str, both: tuple[str, str], column: str) -> bool:
    wanted = column.strip().casefold()
    return wanted in (heading.casefold(), both[0].strip().casefold(), both[1])


def _alike(title: str, lab: str) -> bool:
    """Whether one of two titles holds the other's words: "Lab 4" in "COMP4660 Lab 4"."""
    ours, theirs = (" ".join(["", *re.findall(r"\w+", t.casefold()), ""]) for t in (lab, title))
    return ours in theirs or theirs in ours

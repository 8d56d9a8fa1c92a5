"""Why there is nothing to grade: in one sentence, and file by file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.batch.nouns import Item
from grader.batch.rosters.nouns import Piece, shown
from grader.batch.rosters.opened import Opened
from grader.lab import Lab
from grader.submission.kinds import kind_of

_MOST = 200  # files of one person that are listed
_NAMED = 5  # that a sentence names before it counts the rest
_TYPED = {
    "text.html": "a text typed into the LMS",
    "onlinetext.html": "a text typed into the LMS",
    "link.html": "a link",
}


def items_of(opened: Opened) -> tuple[Item, ...]:
    """What was handed in, with size and kind; then what of it was not read, and why."""
    read = [Item(shown(one.name), len(one.part.data or b""), _kind(one)) for one in opened.pieces]
    unread = [Item(shown(part.path), None, part.refused) for part in opened.unread]
    return (*read, *unread)[:_MOST]


def nothing(opened: Opened, items: Sequence[Item], lab: Lab) -> str:
    """Why none of it can be graded, in one sentence without a full stop."""
    if not items:
        return "nothing was handed in"
    if not opened.pieces:
        return f"nothing could be read: {opened.notes[0].rstrip('.')}"
    only = opened.pieces[0]
    if len(opened.pieces) > 1:
        names = _listed([piece.name for piece in opened.pieces])
        why = f"no Python file or notebook is among the {len(opened.pieces)} files: {names}"
    elif only.name in _TYPED:
        why = f"no Python file or notebook was handed in, only {_TYPED[only.name]}"
    else:
        why = f"no Python file or notebook was handed in, only {shown(only.name)}, {_kind(only)}"
    if pasted := next((piece for piece in opened.pieces if _has_class(piece, lab)), None):
        why += f" ({shown(pasted.name)} has a class {lab.class_name}, which is not read there)"
    if opened.too_much:
        return f"more was handed in than is read: {why}"
    return f"{why}; {opened.notes[0].rstrip('.')}" if opened.unread else why


def _kind(piece: Piece) -> str:
    return _TYPED.get(piece.name) or kind_of(piece.name, piece.part.data or b"")


def _has_class(piece: Piece, lab: Lab) -> bool:
    """Whether the class stands in a text: pasted into the LMS, saved as a web page."""
    marker = rb"\bclass(?:\s|&nbsp;)+" + re.escape(lab.class_name).encode() + rb"\b"
    return re.search(marker, piece.part.data or b"") is not None


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(shown, names[:_NAMED])) + more

"""What one student handed in, with every archive replaced by what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.batch.rosters.nouns import Part, Piece, shown
from grader.submission.archive import ArchiveError, TooMuchError, is_archive, open_archive
from grader.submission.kinds import UNOPENED, signed

MOST_TOLD = 20  # files that were not read, by name: a zip may hold thousands of them
DEEPEST = 3  # archives within one another
_MOST_ARCHIVES = 40  # of one student


@dataclass
class Opened:
    """The files, and what could not be had of them."""

    pieces: list[Piece] = field(default_factory=list)
    unread: list[Part] = field(default_factory=list)  # with why, as `Part.refused` says it
    too_much: bool = False  # of which something was left out for its amount
    archives: int = 0  # that were opened

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence on each file that was not read; of thousands a few."""
        told = [f"{shown(part.path)} {part.refused} and was not read." for part in self.unread]
        more = len(told) - MOST_TOLD
        rest = (f"{more} more were not read.",) if more > 0 else ()
        return (*told[:MOST_TOLD], *rest)

    def leave_out(self, name: str, why: str, too_much: bool) -> None:
        """Note that a file was not read."""
        self.unread.append(Part(name, None, None, why, too_much))
        self.too_much |= too_much


def open_all(pieces: Sequence[Piece]) -> Opened:
    """Open what is an archive, and what is one in that."""
    opened = Opened()
    for piece in pieces:
        _open(piece, opened, DEEPEST)
    return opened


def _open(piece: Piece, opened: Opened, deep: int) -> None:
    part = piece.part
    if part.data is None:
        opened.leave_out(piece.name, part.refused, part.bound)
    elif (what := signed(part.data)) in UNOPENED:
        opened.leave_out(piece.name, f"is {what}, which is not opened here,", too_much=False)
    elif not is_archive(part.name, part.data):
        opened.pieces.append(piece)
    elif deep == 0 or opened.archives == _MOST_ARCHIVES:
        opened.leave_out(piece.name, "is one archive too many", too_much=True)
    else:
        opened.archives += 1
        _open_archive(piece, part.data, opened, deep)


def _open_archive(piece: Piece, data: bytes, opened: Opened, deep: int) -> None:
    try:
        contents = open_archive(piece.part.name, data)
    except ArchiveError as error:
        why = f"could not be opened ({str(error).rstrip('.')})"
        opened.leave_out(piece.name, why, isinstance(error, TooMuchError))
        return
    for member in contents.members:
        part = Part(f"{piece.part.path}/{member.path}", member.data, member.modified)
        order = (*piece.order, member.modified or 0.0)
        entry = piece.entry or piece.part.path
        inner = Piece(part, f"{piece.name}/{member.path}", order, entry, piece.attempt)
        _open(inner, opened, deep - 1)
    for one in contents.refused:
        opened.leave_out(f"{piece.name}/{one.path}", one.why, one.bound)

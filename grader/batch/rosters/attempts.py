"""Of several times that one person handed in: which counts."""

from __future__ import annotations

from collections.abc import Sequence

from grader.batch.rosters.nouns import Piece
from grader.lab import Lab
from grader.submission.candidates import Attempt
from grader.submission.ranking import claim


def of_one_attempt(
    pieces: Sequence[Piece], scripts: Sequence[Piece], lab: Lab, attempt: Attempt
) -> tuple[Sequence[Piece], tuple[str, ...], tuple[str, ...]]:
    """The scripts of the last (or first) hand-in in which somebody's work defines the class.

    All of them if none does, and where the best of all is asked for. Then what is said of it, and
    what is a doubt: that the very last (first) one has no such work, or that nothing tells which
    it is. `pieces` are all that was handed in, `scripts` those of them that may be graded.
    """
    in_turn = sorted(pieces, key=lambda piece: piece.order, reverse=attempt != "first")
    times = list(dict.fromkeys(piece.attempt for piece in in_turn))
    if len(times) < 2 or attempt == "best":
        return scripts, (), ()
    for time in times:
        mine = [piece for piece in scripts if piece.attempt == time]
        if not any(claim(piece.name, piece.part.data or b"", lab)[1] for piece in mine):
            continue
        which = "first" if attempt == "first" else "last"
        if time == times[0]:
            said = f"Handed in {len(times)} times; that of {time} was taken."
            first, then = (
                next(piece.order for piece in in_turn if piece.attempt == one) for one in times[:2]
            )
            if first != then:
                return mine, (said,), ()
            return mine, (), (f"{said} Nothing tells whether it is the {which}.",)
        lacks = f"The {which} hand-in ({times[0]}) does not define {lab.class_name}"
        return mine, (), (f"{lacks}; that of {time} was taken.",)
    return scripts, (), ()

"""Whether the results in a folder are this class's: nobody's are set aside on a guess."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.batch.known import read_known
from grader.batch.nouns import Roster


class OtherClassError(ValueError):
    """The results here are those of other people; one sentence, with what to do."""


def hold_to_class(out: Path, roster: Roster, keys: Iterable[str]) -> None:
    """Raise `OtherClassError` where the roster is of another kind, or names hardly anybody.

    `keys`: of the results that are there. One who left the course is no other class; most of it is.
    """
    there = set(keys)
    if not there:
        return
    kind = read_known(out).roster
    named = there & {handed.key for handed in roster.handed}
    if kind not in ("", roster.kind):
        why = f"are of a download by {kind}, and this one is read as {roster.kind}"
    elif 2 * len(named) < len(there):
        why = f"are of {len(there)} people, of whom this download names {len(named)}"
    else:
        return
    raise OtherClassError(
        f"the results in {out} {why}: choose another --out, set them aside with --new-class, or "
        "take these in beside them with --add"
    )

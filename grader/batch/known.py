"""What a folder knows of its class from the runs before: who handed in what, and what was decided.

Which parts count is decided once for a folder; whom `--add` took in stays, whatever download comes
next; and where a run decides otherwise than the one before, that is told before anything is graded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.nouns import Handed, Roster
from grader.disk.files import put_file
from grader.report.shown import one_line
from grader.wire.records import from_json, to_json

NOTE = ".class.json"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError)


class NothingToAddToError(ValueError):
    """`--add` over a folder without a class; one sentence."""


@dataclass(frozen=True)
class Known:
    """What the runs before knew; nothing at all before the first."""

    roster: str = ""  # the kind of the download
    part1: bool | None = None  # whether answer sheets count
    attempt: str = ""  # which of several counts
    handed: tuple[Handed, ...] = ()  # without their bytes
    added: tuple[str, ...] = ()  # keys of whom --add took in

    def with_class(self, roster: Roster) -> Known:
        """The same for the class as it is now."""
        bare = (
            replace(one, data=None, sheet=None, experiment=None, versions=())
            for one in roster.handed
        )
        return replace(self, roster=roster.kind, handed=tuple(bare))


@dataclass(frozen=True)
class Joint:
    """The class of a run: the download's people, and whom the folder knows besides."""

    roster: Roster
    kept: frozenset[str]  # keys of those whose work is not in this download
    added: tuple[str, ...]


def read_known(out: Path) -> Known:
    """What stands in the folder; a damaged note says nothing."""
    try:
        return from_json(Known, json.loads((out / NOTE).read_text(encoding="utf-8")), [])
    except _UNREADABLE:
        return Known()


def put_known(out: Path, known: Known) -> None:
    """Write it down. Raises OSError."""
    put_file(out / NOTE, json.dumps(to_json(known, [])).encode() + b"\n")


def joint(roster: Roster, known: Known, add: bool) -> Joint:
    """The download with whom the folder knows besides: all of them with `add`, else the added.

    Raises `NothingToAddToError`.
    """
    if add and not known.handed:
        raise NothingToAddToError(
            "--add takes somebody into a class that was graded before, and --out holds none: grade "
            "the whole class first"
        )
    if add and known.roster != roster.kind:
        raise NothingToAddToError(
            f"--add takes in a download of the same kind: the class is {known.roster}'s, and this "
            f"one is read as {roster.kind} (--roster {known.roster})"
        )
    here = {one.key for one in roster.handed}
    besides = [
        one for one in known.handed if one.key not in here and (add or one.key in known.added)
    ]
    before = {one.key for one in known.handed}
    added = {*known.added, *((here - before) if add else ())} - (set() if add else here)
    handed = sorted((*roster.handed, *besides), key=lambda one: one.key)
    kept = frozenset(one.key for one in besides)
    return Joint(replace(roster, handed=tuple(handed)), kept, tuple(sorted(added)))


def decided_otherwise(known: Known, roster: Roster, part1: bool, attempt: str) -> tuple[str, ...]:
    """What this run decides otherwise than the one before, a sentence each."""
    said = []
    if known.part1 is not None and known.part1 != part1:
        counted, counts = ("counted", "is left out") if known.part1 else ("was left out", "counts")
        said.append(f"Part 1 {counted} in this folder, and {counts} now.")
    if known.attempt and known.attempt != attempt:
        said.append(f"Of several attempts the {known.attempt} counted, and now the {attempt} does.")
    before = {one.key: one for one in known.handed}
    said += _other_files(before, roster.handed)
    return tuple(said)


def _other_files(before: dict[str, Handed], handed: Sequence[Handed]) -> list[str]:
    said = []
    for one in handed:
        old = before.get(one.key)
        if old is None or one.data is None or one.file == old.file:
            continue
        name = one_line(one.name or one.key, 60)
        was = one_line(old.file, 80) or "nothing"
        said.append(f"{name}: {one_line(one.file, 80)} is graded, and before it was {was}.")
    return said

"""From what the LMS gave to what each student handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.batch.nouns import Roster
from grader.batch.rosters.choose import hand_over
from grader.batch.rosters.crossed import Crossed
from grader.batch.rosters.gather import gather_download
from grader.batch.rosters.keys import keys_of
from grader.batch.rosters.kinds import KINDS
from grader.batch.rosters.layouts import LAYOUTS, Layout
from grader.batch.rosters.level import HARDLY_ANY, NEARLY_ALL
from grader.batch.rosters.nouns import (
    Download,
    Given,
    Listed,
    Part,
    RosterError,
    Sorted,
    shown,
)
from grader.batch.rosters.parts import parts_of
from grader.batch.rosters.people import is_classroom
from grader.batch.rosters.root import is_handed, refuse_class_as_student, root_of, works_of
from grader.lab import Lab
from grader.submission.candidates import Attempt


def read_roster(
    path: Path, kind: str, lab: Lab, people: Path | None = None, attempt: Attempt = "latest"
) -> Roster:
    """The download at `path`, a folder or an archive. Raises `RosterError` with one sentence.

    `kind` is one of `KINDS`; "auto" tells it from the names. `people` is a map of them, or GitHub
    Classroom's roster.
    """
    listed = sort_out(gather_download(path, people), kind, lab)
    handed = tuple(hand_over(bundle, key, lab, attempt) for key, bundle in listed.bundles)
    return Roster(listed.kind, handed, listed.notes)


def sort_out(download: Download, kind: str, lab: Lab) -> Listed:
    """Who handed in what, in the order of their keys. Raises `RosterError`."""
    if kind not in KINDS:
        raise RosterError(f"there is no roster {kind!r}; it is one of {', '.join(KINDS)}")
    path, parts = download.shown, parts_of(download)
    everything = tuple(part for part in parts if not part.bare)
    if not everything:
        raise RosterError(f"{path} is empty; give the LMS's download of the submissions")
    works = works_of(everything, lab)
    root = root_of(everything, works, lab.file_name, _of_an_lms)
    whole = Given(everything, lab, download.called, download.people, root)
    asked = _asked(download, kind)
    known, said = _recognised(path, whole) if asked == "auto" else (asked, ())
    alone = _with_nothing([part.path for part in parts if part.bare], everything, root)
    given = _seen_by(LAYOUTS[known], replace(whole, parts=(*everything, *alone)))
    sorted_out = _sort(known, path, given)
    if known == "folder":
        refuse_class_as_student(path, root, [one.name for one in sorted_out.bundles], works)
    _hold_together(path, known, given, sorted_out)
    keys = keys_of([bundle.id or bundle.name for bundle in sorted_out.bundles])
    by_key = sorted(zip(keys, sorted_out.bundles, strict=True), key=lambda one: one[0])
    looked_at = {part.path for part in given.parts}
    beside = [part for part in everything if part.path not in looked_at]
    notes = (*said, *sorted_out.notes, *_left([*beside, *sorted_out.nobodys]))
    return Listed(known, tuple(by_key), notes)


def _with_nothing(folders: Sequence[str], files: Sequence[Part], root: str) -> list[Part]:
    """The empty folders that are somebody's as the others' folders are theirs.

    None where the class has no folders; nor where there is a file in the same person's.
    """
    there = {_first(part.path, root) for part in files}
    if there <= {""}:
        return []
    return [Part(path, b"") for path in folders if _first(path, root) not in {"", *there}]


def _first(path: str, root: str) -> str:
    """The first folder below the root; "" of what lies beside it, or is none."""
    below = path.removeprefix(root) if path.startswith(root) else ""
    return below.partition("/")[0] if "/" in below else ""


def _seen_by(layout: Layout, whole: Given) -> Given:
    """What the layout looks at: all, or where the class begins."""
    if layout.whole:
        return whole
    inner = tuple(part for part in whole.parts if part.path.startswith(whole.root))
    return replace(whole, parts=inner)


def _asked(download: Download, kind: str) -> str:
    """The kind that is asked for, in one way or the other; "auto" where none is."""
    if download.people is None or not download.mapped:
        if kind == "map":
            raise RosterError("--roster map needs to be told whose is what: --map FILE")
        return kind
    by_map = "github" if is_classroom(download.people) else "map"
    if kind not in ("auto", by_map):
        raise RosterError(
            f"{download.people.path} makes it a roster of its own ({by_map}): leave --roster "
            f"{kind} out"
        )
    return by_map


def _of_an_lms(name: str) -> bool:
    """Whether an LMS writes such a name for what one person handed in, or beside it."""
    return any(one.like is not None and one.like(name) for one in LAYOUTS.values())


def _recognised(path: str, whole: Given) -> tuple[str, tuple[str, ...]]:
    """Whose download it is, by the names that the LMS itself wrote, of which nearly all agree.

    Then what is to be said of it. Raises `RosterError` where they do not agree: to guess would give
    a class to whom it is not.
    """
    levels = {
        kind: one.level(_seen_by(one, whole))
        for kind, one in LAYOUTS.items()
        if one.level is not None
    }
    whose = [kind for kind, level in levels.items() if level.share >= NEARLY_ALL]
    if len(whose) == 1:
        return _unless_crossed(path, whose[0], _seen_by(LAYOUTS[whose[0]], whole).parts)
    if not whose and all(level.share <= HARDLY_ANY for level in levels.values()):
        return "folder", ()
    kind, level = max(levels.items(), key=lambda item: item[1].share)
    some = f"{len(level.like)} of its {len(level.like) + len(level.unlike)} names are as"
    others = f", and the rest not, such as {shown(level.unlike[0])!r}" if level.unlike else (
        f" and as {LAYOUTS[whose[-1]].title} does"
    )  # fmt: skip
    raise RosterError(
        f"{path} is not told by itself: {some} {LAYOUTS[kind].title} writes them, such as "
        f"{shown(level.like[0])!r}{others}: say what it is with --roster {kind} or --roster folder"
    )


def _unless_crossed(path: str, kind: str, parts: Sequence[Part]) -> tuple[str, tuple[str, ...]]:
    """The LMS; a plain folder where its numbers would mean several people at a time.

    Raises `RosterError` where only some of them do.
    """
    crossed = _crossed(kind, parts)
    if crossed is None:
        return kind, ()
    if crossed.share > HARDLY_ANY:
        said = f"Not read as {LAYOUTS[kind].title}'s, though the names look so: {crossed.said}."
        return "folder", (said,)
    raise RosterError(
        f"{path} is not told by itself: it looks like {LAYOUTS[kind].title}'s, but {crossed.said}: "
        "rename or remove what is no submission, or use --roster folder"
    )


def _crossed(kind: str, parts: Sequence[Part]) -> Crossed | None:
    find = LAYOUTS[kind].crossed
    return find(parts) if find else None


def _hold_together(path: str, known: str, given: Given, sorted_out: Sorted) -> None:
    """Raise `RosterError` where nothing, or not most of the download, would be somebody's."""
    others = ", ".join(_others(known))
    if not sorted_out.bundles:
        raise RosterError(
            f"{path} is not read as {known}: {LAYOUTS[known].missing}; the first file is "
            f"{shown(given.parts[0].path)!r}: say what it is with --roster {others}"
        )
    works = (part.path for part in sorted_out.nobodys if is_handed(part.path))
    lost = {path.rpartition("/")[0] or path for path in works}
    if len(lost) > len(sorted_out.bundles):
        raise RosterError(
            f"{path} is not read as {known}: {len(sorted_out.bundles)} of its entries are a "
            f"student's and {len(lost)} nobody's, such as {shown(sorted(lost)[0])!r}: say what it "
            f"is with --roster {others}"
        )


def _sort(kind: str, path: str, given: Given) -> Sorted:
    """By students. Raises `RosterError` where the LMS's numbers would mean several people."""
    if crossed := _crossed(kind, given.parts):
        raise RosterError(f"{path} is not read as {kind}: {crossed.said}: use --roster folder")
    return LAYOUTS[kind].sort(given)


def _others(kind: str) -> list[str]:
    return [one for one in KINDS if one not in ("auto", "map", kind)]


def _left(nobodys: Sequence[Part]) -> tuple[str, ...]:
    """What belongs to no student, each by name; a hundred such names say enough."""
    nobodys = [part for part in nobodys if not part.bare]
    said = [
        f"{shown(part.path)} {part.refused} and was not read."
        if part.refused
        else f"{shown(part.path)} belongs to no student and was not graded."
        for part in nobodys[:100]
    ]
    return (*said, f"So do {len(nobodys) - 100} files more.") if len(nobodys) > 100 else (*said,)

"""`read_roster`: from what the LMS gave to what each student handed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.batch.nouns import Handed, Roster
from grader.batch.rosters import canvas, folder, gradescope, moodle
from grader.batch.rosters.choose import hand_over
from grader.batch.rosters.keys import keys_of
from grader.batch.rosters.nouns import Part, RosterError, Sorted, shown
from grader.batch.rosters.parts import read_parts
from grader.lab import Lab

KINDS = ("auto", "canvas", "moodle", "gradescope", "folder")
_CALLED = {
    "canvas": "no file in it is called as Canvas calls them (doejane_1234_5678_task1_cnn.py)",
    "moodle": "nothing in it is called as Moodle calls it (Jane Doe_1234_assignsubmission_file)",
    "gradescope": "it has no submission_metadata.yml, which Gradescope's export has",
    "folder": "it holds no Python file, notebook or archive, and no folder that may be a student's",
}


def read_roster(path: Path, kind: str, lab: Lab) -> Roster:
    """The download at `path`, a folder or an archive. Raises `RosterError` with one sentence.

    `kind` is one of `KINDS`; "auto" tells it from the names.
    """
    if kind not in KINDS:
        raise RosterError(f"there is no roster {kind!r}; it is one of {', '.join(KINDS)}")
    parts = read_parts(path)
    if not parts:
        raise RosterError(f"{path} is empty; give the LMS's download of the submissions")
    known = _recognised(path, parts, lab) if kind == "auto" else kind
    sorted_out = _sort(known, parts, lab) if _may_be(known, parts) else Sorted(())
    if not sorted_out.bundles:
        raise RosterError(
            f"{path} is not read as {known}: {_CALLED[known]}; the first file is "
            f"{shown(parts[0].path)!r}: say what it is with --roster {', '.join(_others(known))}"
        )
    return Roster(known, _handed(sorted_out, lab), (*sorted_out.notes, *_left(sorted_out.nobodys)))


def _recognised(path: Path, parts: Sequence[Part], lab: Lab) -> str:
    """Whose download it is, by the names alone. Raises `RosterError` where they disagree."""
    if any(map(gradescope.fits, parts)):
        return "gradescope"
    if any(map(moodle.fits, parts)):
        return "moodle"
    root = folder.common_root(parts, lab.file_name)
    tops = {part.path.removeprefix(root).partition("/")[0] for part in parts}
    like = sorted(top for top in tops if canvas.read_name(top))
    unlike = sorted(tops.difference(like))
    if not like:
        return "folder"
    if len(like) >= len(unlike):
        return "canvas"
    raise RosterError(
        f"{path} is not told by itself: {len(like)} of its {len(tops)} names are as Canvas writes "
        f"them, such as {shown(like[0])!r}, and the rest not, such as "
        f"{shown(unlike[0])!r}: say what it is with --roster canvas or --roster folder"
    )


def _may_be(kind: str, parts: Sequence[Part]) -> bool:
    return kind != "gradescope" or any(map(gradescope.fits, parts))


def _sort(kind: str, parts: Sequence[Part], lab: Lab) -> Sorted:
    if kind == "folder":
        return folder.sort(parts, lab.file_name)
    return {"canvas": canvas.sort, "moodle": moodle.sort, "gradescope": gradescope.sort}[kind](
        parts
    )


def _others(kind: str) -> list[str]:
    return [one for one in KINDS if one not in ("auto", kind)]


def _handed(sorted_out: Sorted, lab: Lab) -> tuple[Handed, ...]:
    bundles = sorted_out.bundles
    keys = keys_of([bundle.id or bundle.name for bundle in bundles])
    handed = (hand_over(one, key, lab) for one, key in zip(bundles, keys, strict=True))
    return tuple(sorted(handed, key=lambda one: one.key))


def _left(nobodys: Sequence[Part]) -> tuple[str, ...]:
    """What belongs to no student, each by name; a hundred such names say enough."""
    said = [
        f"{shown(part.path)} {part.refused} and was not read."
        if part.refused
        else f"{shown(part.path)} belongs to no student and was not graded."
        for part in nobodys[:100]
    ]
    return (*said, f"So do {len(nobodys) - 100} files more.") if len(nobodys) > 100 else (*said,)


__all__ = ["KINDS", "read_roster"]

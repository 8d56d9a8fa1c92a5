"""From what the LMS gave to what each student handed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.batch.nouns import Roster
from grader.batch.rosters import canvas, folder, gradescope, moodle
from grader.batch.rosters.choose import hand_over
from grader.batch.rosters.crossed import Crossed
from grader.batch.rosters.gather import gather_download
from grader.batch.rosters.keys import keys_of
from grader.batch.rosters.level import HARDLY_ANY, NEARLY_ALL, Like, level_of
from grader.batch.rosters.nouns import KINDS, Download, Listed, Part, RosterError, Sorted, shown
from grader.batch.rosters.parts import parts_of
from grader.batch.rosters.root import HANDED, refuse_class_as_student, root_of, works_of
from grader.lab import Lab

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
    listed = sort_out(gather_download(path), kind, lab)
    handed = tuple(hand_over(bundle, key, lab) for key, bundle in listed.bundles)
    return Roster(listed.kind, handed, listed.notes)


def sort_out(download: Download, kind: str, lab: Lab) -> Listed:
    """Who handed in what, in the order of their keys. Raises `RosterError`."""
    if kind not in KINDS:
        raise RosterError(f"there is no roster {kind!r}; it is one of {', '.join(KINDS)}")
    path, everything = download.shown, parts_of(download)
    if not everything:
        raise RosterError(f"{path} is empty; give the LMS's download of the submissions")
    works = works_of(everything, lab)
    root = root_of(everything, works, lab.file_name, _of_an_lms)
    parts = [part for part in everything if part.path.startswith(root)]
    beside = [part for part in everything if not part.path.startswith(root)]
    known, said = _recognised(path, parts) if kind == "auto" else (kind, ())
    sorted_out = _sort(known, path, parts, root)
    if known == "folder":
        names = [bundle.name for bundle in sorted_out.bundles]
        refuse_class_as_student(path, root, names, works)
    if not sorted_out.bundles:
        raise RosterError(
            f"{path} is not read as {known}: {_CALLED[known]}; the first file is "
            f"{shown(parts[0].path)!r}: say what it is with --roster {', '.join(_others(known))}"
        )
    _hold_together(path, known, sorted_out)
    keys = keys_of([bundle.id or bundle.name for bundle in sorted_out.bundles])
    by_key = sorted(zip(keys, sorted_out.bundles, strict=True), key=lambda one: one[0])
    notes = (*said, *sorted_out.notes, *_left([*beside, *sorted_out.nobodys]))
    return Listed(known, tuple(by_key), notes)


_LIKE: dict[str, Like] = {
    "gradescope": gradescope.like,
    "moodle": moodle.read_name,
    "canvas": canvas.read_name,
}


def _of_an_lms(name: str) -> bool:
    """Whether an LMS writes such a name for what one person handed in, or beside it."""
    return name == gradescope.METADATA or bool(moodle.read_name(name) or canvas.read_name(name))


def _recognised(path: str, parts: Sequence[Part]) -> tuple[str, tuple[str, ...]]:
    """Whose download it is, by the names that the LMS itself wrote, of which nearly all agree.

    Then what is to be said of it. Raises `RosterError` where they do not agree: to guess would give
    a class to whom it is not.
    """
    levels = {kind: level_of(parts, like) for kind, like in _LIKE.items()}
    if gradescope.metadata_of(parts, levels["gradescope"]) is None:
        del levels["gradescope"]
    whose = [kind for kind, level in levels.items() if level.share >= NEARLY_ALL]
    if len(whose) == 1:
        return _unless_crossed(path, whose[0], parts)
    if not whose and all(level.share <= HARDLY_ANY for level in levels.values()):
        return "folder", ()
    kind, level = max(levels.items(), key=lambda item: item[1].share)
    some = f"{len(level.like)} of its {len(level.like) + len(level.unlike)} names are as"
    others = f", and the rest not, such as {shown(level.unlike[0])!r}" if level.unlike else (
        f" and as {whose[-1].capitalize()} does"
    )  # fmt: skip
    raise RosterError(
        f"{path} is not told by itself: {some} {kind.capitalize()} writes them, such as "
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
        said = f"Not read as {kind.capitalize()}'s, though the names look so: {crossed.said}."
        return "folder", (said,)
    raise RosterError(
        f"{path} is not told by itself: it looks like {kind.capitalize()}'s, but {crossed.said}: "
        "rename or remove what is no submission, or use --roster folder"
    )


def _crossed(kind: str, parts: Sequence[Part]) -> Crossed | None:
    find = {"canvas": canvas.crossed, "moodle": moodle.crossed}.get(kind)
    return find(parts) if find else None


def _hold_together(path: str, known: str, sorted_out: Sorted) -> None:
    """Raise `RosterError` where most of the download would belong to nobody."""
    works = (part.path for part in sorted_out.nobodys if part.path.lower().endswith(HANDED))
    lost = {path.rpartition("/")[0] or path for path in works}
    if len(lost) > len(sorted_out.bundles):
        raise RosterError(
            f"{path} is not read as {known}: {len(sorted_out.bundles)} of its entries are a "
            f"student's and {len(lost)} nobody's, such as {shown(sorted(lost)[0])!r}: say what it "
            f"is with --roster {', '.join(_others(known))}"
        )


def _sort(kind: str, path: str, parts: Sequence[Part], root: str) -> Sorted:
    """By students. Raises `RosterError` where the LMS's numbers would mean several people."""
    if kind == "folder":
        return folder.sort(parts, root)
    if crossed := _crossed(kind, parts):
        raise RosterError(f"{path} is not read as {kind}: {crossed.said}: use --roster folder")
    return {"canvas": canvas.sort, "moodle": moodle.sort, "gradescope": gradescope.sort}[kind](
        parts
    )


def _others(kind: str) -> list[str]:
    return [one for one in KINDS if one not in ("auto", kind)]


def _left(nobodys: Sequence[Part]) -> tuple[str, ...]:
    """What belongs to no student, each by name; a hundred such names say enough."""
    said = [
        f"{shown(part.path)} {part.refused} and was not read."
        if part.refused
        else f"{shown(part.path)} belongs to no student and was not graded."
        for part in nobodys[:100]
    ]
    return (*said, f"So do {len(nobodys) - 100} files more.") if len(nobodys) > 100 else (*said,)

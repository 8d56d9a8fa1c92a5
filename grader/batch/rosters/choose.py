"""From all that one student handed in to the one file to grade, and what to say of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from grader.batch.nouns import Handed, Version
from grader.batch.rosters.attempts import of_one_attempt
from grader.batch.rosters.nothing import items_of, nothing
from grader.batch.rosters.nouns import Bundle, Piece, shown
from grader.batch.rosters.opened import open_all
from grader.lab import Lab
from grader.submission.candidates import Attempt, Candidate, choose
from grader.submission.intake import reads

_SCRIPTS = (".py", ".pyw", ".ipynb")
_TEXTS = ("", ".txt")  # `task1_cnn.py.txt`: a browser or a mail program renamed it
_DRESS = ("json", "txt")
_MOST_SHEET = 2**20  # bytes of part1.toml
_NAMED = 5  # files that a sentence names before it counts the rest


def hand_over(bundle: Bundle, key: str, lab: Lab, attempt: Attempt = "latest") -> Handed:
    """The bundle with its file chosen; `trouble` says why where there is none.

    `attempt`: which of several that are alike counts.
    """
    opened = open_all([_undressed(piece) for piece in bundle.pieces if not piece.part.bare])
    sheet, about_sheets = _sheet(opened.pieces, attempt)
    notes = (*bundle.notes, *opened.notes, *about_sheets)
    experiment = _experiment(opened.pieces, attempt)
    handed = replace(unopened(bundle, key), sheet=sheet, experiment=experiment, notes=notes)
    scripts = _scripts(opened.pieces, lab)
    if scripts:
        taken, said, doubts = of_one_attempt(opened.pieces, scripts, lab, attempt)
        handed = replace(handed, notes=(*notes, *said), doubts=doubts)
        return _with_file(handed, taken, lab, attempt)
    items = items_of(opened)
    trouble = nothing(opened, items, lab)
    return replace(handed, trouble=trouble, lost=bool(opened.unread), items=items)


def unopened(bundle: Bundle, key: str) -> Handed:
    """Whose it is, with nothing chosen."""
    return Handed(
        key=key,
        id=bundle.id,
        name=bundle.name,
        late=bundle.late,
        group=bundle.group,
        people=bundle.people,
        folder=bundle.folder,
    )


def _scripts(pieces: Sequence[Piece], lab: Lab) -> list[Piece]:
    """The Python files and notebooks; where there is none, a text file that has the class."""
    scripts = [piece for piece in pieces if _suffix(piece) in _SCRIPTS]
    marker = f"class {lab.class_name}".encode()
    return scripts or [
        piece
        for piece in pieces
        if _suffix(piece) in _TEXTS and piece.part.data and marker in piece.part.data
    ]


def _undressed(piece: Piece) -> Piece:
    """Under its own name: without blanks behind it, and a notebook without a browser's ".json"."""
    bare, dot, dress = piece.part.path.rpartition(".")
    if dress.rstrip().lower() in _DRESS and bare.lower().endswith(".ipynb"):
        end = len(dot + dress)
    elif not (end := len(piece.part.path) - len(piece.part.path.rstrip())):
        return piece
    part = replace(piece.part, path=piece.part.path[:-end])
    return replace(piece, part=part, name=piece.name[:-end], entry=piece.entry or piece.part.path)


def _with_file(handed: Handed, scripts: Sequence[Piece], lab: Lab, attempt: Attempt) -> Handed:
    """With the one that is graded, and a sentence on the others; a doubt is for a person."""
    files = [Candidate(one.name, one.part.data or b"", one.order) for one in scripts]
    choice = choose(files, lab, lambda name, data: reads(name, data, lab), attempt)
    taken = scripts[choice.taken]
    handed = replace(
        handed,
        file=taken.part.path,
        entry=taken.entry or taken.part.path,
        data=taken.part.data,
    )
    if attempt == "best":
        tried = [i for i in choice.attempts if i != choice.taken]
        handed = replace(handed, versions=tuple(_version(scripts[i]) for i in tried))
        choice = choice.without(tried)
    if not choice.others:
        return handed
    others = _listed([scripts[i].name for i in choice.others])
    why = f"{shown(taken.name)} was taken: {choice.why}"
    notes = (*handed.notes, f"{len(scripts)} files; {why}. Not graded: {others}.")
    if not choice.rivals:
        return replace(handed, notes=notes)
    rivals = _listed([scripts[i].name for i in choice.rivals])
    doubt = f"{rivals} could be meant as well; {why}."
    return replace(handed, notes=notes, doubts=(*handed.doubts, doubt))


def _version(piece: Piece) -> Version:
    path = piece.part.path
    return Version(path, piece.entry or path, piece.part.data or b"")


def _sheet(pieces: Sequence[Piece], attempt: Attempt) -> tuple[bytes | None, tuple[str, ...]]:
    """The newest answer sheet: a .toml, one called like part1 before any other."""
    sheets = [piece for piece in pieces if _suffix(piece) == ".toml"]
    called = [piece for piece in sheets if "part1" in PurePosixPath(piece.name).name.lower()]
    those = sorted(called or sheets, key=lambda piece: (piece.order, piece.part.path))
    if attempt == "first":
        those.reverse()
    if not those:
        return None, ()
    data = those[-1].part.data or b""
    if len(data) > _MOST_SHEET:
        return None, (f"{shown(those[-1].name)} has {len(data) / 2**20:.0f} MB and was not read.",)
    if len(those) == 1:
        return data, ()
    others = _listed([piece.name for piece in those[:-1]])
    age = "oldest" if attempt == "first" else "newest"
    return data, (
        f"{len(those)} answer sheets; {shown(those[-1].name)}, the {age}, was taken, not {others}.",
    )


def _experiment(pieces: Sequence[Piece], attempt: Attempt) -> bytes | None:
    """The newest experiment.csv: so `cnngrade experiment` calls it, and an LMS around it."""
    those = [
        piece
        for piece in pieces
        if _suffix(piece) == ".csv" and "experiment" in PurePosixPath(piece.name).name.lower()
    ]
    those.sort(key=lambda piece: (piece.order, piece.part.path), reverse=attempt == "first")
    return those[-1].part.data if those else None


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(shown, names[:_NAMED])) + more


def _suffix(piece: Piece) -> str:
    return PurePosixPath(piece.part.name.lower()).suffix

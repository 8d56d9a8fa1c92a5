"""From all that one student handed in to the one file to grade, and what to say of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from grader.batch.nouns import Handed
from grader.batch.rosters.bounds import ignored
from grader.batch.rosters.nouns import Bundle, Part, Piece, shown
from grader.lab import Lab
from grader.submission.archive import ArchiveError, TooMuchError, is_archive, open_archive
from grader.submission.candidates import Candidate, choose
from grader.submission.intake import reads

_SCRIPTS = (".py", ".pyw", ".ipynb")
_TEXTS = ("", ".txt")  # `task1_cnn.py.txt`: a browser or a mail program renamed it
_MOST_SHEET = 2**20  # bytes of part1.toml
MOST_TOLD = 20  # files that were not read, by name: a zip may hold thousands of them
_NAMED = 5  # files that a sentence names before it counts the rest


def hand_over(bundle: Bundle, key: str, lab: Lab) -> Handed:
    """The bundle with its file chosen; `trouble` says why where there is none."""
    pieces, notes, too_much = _opened(bundle.pieces)
    sheet, about_sheets = _sheet(pieces)
    handed = replace(unopened(bundle, key), sheet=sheet)
    notes = (*bundle.notes, *notes, *about_sheets)
    scripts = _scripts(pieces, lab)
    if not scripts:
        trouble = _nothing(pieces, notes)
        if too_much:
            trouble = f"more was handed in than is read: {trouble}"
        return replace(handed, notes=notes, trouble=trouble, lost=too_much)
    return _with_file(replace(handed, notes=notes), scripts, lab)


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


def _opened(pieces: Sequence[Piece]) -> tuple[list[Piece], tuple[str, ...], bool]:
    """The pieces with each archive among them replaced by what is in it, one level deep.

    Then what is to be said, and whether anything was left out because there was too much.
    """
    opened: list[Piece] = []
    notes: list[str] = []
    too_much = False
    for piece in pieces:
        if piece.part.data is None:
            notes.append(f"{shown(piece.name)} {piece.part.refused} and was not read.")
            too_much |= piece.part.bound
        elif is_archive(piece.part.name, piece.part.data):
            inside, said, more_than_is_read = _inside(piece, piece.part.data)
            opened += inside
            notes += said
            too_much |= more_than_is_read
        else:
            opened.append(piece)
    more = len(notes) - MOST_TOLD
    rest = (f"{more} more were not read.",) if more > 0 else ()
    return opened, (*notes[:MOST_TOLD], *rest), too_much


def _inside(piece: Piece, data: bytes) -> tuple[list[Piece], list[str], bool]:
    try:
        contents = open_archive(piece.part.name, data)
    except ArchiveError as error:
        why = f"{shown(piece.name)} could not be opened: {str(error).rstrip('.')}."
        return [], [why], isinstance(error, TooMuchError)
    pieces = [
        Piece(
            Part(f"{piece.part.path}/{member.path}", member.data, member.modified),
            f"{piece.name}/{member.path}",
            (*piece.order, member.modified or 0.0),
            piece.part.path,
        )
        for member in contents.members
        if not ignored(member.path)
    ]
    refused = [one for one in contents.refused if not ignored(one.path)]
    said = [f"{shown(f'{piece.name}/{one.path}')} {one.why} and was not read." for one in refused]
    return pieces, said, any(one.bound for one in refused)


def _scripts(pieces: Sequence[Piece], lab: Lab) -> list[Piece]:
    """The Python files and notebooks; where there is none, a text file that has the class."""
    scripts = [piece for piece in pieces if _suffix(piece) in _SCRIPTS]
    marker = f"class {lab.class_name}".encode()
    return scripts or [
        piece
        for piece in pieces
        if _suffix(piece) in _TEXTS and piece.part.data and marker in piece.part.data
    ]


def _with_file(handed: Handed, scripts: Sequence[Piece], lab: Lab) -> Handed:
    """With the one that is graded, and a sentence on the others; a doubt is for a person."""
    files = [Candidate(one.name, one.part.data or b"", one.order) for one in scripts]
    choice = choose(files, lab, lambda name, data: reads(name, data, lab))
    taken = scripts[choice.taken]
    handed = replace(
        handed,
        file=taken.part.path,
        entry=taken.entry or taken.part.path,
        data=taken.part.data,
    )
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


def _sheet(pieces: Sequence[Piece]) -> tuple[bytes | None, tuple[str, ...]]:
    """The newest answer sheet: a .toml, one called like part1 before any other."""
    sheets = [piece for piece in pieces if _suffix(piece) == ".toml"]
    called = [piece for piece in sheets if "part1" in PurePosixPath(piece.name).name.lower()]
    those = sorted(called or sheets, key=lambda piece: (piece.order, piece.part.path))
    if not those:
        return None, ()
    data = those[-1].part.data or b""
    if len(data) > _MOST_SHEET:
        return None, (f"{shown(those[-1].name)} has {len(data) / 2**20:.0f} MB and was not read.",)
    if len(those) == 1:
        return data, ()
    others = _listed([piece.name for piece in those[:-1]])
    return data, (
        f"{len(those)} answer sheets; {shown(those[-1].name)}, the newest, was taken, "
        f"not {others}.",
    )


def _nothing(pieces: Sequence[Piece], notes: Sequence[str]) -> str:
    """Why there is nothing to grade, in one sentence."""
    names = [piece.name for piece in pieces]
    typed = {"text.html": "a text typed into the LMS", "link.html": "a link"}
    typed["onlinetext.html"] = typed["text.html"]
    if len(names) == 1:
        what = typed.get(names[0], shown(names[0]))
        return f"no Python file or notebook was handed in, only {what}"
    if names:
        return f"no Python file or notebook is among the {len(names)} files: {_listed(names)}"
    if notes:
        return f"nothing could be read: {notes[0].rstrip('.')}"
    return "nothing was handed in"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(shown, names[:_NAMED])) + more


def _suffix(piece: Piece) -> str:
    return PurePosixPath(piece.part.name.lower()).suffix

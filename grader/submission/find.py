"""Finding the one file to grade: a file, one of a folder, or one in an archive, read in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.lab import Lab
from grader.submission.archive import ArchiveError, is_archive, open_archive
from grader.submission.candidates import Candidate, Reads, choose, named
from grader.submission.errors import SubmissionError
from grader.submission.gather import MOST_FILE, SOURCES, Gathered, is_source
from grader.submission.kinds import kind_of, signed

MOST_SOURCE = 2**18  # bytes of a .py file
_CLASS = 3  # folders with work in them that one person rarely hands in
_TEXTS = ("", ".txt")  # `task1_cnn.py.txt`: a browser or a mail program renamed it


@dataclass(frozen=True)
class Found:
    """The file to grade."""

    name: str  # its file name; in a folder or a zip with the path inside
    data: bytes
    warnings: tuple[str, ...] = ()  # which other files were not looked at


def find(gathered: Gathered, lab: Lab, reads: Reads) -> Found:
    """The file that was gathered, or the one in it. Raises `SubmissionError` for none."""
    shown = gathered.shown
    if not gathered.name:
        files = [Candidate(one.name, one.data, (one.modified,)) for one in gathered.files]
        return _one_of(files, lab, reads, f"the folder {shown}", gathered.of_one)
    (only,) = gathered.files
    if PurePosixPath(only.name).suffix.lower() not in SOURCES and is_archive(only.name, only.data):
        files, refused = _in_archive(only.data, shown)
        found = _one_of(files, lab, reads, f"the archive {shown}", gathered.of_one)
        return Found(found.name, found.data, (*found.warnings, *refused))
    return Found(only.name, only.data)


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Raise `SubmissionError` for what cannot be somebody's Python file or notebook."""
    suffix = PurePosixPath(name.lower()).suffix
    if signed(data):
        what = kind_of(name if suffix not in SOURCES else "", data)
        raise SubmissionError(f"{name} is {what}; give it a .py file or a .ipynb notebook")
    if suffix not in (*SOURCES, *_TEXTS):
        raise SubmissionError(
            f"{name} is a {suffix} file; what is graded is a .py file or a .ipynb notebook"
        )
    most = MOST_FILE if suffix == ".ipynb" else MOST_SOURCE
    if len(data) > most:
        raise SubmissionError(
            f"{name} has {_size(len(data))}; at most {_size(most)} are read: "
            "give it the script itself"
        )
    if suffix in _TEXTS and b"\0" in data[:4096]:
        raise SubmissionError(f"{name} is no text; give it a .py file or a .ipynb notebook")


def _size(count: int) -> str:
    return f"{count / 2**20:.4g} MB" if count >= 2**20 else f"{-(-count // 1024)} kB"


def _in_archive(data: bytes, shown: str) -> tuple[list[Candidate], tuple[str, ...]]:
    """The Python files of an archive, and what was refused, a sentence each."""
    try:
        contents = open_archive(shown, data)
    except ArchiveError as error:
        raise SubmissionError(str(error)) from None
    files = [
        Candidate(member.path.rstrip(), member.data, (member.modified or 0.0,))
        for member in contents.members
        if is_source(member.path.rpartition("/")[2])
    ]
    told = [
        f"{one.path} in the archive was left out: it {one.why}" for one in contents.refused[:20]
    ]
    if len(contents.refused) > len(told):
        told.append(f"{len(contents.refused) - len(told)} more were left out of the archive")
    return files, tuple(told)


def _one_of(files: list[Candidate], lab: Lab, reads: Reads, where: str, of_one: bool) -> Found:
    """The one that is graded, with what is to be said of the others."""
    if not files:
        raise SubmissionError(f"{where} holds no .py file and no .ipynb notebook")
    choice = choose(files, lab, reads)
    taken = files[choice.taken]
    if not of_one:
        _refuse_class([files[i].name for i in (choice.taken, *choice.rivals)], lab, where)
    said = [f"{taken.name} was taken from {where}"]
    if choice.rivals:
        said.append(
            f"{named(files, choice.rivals)} could be meant as well, and {taken.name} was graded: "
            f"{choice.why}"
        )
    elif choice.others:
        more = len(choice.others)
        told = "file was" if more == 1 else "files were"
        said[0] += f": {choice.why}; {more} other Python {told} not graded"
    return Found(taken.name, taken.data, tuple(said))


def _refuse_class(names: list[str], lab: Lab, where: str) -> None:
    """Raise `SubmissionError` where many folders each hold work: one of them is not the others'."""
    folders = sorted({name.rpartition("/")[0] for name in names} - {""})
    if len(folders) >= _CLASS:
        raise SubmissionError(
            f"{where} holds {len(folders)} folders that each define {lab.class_name}, such as "
            f"{', '.join(folders[:3])}: use cnngrade batch if it is a class, or give it one file"
        )

"""Which of several files is the one to grade: one rule, for a folder, a class and Gradescope.

Told from names and bytes alone, so that a file costs no more than its length to look at. Never by
date alone: the newest file of a hand-in is often a helper, or the untouched starter.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from grader.lab import Lab, exercises_folder

# what a browser, an LMS or a file manager puts behind a name: "-2", "_1", " (3)", " - Copy"
_AGAIN = re.compile(r"(?:[-_ ]\d{1,3}|[-_ ]?\(\d{1,3}\)|[-_ ]+copy)+$", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)
_TEXT_ALONE = re.compile(r"\"\"\"(?:.|\n)*?\"\"\"|'''(?:.|\n)*?'''")
# lines of a class in which nothing has been filled in
_NOTHING = re.compile(
    r"(?:(?:async )?def \w+\([^()]*\)(?: *-> *[\w.]+)?:|super\([^()]*\)\.__init__\(\)|pass|\.\.\.|"
    r"return(?: None)?|raise NotImplementedError(?:\([^()]*\))?)"
)

MOST_NAME = 255  # characters of a file name; no system writes longer ones
Claim = tuple[bool, bool, bool, bool, bool, bool]


def claim(name: str, data: bytes, lab: Lab) -> Claim:
    """What speaks for a file, the strongest first; the greatest claim is graded.

    Somebody's work that defines the class, and has the lab's file name as well; that defines it;
    that holds another network; then an untouched starter, which defines it too; the lab's file
    name; one that is nearly so.
    """
    # the name may stand in a notebook's JSON, so the text is searched, not parsed
    defines = re.search(rf"\bclass\s+{re.escape(lab.class_name)}\b".encode(), data) is not None
    module = re.search(rb"\bclass\s+\w+\s*\(\s*[\w.]*(Module|Sequential)\b", data) is not None
    called = called_as_asked(name, lab)
    nearly = PurePosixPath(lab.file_name).stem in PurePosixPath(name).name
    worked_on = not is_starter(data, lab)
    mine = worked_on and defines
    return (mine and called, mine, worked_on and module, defines, called, nearly)


def called_as_asked(name: str, lab: Lab) -> bool:
    """Whether a file has the lab's name, or what was made of it when it was handed in again."""
    path, wanted = PurePosixPath(name), lab.file_name.lower()
    if len(path.name) > MOST_NAME:
        return False
    return wanted in (path.name.lower(), (_AGAIN.sub("", path.stem) + path.suffix).lower())


def is_starter(data: bytes, lab: Lab) -> bool:
    """Whether nobody has worked on it: the hand-out but for comments, or a class still blank."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return _bare(text) == handed_out(lab.file_name) or _is_blank(text, lab.class_name)


@cache
def handed_out(file_name: str) -> str:
    """What every student was given under this name, without comments and white space."""
    path = exercises_folder() / file_name
    return _bare(path.read_text(encoding="utf-8")) if path.is_file() else "no hand-out"


def _bare(text: str) -> str:
    """A text without comments and white space."""
    return "".join(_COMMENT.sub("", text).split())


def _is_blank(text: str, class_name: str) -> bool:
    """Whether the class is there, and every method of it empty."""
    begin = re.search(rf"^class\s+{re.escape(class_name)}\b[^\n]*:[^\n]*\n", text, re.MULTILINE)
    if begin is None:
        return False
    rest = text[begin.end() :]
    end = re.search(r"^[^\s#]", rest, re.MULTILINE)
    body = _COMMENT.sub("", _TEXT_ALONE.sub("", rest[: end.start()] if end else rest))
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    return bool(lines) and all(map(_NOTHING.fullmatch, lines))

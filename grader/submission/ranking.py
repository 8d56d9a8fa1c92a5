"""Which of several files is the one to grade: one rule, for a folder, a class and Gradescope.

Told from names and bytes alone, so that a file costs no more than its length to look at. Never by
date alone: the newest file of a hand-in is often a helper, or the untouched starter.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

from grader.lab import Lab

# what a browser, an LMS or a file manager puts behind a name: "-2", "_1", " (3)", " - Copy"
_COPIA = "c[oó]\u0301?pia"
_AGAIN = re.compile(
    rf"(?:[-_ ]\d{{1,3}}|[-_ ]?\(\d{{1,3}}\)|[-_ ]+(?:copy|kopie|copie|{_COPIA}))+$", re.IGNORECASE
)
# and Google's Drive and Colab before it
_COPY_OF = re.compile(
    rf"^(?:(?:copy[-_ +]of|kopie[-_ +]v[ao]n|copie[-_ +]de|{_COPIA}[-_ +]d[eio])[-_ +]+)+",
    re.IGNORECASE,
)
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
    text = code_in(name, data)
    defines = re.search(rf"\bclass\s+{re.escape(lab.class_name)}\b", text) is not None
    module = re.search(r"\bclass\s+\w+\s*\(\s*[\w.]*(Module|Sequential)\b", text) is not None
    called = called_as_asked(name, lab)
    nearly = PurePosixPath(lab.file_name).stem in PurePosixPath(name).name
    worked_on = not is_starter(name, data, lab)
    mine = worked_on and defines
    return (mine and called, mine, worked_on and module, defines, called, nearly)


def called_as_asked(name: str, lab: Lab) -> bool:
    """Whether a file has the lab's name, or what was made of it when it was handed in again."""
    path, wanted = PurePosixPath(name.rstrip()), lab.file_name.lower()
    if len(path.name) > MOST_NAME:
        return False
    stem = _COPY_OF.sub("", _AGAIN.sub("", path.stem))
    return wanted in (path.name.lower(), f"{stem}{path.suffix}".lower())


def called_as_asked_or_notebook(name: str, lab: Lab) -> bool:
    """The same, where a notebook of that name will do: in Colab there is nothing else."""
    notebook = replace(lab, file_name=f"{PurePosixPath(lab.file_name).stem}.ipynb")
    return called_as_asked(name, lab) or called_as_asked(name, notebook)


def code_in(name: str, data: bytes) -> str:
    """The text that is told by: a script's, or that of a notebook's code cells, one below another.

    Nothing is said of what it is: bytes that are no text, and JSON that is no notebook, give what
    can be made of them.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        text = data.decode("utf-8-sig", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _cells(text) if name.lower().endswith(".ipynb") else text


def _cells(text: str) -> str:
    try:
        cells = json.loads(text)["cells"]
        code = [one["source"] for one in cells if one["cell_type"] == "code"]
        return "\n".join(one if isinstance(one, str) else "".join(one) for one in code)
    except (ValueError, LookupError, TypeError, RecursionError):
        return text  # the name may stand in what is no notebook, too


def is_starter(name: str, data: bytes, lab: Lab) -> bool:
    """Whether nobody has worked on it: the hand-out but for comments, or a class still blank."""
    text = code_in(name, data)
    return _bare(text) == _begun(lab.starter) or _is_blank(text, lab.class_name)


def bare(name: str, data: bytes) -> str:
    """Equal for files that differ in comments and white space alone."""
    return _bare(code_in(name, data))


@cache
def _begun(starter: str) -> str:
    """What every student was given, without comments and white space."""
    return _bare(starter) if starter else "no hand-out"


def _bare(text: str) -> str:
    """A text without comments and white space."""
    return "".join(_COMMENT.sub("", text).split())


def _is_blank(text: str, class_name: str) -> bool:
    """Whether the class is there, and every method of it empty."""
    head = rf"^class\s+{re.escape(class_name)}\b[^\n:]*:(?P<rest>[^\n]*)(?:\n|\Z)"
    begin = re.search(head, text, re.MULTILINE)
    if begin is None:
        return False
    rest = text[begin.end() :]
    end = re.search(r"^[^\s#]", rest, re.MULTILINE)
    body = f"{begin['rest']}\n{rest[: end.start()] if end else rest}"
    body = _COMMENT.sub("", _TEXT_ALONE.sub("pass", body))
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    return bool(lines) and all(map(_NOTHING.fullmatch, lines))

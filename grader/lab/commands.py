"""What somebody may type who works on a lab: a command line that carries the lab where one must."""

from __future__ import annotations

import os.path
import re
from dataclasses import replace
from pathlib import PurePath

from grader.lab.nouns import Lab


def command(lab: Lab, *words: str) -> str:
    """The line, for every shell alike.

    A lab that does not come along is named in each: the same words without it ask something else.

    >>> from grader.lab import read_lab
    >>> command(read_lab(), "explain", "blank")
    'cnngrade explain blank'
    >>> command(replace(read_lab(), given="my lab/lab.toml"), "practice")
    'cnngrade practice --lab "my lab/lab.toml"'
    """
    named = (*words, *(("--lab", lab.given) if lab.given else ()))
    return " ".join(["cnngrade", *(quoted(word) for word in named)])


def named_by(lab: Lab, path: str) -> Lab:
    """The lab as it is named by who gave somebody's file as `path`; "" of who sits beside it.

    >>> from grader.lab import read_lab
    >>> lab = named_by(replace(read_lab(), given="../lab.toml"), "mine/right/a.py")
    >>> lab.given.replace(chr(92), "/")
    'mine/lab.toml'
    """
    if not lab.given or not path:
        return lab
    return replace(lab, given=os.path.normpath(PurePath(path).parent / lab.given))


def quoted(word: str) -> str:
    """One word, whatever in it a shell would take for its own.

    >>> quoted("a/b.py"), quoted("net(1).py")
    ('a/b.py', '"net(1).py"')
    """
    return f'"{word}"' if _SPECIAL.search(word) else word


_SPECIAL = re.compile(r"[^\w@%+=:,./\\~-]")

"""What somebody may type who works on a lab: a command line that carries the lab where one must."""

from __future__ import annotations

import re

from grader.lab.nouns import Lab


def command(lab: Lab, *words: str) -> str:
    """The line, for every shell alike.

    A lab that does not come along is named in each: the same words without it ask something else.

    >>> from dataclasses import replace
    >>> from grader.lab import read_lab
    >>> command(read_lab(), "explain", "blank")
    'cnngrade explain blank'
    >>> command(replace(read_lab(), given="my lab/lab.toml"), "practice")
    'cnngrade practice --lab "my lab/lab.toml"'
    """
    named = (*words, *(("--lab", lab.given) if lab.given else ()))
    return " ".join(["cnngrade", *(quoted(word) for word in named)])


def quoted(word: str) -> str:
    """One word, whatever in it a shell would take for its own.

    >>> quoted("a/b.py"), quoted("net(1).py")
    ('a/b.py', '"net(1).py"')
    """
    return f'"{word}"' if _SPECIAL.search(word) else word


_SPECIAL = re.compile(r"[^\w@%+=:,./\\~-]")

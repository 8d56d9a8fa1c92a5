"""The lab's file as students get it, to be graded by: without what good answers mention."""

from __future__ import annotations

import re
import tomllib

from grader.lab.nouns import LabError

_GOOD = re.compile(
    r"^[ \t]*good[ \t]*=[ \t]*"
    r'("""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"[ \t]*(#[^\n]*)?(\n|$)",
    re.MULTILINE | re.DOTALL,
)


def for_students(text: str) -> str:
    r"""The text of a lab.toml without the `good` of its questions.

    Raises LabError where one stands in a way that cannot be taken out.

    >>> print(for_students('[questions.q1]\nkind = "written"\ngood = "A tie."\npoints = 1'))
    [questions.q1]
    kind = "written"
    points = 1
    """
    wanted = tomllib.loads(text)
    for question in wanted.get("questions", {}).values():
        question.pop("good", None)
    left = _GOOD.sub("", text)
    try:
        if tomllib.loads(left) == wanted:
            return left
    except tomllib.TOMLDecodeError:
        pass
    raise LabError(
        'what good answers mention would go to students: write each good = "…" on a line of its own'
    )

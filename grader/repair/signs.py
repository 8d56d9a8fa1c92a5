"""One sign, or one line's margin, without which Python does not read a file: what it may be."""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from grader.evidence import Edit
from grader.repair.edits import can_be_edited
from grader.script.plain import plain

MOST = 24  # texts that Python reads, and that are worth a try
MOST_READ = 160  # of the whole file: each takes as long as the file
MOST_CHARACTERS = 2_000_000  # of all that is parsed, lines and files: half a second or so
MISSING, TOO_MANY, INDENTED = "sign-missing", "sign-too-many", "line-indented"
TYPED = "characters-typed"  # as Python has them
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))
_SIGNS = (" = ", ".", ",", ":")
MOST_TYPED = 24  # lines with characters that are none of Python's
MOST_LINES = 16  # of a statement in which a bracket is not closed
_STEP = 4  # columns that a block stands further in


def rereadings(text: str, line: int) -> list[Edit]:
    """The edits of one sign near a line with which Python reads all of the text.

    Or the one of all the characters that are none of Python's.

    Of those that come to the same tree one. The likelier come first: at the end of a line rather
    than in it.
    """
    if not can_be_edited(text):
        return []
    lines = text.split("\n")
    starts = [0, *accumulate(len(one) + 1 for one in lines)]
    if (typed := _typed(lines, starts)) is not None:
        return [typed]
    found: dict[str, Edit] = {}
    reads, left, tried = 0, MOST_CHARACTERS, set[Edit]()
    for edit in _edits(text, lines, starts, line):
        if edit in tried:
            continue
        tried.add(edit)
        at = bisect_right(starts, edit.start) - 1
        before, after = edit.start - starts[at], edit.end - starts[at]
        left -= len(lines[at]) + 1
        if left < 0:
            break
        changed = lines[at][:before] + edit.now + lines[at][after:]
        if edit.kind != INDENTED and not _may_stand(changed):
            continue
        reads, left = reads + 1, left - len(text)
        if reads > MOST_READ or left < 0 or len(found) == MOST:
            break
        tree = _tree(text[: edit.start] + edit.now + text[edit.end :])
        if tree:
            found.setdefault(tree, edit)
    return list(found.values())


def _typed(lines: list[str], starts: list[int]) -> Edit | None:
    """Each line at which Python stops as Python has its characters; None where that is not it."""
    new, last = list(lines), 0
    for _ in range(min(MOST_TYPED, 1 + MOST_CHARACTERS // (starts[-1] + 1))):
        last = _stops("\n".join(new))
        if not last:
            break
        if not 0 < last <= len(new) or new[last - 1] == (typed := plain(new[last - 1])):
            return None
        new[last - 1] = typed
    changed = [at for at, (was, now) in enumerate(zip(lines, new, strict=True)) if was != now]
    if last or not changed:
        return None
    first, end = changed[0], changed[-1] + 1
    was, now = "\n".join(lines[first:end]), "\n".join(new[first:end])
    return Edit(TYPED, first + 1, starts[first], was, now)


def _stops(text: str) -> int:
    """The line at which Python stops reading; 0 where it reads all, -1 where it says no line."""
    try:
        _compiled(text)
    except SyntaxError as error:
        return error.lineno or -1
    except (ValueError, RecursionError, MemoryError, OverflowError):
        return -1
    return 0


def _edits(text: str, lines: list[str], starts: list[int], line: int) -> Iterator[Edit]:
    missing, spare = _lacking(text)
    near = [number for number in (line, _before(lines, line)) if 0 < number <= len(lines)]
    for number in dict.fromkeys(near):
        yield from _margins(lines, starts, number)
    for number in dict.fromkeys(near):
        code, start = lines[number - 1], starts[number - 1]
        for sign in missing:
            for column in range(len(code), -1, -1):
                yield Edit(MISSING, number, start + column, "", sign)
        for column, sign in enumerate(code):
            if sign in spare:
                yield Edit(TOO_MANY, number, start + column, sign, "")
    for number in range(line + 1, min(line + MOST_LINES, len(lines)) + 1):  # of a long statement
        end = starts[number - 1] + len(lines[number - 1].rstrip().rstrip(","))
        for sign in missing if len(missing) == 1 else ():
            yield Edit(MISSING, number, end, "", sign)


def _lacking(text: str) -> tuple[tuple[str, ...], str]:
    """The signs that may be missing, and those of which one may be too many."""
    for first, last in _PAIRS:
        more = text.count(first) - text.count(last)
        if more:
            return ((last,), first) if more > 0 else ((first,), last)
    return _SIGNS, ".,=:"


def _before(lines: list[str], line: int) -> int:
    """The number of the line above that is not blank; 0 for none."""
    return next((n for n in range(min(line, len(lines)) - 1, 0, -1) if lines[n - 1].strip()), 0)


def _margins(lines: list[str], starts: list[int], number: int) -> Iterator[Edit]:
    """A line as far in as one beside it, or a step further than the one that opens its block."""
    was = _margin(lines[number - 1])
    above, after = _before(lines, number), number + 1
    beside = [
        lines[at - 1] for at in (above, after) if 0 < at <= len(lines) and lines[at - 1].strip()
    ]
    wider = [_margin(one) + " " * _STEP for one in beside if one.rstrip().endswith(":")]
    for now in dict.fromkeys((*map(_margin, beside), *wider)):
        if now != was:
            yield Edit(INDENTED, number, starts[number - 1], was, now)


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _may_stand(line: str) -> bool:
    """Whether a line may be a statement, or the head or a piece of one over several lines."""
    code = line.strip()
    if any(code.count(first) != code.count(last) for first, last in _PAIRS):
        return True
    head = re.match(r"(elif|else|except|finally|case)\b", code) is not None
    return head or bool(
        _tree(f"def f():\n {code}\n  pass" if code.endswith(":") else f"def f():\n {code}")
    )


def _tree(text: str) -> str:
    try:
        return ast.dump(_compiled(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return ""


def _compiled(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
        compile(tree, "<submission>", "exec", dont_inherit=True)
    return tree

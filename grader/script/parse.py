"""Text to syntax tree, with Python's complaints put so that a student can act on them."""

from __future__ import annotations

import ast
import re
import warnings

from grader.evidence import Trouble
from grader.script.bounds import bound_text, bound_tree
from grader.script.errors import UnreadableError

_PYTHON_2 = re.compile(
    r"\s*(?:(print|exec)\s+[^\s(=]|(raise)\s+\w+\s*,|(except)\s+[\w.]+\s*,\s*\w+\s*:)"
)
_TODAY = {
    "print": "print(...)",
    "exec": "exec(...)",
    "raise": "raise Error(...)",
    "except": "except Error as name:",
}
_ENDLESS = (
    "the file is nested too deeply for Python to read it; "
    "look for brackets or operators that repeat without end"
)


def parse(text: str) -> tuple[ast.Module, Trouble | None]:
    """The syntax tree of a whole file, and why Python does not run it.

    The tree is compiled as well, since `return` outside a function and the like come to light
    only there; compiling runs nothing. A text that has no tree gets an empty one.
    """
    tree = ast.Module([], [])
    try:
        bound_text(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a student's string is none of our users'
            read = ast.parse(text)
            bound_tree(read)
            tree = read
            compile(tree, "<submission>", "exec", dont_inherit=True)
    except UnreadableError as problem:
        return tree, problem.trouble()
    except SyntaxError as error:
        return tree, _explained(error, text)
    except (RecursionError, MemoryError, OverflowError):
        return tree, Trouble("read", "RecursionError", _ENDLESS, None)
    except ValueError as error:
        return tree, Trouble("read", "ValueError", f"Python cannot read the file: {error}", None)
    return tree, None


def python_2(line: str) -> str:
    """The word of a line that only Python 2 reads: print, exec, raise, except; "" in any other."""
    match = _PYTHON_2.match(line)
    return next(filter(None, match.groups())) if match is not None else ""


def _explained(error: SyntaxError, text: str) -> Trouble:
    kind, line = type(error).__name__, error.lineno
    lines = text.split("\n")
    source = lines[line - 1] if line and line <= len(lines) else ""
    where = f"line {line}" if line else "the file"
    if word := python_2(source):
        sentence = (
            f"{where} is Python 2 (`{source.strip()[:60]}`); the lab uses Python 3, where it is "
            f"{_TODAY[word]}"
        )
    elif isinstance(error, TabError):
        sentence = (
            f"{where} is indented with tabs where the lines above use spaces (or the other way "
            "round); let your editor turn all tabs into four spaces"
        )
    elif isinstance(error, IndentationError):
        sentence = f"{where} is not indented as Python expects: {error.msg}"
    else:
        sentence = f"Python cannot read {where}: {error.msg}"
        if source.strip():
            sentence += f" (`{source.strip()[:80]}`)"
    return Trouble("read", kind, sentence[:2000], line)

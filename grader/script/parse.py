"""Text to syntax tree, with Python's complaints put so that a student can act on them."""

from __future__ import annotations

import ast
import re
import warnings

from grader.script.bounds import bound_text, bound_tree
from grader.script.errors import UnreadableError

_PYTHON_2 = re.compile(
    r"^\s*(print\s+[^\s(=]|exec\s+['\"]|raise\s+\w+\s*,|except\s+[\w.]+\s*,\s*\w+\s*:)"
)

_TODAY = {"print": "print(...)", "exec": "exec(...)", "raise": "raise Error(...)"}


def parse(text: str) -> ast.Module:
    """The syntax tree of a whole file. Raises `UnreadableError` with a sentence and its line.

    The text is also compiled, since `return` outside a function and the like come to light
    only there; compiling runs nothing.
    """
    bound_text(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a student's string is none of our users'
            tree = ast.parse(text)
            bound_tree(tree)
            compile(text, "<submission>", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _explained(error, text) from None
    except (RecursionError, MemoryError, OverflowError):
        raise UnreadableError(
            "RecursionError",
            "the file is nested too deeply for Python to read it; "
            "look for brackets or operators that repeat without end",
        ) from None
    except ValueError as error:
        raise UnreadableError("ValueError", f"Python cannot read the file: {error}") from None
    return tree


def _explained(error: SyntaxError, text: str) -> UnreadableError:
    kind, line = type(error).__name__, error.lineno
    lines = text.split("\n")
    source = lines[line - 1] if line and line <= len(lines) else ""
    where = f"line {line}" if line else "the file"
    if _PYTHON_2.match(source):
        sentence = (
            f"{where} is Python 2 (`{source.strip()[:60]}`); the lab uses Python 3, where it is "
            + _today(source.split()[0])
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
    return UnreadableError(kind, sentence, line)


def _today(word: str) -> str:
    return _TODAY.get(word, "except Error as name:")

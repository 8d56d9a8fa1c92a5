"""Texts that Python itself chokes on: told by counting, before and after the tree is made.

Parsing happens in the grader's own process, so a text that would take it minutes, gigabytes or
the end of its stack is refused first. The limits are far from anything that people write.
"""

from __future__ import annotations

import ast

from grader.script.errors import UnreadableError

MOST_BRACES = 10_000  # `{`: the time to read an f-string grows with the square of its fields
MOST_STATEMENTS = 4_000  # at the left margin: names are followed from each to each
MOST_KEYWORDS = 1_000  # of one call: each is held against each
MOST_DEPTH = 200  # levels of the tree: later readers recurse, some in four calls a level
MOST_COPIES = 500_000  # nodes that the compiler writes out anew, for each way out of a `try`

_JUMPS = (ast.Return, ast.Break, ast.Continue)


def bound_text(text: str) -> None:
    """Raise `UnreadableError` for a text that takes Python too long to parse."""
    if text.count("{") > MOST_BRACES:
        raise UnreadableError(
            "TooLong",
            f"the file holds {text.count('{')} opening braces; at most {MOST_BRACES} are read: "
            "look for a part that repeats without end",
        )


def bound_tree(tree: ast.Module) -> None:
    """Raise `UnreadableError` for a tree too deep, too wide or too dear to compile."""
    if len(tree.body) > MOST_STATEMENTS:
        raise UnreadableError(
            "TooLong",
            f"the file holds {len(tree.body)} statements at the left margin; at most "
            f"{MOST_STATEMENTS} are read: look for a part that repeats without end",
        )
    # (node, its depth, how often the compiler writes it out)
    stack: list[tuple[ast.AST, int, int]] = [(tree, 0, 1)]
    copies = 0
    while stack:
        node, depth, times = stack.pop()
        copies += times - 1
        why = _too_much(node, depth, copies)
        if why is not None:
            raise why
        stack += _below(node, depth + 1, times)


def _too_much(node: ast.AST, depth: int, copies: int) -> UnreadableError | None:
    line = getattr(node, "lineno", None)
    if depth > MOST_DEPTH:
        where = f"line {line}" if line else "the file"
        return UnreadableError(
            "RecursionError",
            f"{where} is nested too deeply: more than {MOST_DEPTH} levels of brackets, "
            "operators, calls or blocks; write it in several statements",
            line,
        )
    if isinstance(node, ast.Call) and len(node.keywords) > MOST_KEYWORDS:
        return UnreadableError(
            "TooLong",
            f"line {line} calls with {len(node.keywords)} keywords; at most {MOST_KEYWORDS} "
            "are read",
            line,
        )
    if copies > MOST_COPIES:
        return UnreadableError(
            "TooLong",
            "`try ... finally` blocks stand inside one another with so many ways out that "
            "Python cannot compile them; take some of them apart",
            line,
        )
    return None


def _below(node: ast.AST, depth: int, times: int) -> list[tuple[ast.AST, int, int]]:
    """The nodes one level down, each with how often the compiler writes it out."""
    if not isinstance(node, ast.Try | ast.TryStar) or not node.finalbody:
        return [(child, depth, times) for child in ast.iter_child_nodes(node)]
    # A `finally` is written out where the block ends, where it raises, and at each jump; a jump
    # in it writes out those around it once more, and so on: they multiply.
    again = 1 + sum(_jumps(part) for part in node.finalbody)
    last = [(child, depth, times * (2 + _jumps(node))) for child in node.finalbody]
    within = [*node.body, *node.handlers, *node.orelse]
    return last + [(child, depth, times * again) for child in within]


def _jumps(node: ast.AST) -> int:
    return sum(isinstance(one, _JUMPS) for one in ast.walk(node))

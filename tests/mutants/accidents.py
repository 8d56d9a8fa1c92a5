"""Mistakes that know nothing of networks: small random edits of the text of right submissions.

The other half of the measurement. `mistakes_*.py` make what we know that people do; here a token,
an argument, a statement is deleted, doubled, exchanged, renamed or moved, wherever it stands in
the class. What is true of such a mistake is known all the same: the statement that was edited.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from grader.repair.edits import Source
from grader.script import Script
from grader.script.nodes import calls_in, first_argument


@dataclass(frozen=True)
class Accident:
    """A right text with one small edit in it."""

    kind: str
    origin: str  # name of the right file
    text: str
    lines: frozenset[int]  # of the statement that was edited, in the new text; see `_around`


Edit = tuple[int, int, str]  # from, to, what stands there instead


def accidents(origin: str, text: str, count: int, chance: Random) -> Iterator[Accident]:
    """So many, of kinds in turn; none that leaves the syntax tree as it was."""
    source = Source(Script(text), ())
    tree = ast.dump(source.script.tree)
    for _ in range(count * 6):
        kind = chance.choice(list(KINDS))
        statement = _statement(source, chance)
        edit = KINDS[kind](source, statement, chance) if statement is not None else None
        if statement is None or edit is None:
            continue
        start, end, now = edit
        changed = text[:start] + now + text[end:]
        if _tree(changed) == tree:
            continue
        more = now.count("\n") - text.count("\n", start, end)
        last = (statement.end_lineno or statement.lineno) + max(more, 0)
        lines = frozenset(range(statement.lineno, last + 1))
        if KINDS[kind] is delete_statement:
            lines = _around(source, statement, changed)
        yield Accident(kind, origin, changed, lines)
        count -= 1
        if not count:
            return


def _around(source: Source, statement: ast.stmt, changed: str) -> frozenset[int]:
    """Where a statement that is gone can be missed: next to the gap, and on the lines of its own.

    Its own are those that name the same layer.
    """
    at, me = statement.lineno, {first_argument(method) for method in source.methods}
    own = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in me
    }
    naming = {
        number
        for number, line in enumerate(changed.split("\n"), 1)
        if any(re.search(rf"\b{re.escape(name)}\b", line) for name in own)
    }
    return frozenset({at - 1, at, *naming} - {0})


def _tree(text: str) -> str:
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return ""


def _statement(source: Source, chance: Random) -> ast.stmt | None:
    """A simple statement of one of the methods."""
    found = [
        node
        for method in source.methods
        for node in ast.walk(method)
        if isinstance(node, ast.Assign | ast.Expr | ast.Return | ast.AugAssign)
        and not isinstance(getattr(node, "value", None), ast.Constant)
    ]
    return chance.choice(found) if found else None


def _calls(source: Source, statement: ast.stmt, least: int) -> list[ast.Call]:
    return [call for call in calls_in(statement) if len(call.args) + len(call.keywords) >= least]


def delete_statement(source: Source, statement: ast.stmt, chance: Random) -> Edit:
    """The line is lost; where a block would be empty, `pass` stands there."""
    start, end = source.span(statement)
    line = source.text.rfind("\n", 0, start) + 1
    after = source.text.find("\n", end)
    alone = not source.text[line:start].strip() and not source.text[end:after].strip()
    bodies = (getattr(node, "body", []) for m in source.methods for node in ast.walk(m))
    only = any(isinstance(body, list) and body == [statement] for body in bodies)
    return (start, end, "pass") if only or not alone or after < 0 else (line, after + 1, "")


def double_statement(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """The line stands there twice."""
    if isinstance(statement, ast.Return):
        return None
    start, end = source.span(statement)
    words = source.text[start:end]
    return end, end, "\n" + " " * statement.col_offset + words


def exchange_statements(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """It and the next one change places."""
    for method in source.methods:
        for one, after in zip(method.body, method.body[1:], strict=False):
            if one is statement:
                (a, b), (c, d) = source.span(one), source.span(after)
                text = source.text
                return a, d, text[c:d] + text[b:c] + text[a:b]
    return None


def delete_argument(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """An argument is lost."""
    calls = _calls(source, statement, 1)
    if not calls:
        return None
    call = chance.choice(calls)
    every = [*call.args, *call.keywords]
    at = chance.randrange(len(every))
    if len(every) == 1:
        return (*source.span(every[0]), "")
    if at:
        return source.span(every[at - 1])[1], source.span(every[at])[1], ""
    return source.span(every[0])[0], source.span(every[1])[0], ""


def exchange_arguments(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """Two neighbours change places."""
    calls = [call for call in calls_in(statement) if len(call.args) >= 2]
    if not calls:
        return None
    call = chance.choice(calls)
    at = chance.randrange(len(call.args) - 1)
    (a, b), (c, d) = source.span(call.args[at]), source.span(call.args[at + 1])
    text = source.text
    return a, d, text[c:d] + text[b:c] + text[a:b]


def misspell_name(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """A letter of a name is lost, doubled, or changes places with the next."""
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name | ast.Attribute)]
    if not names:
        return None
    node = chance.choice(names)
    end = source.span(node)[1]
    name = node.attr if isinstance(node, ast.Attribute) else node.id
    if len(name) < 2:
        return None
    at = chance.randrange(len(name) - 1)
    wrong = chance.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] * 2 + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )
    return end - len(name), end, wrong


def change_number(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """Another number."""
    numbers = [
        node
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    ]
    if not numbers:
        return None
    node = chance.choice(numbers)
    value = node.value
    assert isinstance(value, int | float)
    others = [value + 1, value - 1, value * 2, 0, value * 10]
    return (*source.span(node), str(chance.choice([one for one in others if one != value])))


def change_operator(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """Another sign between two operands."""
    found = [node for node in ast.walk(statement) if isinstance(node, ast.BinOp)]
    if not found:
        return None
    node = chance.choice(found)
    start, end = source.span(node.left)[1], source.span(node.right)[0]
    words = source.text[start:end]
    sign = words.strip(" ()\n\\")
    return start, end, words.replace(sign, chance.choice([s for s in "+-*/" if s != sign]))


def drop_call(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """A call is left out, and what it was given stands there."""
    calls = [call for call in calls_in(statement) if call.args]
    if not calls:
        return None
    call = chance.choice(calls)
    return (*source.span(call), source.words(call.args[0]))


def drop_target(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """`x =` is lost."""
    if not isinstance(statement, ast.Assign):
        return None
    return source.span(statement)[0], source.span(statement.value)[0], ""


def drop_brackets(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """A call loses its brackets and what stands in them."""
    calls = list(calls_in(statement))
    if not calls:
        return None
    call = chance.choice(calls)
    return source.span(call.func)[1], source.span(call)[1], ""


def drop_token(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """A bracket, a comma, a point is lost: nearly always no Python any more."""
    start, end = source.span(statement)
    places = [at for at in range(start, end) if source.text[at] in "()[],.=:"]
    at = chance.choice(places) if places else -1
    return (at, at + 1, "") if places else None


def indent_line(source: Source, statement: ast.stmt, chance: Random) -> Edit | None:
    """The line stands further in, or further out."""
    start = source.span(statement)[0]
    line = source.text.rfind("\n", 0, start) + 1
    if source.text[line:start].strip():
        return None
    width = start - line
    return line, start, " " * chance.choice((width + 4, max(width - 4, 0)))


KINDS: dict[str, Callable[[Source, ast.stmt, Random], Edit | None]] = {
    one.__name__.replace("_", "-"): one
    for one in (
        *(delete_statement, double_statement, exchange_statements, delete_argument),
        *(exchange_arguments, misspell_name, change_number, change_operator, drop_call),
        *(drop_target, drop_brackets, drop_token, indent_line),
    )
}

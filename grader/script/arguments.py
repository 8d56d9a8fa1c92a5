"""The arguments with which a script builds its own network, where that needs some.

The lab's script says `Net()`. Who experiments with channels and kernels may turn the sizes into
arguments, and say `Net(channels=10)` where the network is built: the file works as it stands,
and is graded with the values that stand in it.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.script.nodes import Function, last_name, names_given
from grader.script.nouns import Given

MOST_NUMBER = 2**31
MOST_TEXT = 200  # characters
MOST_ITEMS = 20  # arguments, or items of one
_UNKNOWN = object()


def given_arguments(
    outside: Sequence[ast.AST], name: str, init: Function | None, bound: int = 1
) -> Given | None:
    """What the first call of `name` that can be read gives; None where nothing is needed.

    `outside`: every node that is no part of the class or its bases; `init`: their `__init__`.
    """
    needed = required(init, bound) if init is not None else []
    if not needed:
        return None
    values = _values(outside)
    for node in outside:
        if isinstance(node, ast.Call) and last_name(node.func) == name:
            given = _read(node, values)
            if given is not None and set(needed[len(given.positional) :]) <= set(given.names):
                return given
    return None


def required(method: Function, bound: int = 1) -> list[str]:
    """The arguments of a method that must be given, without the `bound` ones: self."""
    spec = method.args
    names = [arg.arg for arg in (*spec.posonlyargs, *spec.args)]
    needed = names[bound : len(names) - len(spec.defaults)]
    pairs = zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
    return needed + [arg.arg for arg, default in pairs if default is None]


def _read(call: ast.Call, values: dict[str, object]) -> Given | None:
    """The values of a call's arguments; None where one of them is known only when it runs."""
    if len(call.args) + len(call.keywords) > MOST_ITEMS:
        return None
    positional = [_value(arg, values) for arg in call.args]
    named = [(word.arg or "", _value(word.value, values)) for word in call.keywords]
    if _UNKNOWN in positional or any(not k or v is _UNKNOWN for k, v in named):
        return None
    return Given(call.lineno, ast.unparse(call), tuple(positional), tuple(named))


def _value(node: ast.expr, values: dict[str, object]) -> object:
    if isinstance(node, ast.Name):
        return values.get(node.id, _UNKNOWN)
    if isinstance(node, ast.Attribute):  # args.channels
        return values.get(f".{node.attr}", _UNKNOWN)
    if isinstance(node, ast.Subscript):  # config["channels"]
        key = _literal(node.slice)
        return values.get(f".{key}", _UNKNOWN) if isinstance(key, str) else _UNKNOWN
    return _literal(node)


def _literal(node: ast.expr | None) -> object:
    """A number, a short text, a truth value, None, or a few of them; else `_UNKNOWN`."""
    if isinstance(node, ast.Tuple | ast.List):
        items = [_literal(item) for item in node.elts[: MOST_ITEMS + 1]]
        if _UNKNOWN in items or len(items) > MOST_ITEMS:
            return _UNKNOWN
        return items if isinstance(node, ast.List) else tuple(items)
    if not isinstance(node, ast.Constant):
        return _UNKNOWN
    value = node.value
    if isinstance(value, str):
        return value if len(value) <= MOST_TEXT else _UNKNOWN
    if value is None or isinstance(value, bool):
        return value
    known = isinstance(value, int | float) and abs(value) < MOST_NUMBER
    return value if known else _UNKNOWN


def _values(nodes: Sequence[ast.AST]) -> dict[str, object]:
    """Names that are only given one known value; options and dictionaries under ".name"."""
    methods = {id(part) for one in nodes if isinstance(one, ast.ClassDef) for part in ast.walk(one)}
    apart = [n for n in nodes if not (isinstance(n, ast.arg) and id(n) in methods)]
    bound = Counter(names_given(apart))
    values: dict[str, object] = {}
    for name, value in (entry for node in nodes for entry in _entries(node)):
        same = values.setdefault(name, value)
        values[name] = value if same == value else _UNKNOWN
    given = Counter[str]()
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name):
                value = _value(node.value, values)
                same = values.setdefault(target.id, value)
                values[target.id] = value if same == value else _UNKNOWN
                given[target.id] += 1
    return {name: value for name, value in values.items() if bound[name] == given[name]}


def _entries(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Options, and what dictionaries hold, under ".name"."""
    if isinstance(node, ast.Dict):
        keys = [_literal(key) for key in node.keys]
        pairs = zip(keys, node.values, strict=True)
        yield from ((f".{key}", _literal(value)) for key, value in pairs if isinstance(key, str))
    elif isinstance(node, ast.Call) and last_name(node.func) == "dict":
        yield from ((f".{word.arg}", _literal(word.value)) for word in node.keywords if word.arg)
    elif isinstance(node, ast.Call) and last_name(node.func) == "add_argument":
        yield from _option(node).items()


def _option(call: ast.Call) -> dict[str, object]:
    """`parser.add_argument("--channels", default=10)` as {".channels": 10}."""
    words = {word.arg: word.value for word in call.keywords if word.arg}
    flags = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    texts = [flag for flag in flags if isinstance(flag, str)]
    names = [text for text in texts if text.startswith("--")] or texts
    chosen = _literal(words.get("dest")) if "dest" in words else (names or [""])[0]
    if not isinstance(chosen, str):
        return {}
    return {f".{chosen.lstrip('-').replace('-', '_')}": _literal(words.get("default"))}

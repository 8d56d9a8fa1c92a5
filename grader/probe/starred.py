"""What `from somewhere import *` brings, where that is not installed: the names the file misses."""

from __future__ import annotations

import ast
import builtins
import importlib
import linecache
from collections.abc import Iterator, Mapping
from typing import Any

# what such a star mostly brings along: fastai's, or a file of one's own left at home
_USUAL = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "np": "numpy",
}


def starred(file: str, there: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Of the names that a file reads and nothing in it makes: the usual ones, and all others.

    `there`: names that the file has already.
    """
    missing = [name for name in _missed(file) if name not in there]
    known = {name: importlib.import_module(_USUAL[name]) for name in missing if name in _USUAL}
    return known, [name for name in missing if name not in known]


def _missed(file: str) -> list[str]:
    nodes = list(ast.walk(ast.parse("".join(linecache.getlines(file)))))
    made = set(_made(nodes))
    read = (node.id for node in nodes if isinstance(node, ast.Name))
    return sorted({name for name in read if name not in made and not hasattr(builtins, name)})


def _made(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name

"""The trusted imports, before the process confines itself; afterwards nothing can be opened."""

from __future__ import annotations

import ast
import contextlib
import importlib
import linecache
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from grader.probe.compiler import with_compiler, without_compiler
from grader.torchside import lean

# of the standard library what a script may ask for and what is harmless to import
_STANDARD = frozenset((
    "abc", "argparse", "array", "ast", "bisect", "builtins", "calendar", "cmath", "collections",
    "collections.abc", "contextlib", "copy", "csv", "ctypes", "dataclasses", "datetime",
    "decimal", "enum", "errno", "fractions", "functools", "gc", "glob", "gzip", "hashlib",
    "heapq", "importlib", "inspect", "io", "itertools", "json", "keyword", "linecache", "locale",
    "logging", "math", "multiprocessing", "numbers", "operator", "os", "pathlib", "pickle",
    "platform", "pprint", "queue", "random", "re", "secrets", "shutil", "signal", "socket",
    "statistics", "string", "struct", "subprocess", "sys", "tempfile", "textwrap", "threading",
    "time", "timeit", "traceback", "types", "typing", "typing_extensions", "unittest",
    "unittest.mock", "urllib.request", "uuid", "warnings", "weakref", "zipfile", "zlib",
    "__future__", "_strptime", "importlib.metadata", "importlib.util",
))  # fmt: skip
# of the others what computes, and only where the file names it
_COMPUTING = frozenset(("torch", "torchvision", "numpy", "scipy", "einops", "PIL"))
# parts of these that start compilers, talk to other machines, or are programs
_PROGRAMS = frozenset(("cpp_extension", "distributed", "f2py", "bottleneck", "tests", "conftest"))
MOST_IMPORTS = 300  # names that are tried: all this is done before the student's time begins
# parts that torch and numpy import when they are first used, by the word that uses them
_LATER = {
    "script": ("torch.jit", "torch.jit.frontend"),
    "func": ("torch.func",),
    "parametrizations": ("torch.nn.utils.parametrizations",),
    "distributions": ("torch.distributions",),
    "checkpoint": ("torch.utils.checkpoint",),
    "resize": ("torch.autograd._functions",),
    **{part: (f"numpy.{part}",) for part in ("char", "fft", "ma", "polynomial", "rec")},
}
# what torch does with its compiler, or with what comes along with it, in any spelling of the names
_COMPILER = re.compile(
    r"\b(_dynamo|compiler|jit|func|functorch|forward_ad|jvp|dim_order|checkpoint|flex_attention|cond"
    r"|while_loop|_higher_order_ops|(torch\.|import )testing)\b"
)

# torchvision's networks, and what these are made of: two thirds of what importing it takes
_NETWORKS = ("torchvision.models", "torchvision.ops")
_MEANS_NETWORKS = re.compile(r"\b(models|ops|v2|tv_tensors)\b")


def _ignored(*args: Any, **kwargs: Any) -> None:
    """For what is asked for and changes no number."""


def _as_it_is(model: Any = None, **options: Any) -> Any:
    """For `torch.compile`, with or without brackets: the same network, uncompiled."""
    return (lambda one: one) if model is None else model


# What makes torch quicker and nothing else. Threads could not be started where the student's
# code runs, and torch would end the process; a compiler needs files.
_NO_OTHER_NUMBERS = {
    "set_num_threads": _ignored,
    "set_num_interop_threads": _ignored,
    "compile": _as_it_is,
}


def import_torch(text: str = "") -> None:
    """torch, on one thread: two threads give other numbers, and a mark must repeat."""
    lean.import_torch()
    import torch

    if _COMPILER.search(text):
        with_compiler()
    else:
        without_compiler()
    if lean.means_whole_torch(text):
        lean.whole_torch()
    torch.set_num_threads(1)
    for name, instead in _NO_OTHER_NUMBERS.items():
        setattr(torch, name, instead)
    torch.nn.Module.compile = _ignored  # type: ignore[method-assign]


def import_torchvision(text: str = "") -> bool:
    """torchvision where it is installed, its own networks where the text means them."""
    from grader.torchside.operators import declare_missing_operators

    if "torchvision" not in sys.modules:
        declare_missing_operators()  # which tries to load a library, each time anew
        for name in _NETWORKS:
            lean.stand_in(name, _fetch_networks, {})
    if not _has_torchvision():
        lean.step_aside(_NETWORKS)  # perhaps a version that cannot do without
        if not _has_torchvision():
            return False
    if _MEANS_NETWORKS.search(text):
        _fetch_networks()
    return True


def _has_torchvision() -> bool:
    try:
        import torchvision.datasets  # type: ignore[import-untyped]  # noqa: F401
        from PIL import Image
        from torchvision import transforms
    except (ImportError, RuntimeError):
        return False
    transforms.ToTensor()(Image.new("L", (2, 2)))  # what it imports when it is first used
    return True


def _fetch_networks() -> None:
    lean.step_aside(_NETWORKS)
    for name in _NETWORKS:
        importlib.import_module(name)


def import_all(text: str, modules: Iterable[str]) -> None:
    """What the student's file will ask for, as far as it is the grader's to give.

    `modules`: the packages that the file imports. Of these only the ones in the lists above:
    an import runs code, and not every module that is installed is harmless to import.
    """
    import_torch(text)
    if "torchvision" in set(modules):
        import_torchvision(text)
    if _OF_ARRAYS.intersection(modules):
        _try("numpy.ma")  # what `numpy.unique` asks for when it is first called
    for name in islice(dict.fromkeys(_named(text)), MOST_IMPORTS):
        _try(name)
    if "jit" in text:
        _keep_sources()


_OF_ARRAYS = frozenset(("numpy", "pandas", "sklearn"))


def _keep_sources() -> None:
    """`torch.jit.script` reads the text of the layers that it translates."""
    for name, module in list(sys.modules.items()):
        if name.startswith("torch.nn.") and (file := getattr(module, "__file__", None)):
            lines = linecache.getlines(file)
            # without a time the entry stays when the file cannot be found any more
            linecache.cache[file] = (sum(map(len, lines)), None, lines, file)


def _named(text: str) -> Iterator[str]:
    """Modules that the text imports, and those that torch will import for a word in it."""
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                yield from (one.name for one in node.names if _harmless(one.name))
            elif isinstance(node, ast.ImportFrom) and node.module and _harmless(node.module):
                yield node.module
                names = (f"{node.module}.{one.name}" for one in node.names)
                yield from filter(_harmless, names)
            elif isinstance(node, (ast.Attribute, ast.Name)):
                yield from _LATER.get(node.attr if isinstance(node, ast.Attribute) else node.id, ())


def _harmless(name: str) -> bool:
    top, *parts = name.split(".")
    inner = any(part.startswith("_") or part in _PROGRAMS for part in parts)
    return name in _STANDARD or (top in _COMPUTING and not inner)


def _try(name: str) -> None:
    """Import it where it is there; what it complains of is told when the student's import fails."""
    if name not in sys.modules:
        with contextlib.suppress(Exception, SystemExit):  # a module may be a program
            importlib.import_module(name)

"""Getting the class out of the file: by the statements that it needs, else by the whole file."""

from __future__ import annotations

import ast
import linecache
import sys
from dataclasses import dataclass, field
from types import CodeType, ModuleType
from typing import Any

from grader.evidence import Loading, LoadingWay, Trouble
from grader.probe import fakes
from grader.probe.clock import Clock
from grader.probe.imports import import_torchvision
from grader.probe.job import Job
from grader.probe.standins import stand_in_for_missing, watch_the_network
from grader.probe.troubles import OutOfTime, trouble_from

NEEDED: LoadingWay = "statements Net needs"
WHOLE: LoadingWay = "whole file with stand-ins"
_WANT_OF_A_NAME = (NameError, ImportError, AttributeError)


@dataclass
class Loaded:
    """The class, or why there is none."""

    cls: Any = None
    way: LoadingWay = NEEDED
    stand_ins: tuple[str, ...] = ()
    trouble: Trouble | None = None
    by_name: bool = field(default=False)  # it failed for want of a name

    def loading(self, job: Job) -> Loading | None:
        """As evidence; None where no class came out."""
        if self.cls is None:
            return None
        return Loading(self.way, job.class_name, job.line, job.other_name, stand_ins=self.stand_ins)


def load(job: Job, clock: Clock) -> Loaded:
    """The class by the shortest way that works."""
    needed = load_needed(job)
    if needed.cls is not None or not needed.by_name:
        return needed
    made = stand_in_for_missing(job.file)
    if needed.trouble is not None and needed.trouble.type in _IMPORT_ERRORS:
        again = load_needed(job)
        again.stand_ins = tuple(f"module {name}" for name in made)
        if again.cls is not None:
            return again
    whole = load_whole(job, clock)
    return whole if whole.cls is not None else needed


_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError")


def load_needed(job: Job) -> Loaded:
    """Run only the statements that the class needs."""
    try:
        body = ast.parse(job.text, job.file).body
        chosen = [node for i, node in enumerate(body) if i in set(job.statements) or _future(node)]
        module = module_of(job, main=False)
        exec(compiled(chosen, job), module.__dict__)
        return Loaded(cls=_class_in(module, job))
    except OutOfTime:
        raise
    except BaseException as error:
        return Loaded(
            trouble=trouble_from(error, "load", job.file),
            by_name=isinstance(error, _WANT_OF_A_NAME),
        )


def load_whole(job: Job, clock: Clock) -> Loaded:
    """Run every statement, with stand-ins for what a script looks for.

    A script may fail or go on for ever once the class is there: that does not matter.
    """
    watch_the_network(False)
    made = stand_in_for_missing(job.file)
    if "torchvision" in job.all_modules:
        import_torchvision()
    replaced = fakes.install()
    module = module_of(job, main=job.main_guard)
    trouble = None
    try:
        body = ast.parse(job.text, job.file).body
        with clock.share(0.4):
            exec(compiled(body, job), module.__dict__)
    except BaseException as error:
        trouble = trouble_from(error, "load", job.file)
    stand_ins = (*(f"module {name}" for name in made), *replaced)
    cls = module.__dict__.get(job.class_name)
    if not isinstance(cls, type):
        return Loaded(way=WHOLE, trouble=trouble, stand_ins=stand_ins)
    return Loaded(cls=cls, way=WHOLE, stand_ins=stand_ins)


def binds_elsewhere(job: Job, name: str) -> bool:
    """Whether a statement that was left out gives this name a value."""
    for index, node in enumerate(ast.parse(job.text, job.file).body):
        if index in job.statements:
            continue
        for part in ast.walk(node):
            if name in _bound(part):
                return True
    return False


def _bound(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return (node.id,)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return (node.name,)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return tuple((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return ()


def _class_in(module: ModuleType, job: Job) -> Any:
    try:
        return module.__dict__[job.class_name]
    except KeyError:
        raise NameError(f"name {job.class_name!r} is not defined", name=job.class_name) from None


def _future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def compiled(body: list[ast.stmt], job: Job) -> CodeType:
    """Statements of the file, under its name."""
    return compile(ast.Module(body, type_ignores=[]), job.file, "exec", dont_inherit=True)


def module_of(job: Job, main: bool) -> ModuleType:
    """A fresh module for the student's names, with no arguments on the command line."""
    stem = job.file.rpartition(".")[0]
    free = stem.isidentifier() and stem not in sys.modules and stem not in sys.stdlib_module_names
    name = "__main__" if main else stem if free else "submission"
    module = ModuleType(name)
    module.__file__ = job.file
    sys.modules[name] = module
    sys.argv = [job.file]
    lines = [line + "\n" for line in job.text.split("\n")]
    linecache.cache[job.file] = (len(job.text), None, lines, job.file)
    return module

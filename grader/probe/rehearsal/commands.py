"""What makes a command line of functions: here they are called with what they take by themselves.

Commands of `click` with their options' defaults; what `fire` and `typer` are handed as it is.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

from grader.probe.standins import stand_in_module

_ASKED = object()  # what only a command line would give


def install() -> None:
    """Put these where a script looks."""
    module = stand_in_module("click")
    module.__dict__.update(option=option, argument=option, command=command, group=command)
    sys.modules["click"] = module
    for name, way in (("fire", "Fire"), ("typer", "run")):
        module = stand_in_module(name)
        setattr(module, way, _started)
        sys.modules.setdefault(name, module)


def _started(function: Any = None, *args: Any, **options: Any) -> Any:
    """`fire.Fire(main)`, `typer.run(main)`: of anything but a function only its help is shown."""
    return function() if inspect.isfunction(function) else None


def option(*names: str, **words: Any) -> Callable[[Any], Any]:
    """`@click.option("--rate", default=0.1)`."""
    flags = [name.partition("/")[0] for name in names]
    plain = [flag for flag in flags if not flag.startswith("-")]
    name = (plain or sorted(flags, key=len) or [""])[-1].lstrip("-").replace("-", "_").lower()
    asked = _ASKED if words.get("required") or names == tuple(plain) else None
    value = words.get("default", False if words.get("is_flag") else asked)
    return lambda function: _with(function, {name: value})


def command(*_: Any, **__: Any) -> Callable[[Any], Any]:
    """`@click.command()`."""
    return lambda function: _with(function, {})


def _with(function: Any, more: dict[str, Any]) -> Any:
    own = getattr(function, "__wrapped__", function)
    known = {**getattr(function, "known", {}), **more}

    @functools.wraps(own)
    def run(*args: Any, **given: Any) -> Any:
        if _ASKED in known.values():
            raise SystemExit(2)  # as it ends itself, without them
        words = {name: value for name, value in given.items() if name != "standalone_mode"}
        return own(*args, **{**known, **words})

    run.known, run.command = known, command  # type: ignore[attr-defined]
    return run

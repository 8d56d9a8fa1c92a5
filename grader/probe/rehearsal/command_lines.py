"""`click`, which has no command line here: commands are called with their options' defaults."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

from grader.probe.standins import stand_in_module

_ASKED = object()  # what only a command line would give


def install() -> None:
    """Put it where a script looks."""
    module = stand_in_module("click")
    module.__dict__.update(option=option, argument=option, command=command, group=command)
    sys.modules["click"] = module


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

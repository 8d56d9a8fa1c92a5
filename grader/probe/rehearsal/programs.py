"""What makes a command line of a function: here it is called with what it takes by itself."""

from __future__ import annotations

import inspect
import sys
from typing import Any

from grader.probe.standins import stand_in_module


def _started(function: Any = None, *args: Any, **options: Any) -> Any:
    """`fire.Fire(main)`, `typer.run(main)`: of anything but a function only its help is shown."""
    return function() if inspect.isfunction(function) else None


def install() -> None:
    """Put these where a script looks."""
    for name, way in (("fire", "Fire"), ("typer", "run")):
        module = stand_in_module(name)
        setattr(module, way, _started)
        sys.modules.setdefault(name, module)

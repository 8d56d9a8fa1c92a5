"""wandb, as far as a script hangs on it: the settings that it is given are there to be read."""

from __future__ import annotations

import sys
from collections import UserDict
from collections.abc import Mapping
from typing import Any

from grader.probe.standins import StandIn, stand_in_module


class Settings(UserDict[str, Any]):
    """`wandb.config`: by key and by attribute."""

    def __getattr__(self, name: str) -> Any:
        if name != "data" and name in self.data:
            return self.data[name]
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"wandb.config.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "data":
            super().__setattr__(name, value)
        else:
            self.data[name] = value

    def update(self, given: Any = None, *args: Any, **options: Any) -> None:  # type: ignore[override]
        """From a mapping, or from what a command line was read into."""
        super().update(given if isinstance(given, Mapping) else getattr(given, "__dict__", {}))


class _Run(StandIn):
    """`wandb.run`, what `init` gives."""

    config = Settings()


def install() -> None:
    """Put it where a script looks."""
    wandb = stand_in_module("wandb")
    run = _Run("wandb.run")

    def init(*args: Any, config: Any = None, **options: Any) -> Any:
        run.config.update(config)
        return run

    vars(wandb).update(init=init, run=run, config=run.config)
    sys.modules["wandb"] = wandb

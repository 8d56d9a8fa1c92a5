"""Settings from a file that is not here (hydra, OmegaConf): usual ones stand in their place."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any

from grader.probe.rehearsal import loggers
from grader.probe.rehearsal.absent import lend
from grader.probe.rehearsal.book import Book
from grader.probe.standins import StandIn, stand_in_module

# the last word of a name, and what such a setting mostly is
_USUAL = {
    **dict.fromkeys(("lr", "rate", "lr0"), 0.01),
    **dict.fromkeys(("epochs", "epoch"), 2),
    **dict.fromkeys(("size", "bs", "batch"), 64),
    **dict.fromkeys(("interval", "every", "freq", "frequency"), 10),
    **dict.fromkeys(("workers", "decay", "wd"), 0),
    **dict.fromkeys(("seed", "steps"), 1),
    "momentum": 0.5,
    "gamma": 0.7,
    "device": "cpu",
}


class Settings(StandIn):
    """Nested as deep as it is asked."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.get(name)

    def get(self, name: str, default: Any = None) -> Any:
        """What stands in for it."""
        usual = _USUAL.get(name.lower().rpartition("_")[2])
        asked = usual if default is None else default
        return Settings(f"{self._name}.{name}") if asked is None else asked

    def __getitem__(self, key: object) -> Any:
        return self.get(str(key))


class _Store:
    """hydra's `ConfigStore`: what was put there under a name."""

    kept: dict[str, Any] = {}  # noqa: RUF012  # of this process

    @classmethod
    def instance(cls) -> _Store:
        """There is one."""
        return cls()

    def store(self, name: str = "", node: Any = None, **_: Any) -> None:
        """Keep it."""
        self.kept[name] = node() if isinstance(node, type) else node


def _own(given: Any) -> Any:
    """Settings that stand in the script itself."""
    if is_dataclass(given):
        return given() if isinstance(given, type) else given
    return _nested(given) if isinstance(given, Mapping) else given


def _nested(given: Mapping[str, Any]) -> loggers.Settings:
    inner = {k: _nested(v) if isinstance(v, Mapping) else v for k, v in given.items()}
    return loggers.Settings(inner)


def install(book: Book) -> None:
    """Put them where a script looks."""

    def from_file(*_: Any, **__: Any) -> Settings:
        lend(book, "hydra" if not _ else "omegaconf", "settings")
        return Settings("settings")

    def main(*_: Any, config_name: str = "", **__: Any) -> Callable[[Any], Any]:
        def decorated(function: Any) -> Any:
            @functools.wraps(function)
            def run(*args: Any, **given: Any) -> Any:
                if args or given:
                    return function(*args, **given)
                kept = _Store.kept.get(config_name)
                return function(from_file() if kept is None else _own(kept))

            return run

        return decorated

    hydra, omegaconf = stand_in_module("hydra"), stand_in_module("omegaconf")
    core = stand_in_module("hydra.core")
    store = stand_in_module("hydra.core.config_store")
    vars(hydra).update(main=main, compose=from_file, core=core)
    vars(store)["ConfigStore"] = _Store
    vars(core)["config_store"] = store
    vars(omegaconf)["OmegaConf"] = _OmegaConf(from_file)
    told = {"hydra": hydra, "hydra.core": core, "hydra.core.config_store": store}
    sys.modules.update(told | {"omegaconf": omegaconf})


class _OmegaConf(StandIn):
    def __init__(self, load: Callable[..., Settings]) -> None:
        super().__init__("omegaconf.OmegaConf")
        self.__dict__.update(load=load, create=_own, structured=_own)

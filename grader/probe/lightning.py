"""`LightningModule` where Lightning is not installed: torch's Module with what it is built with.

Around the network Lightning trains and logs, which is not looked at; a class on it may ask for
its own settings, and for the device, before it is called.
"""

from __future__ import annotations

import functools
import inspect
import sys
from typing import Any


class Settings(dict[str, Any]):
    """The arguments of `__init__`, read as `hparams.rate` or `hparams["rate"]`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"Missing attribute {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class WithSettings:
    """What keeps the arguments that it is built with."""

    @property
    def hparams(self) -> Settings:
        """Them."""
        settings: Settings = self.__dict__.setdefault("_hparams", Settings())
        return settings

    def save_hyperparameters(self, *names: Any, ignore: Any = (), **_: Any) -> None:
        """Of the `__init__` that calls this: all, or those that are named."""
        frame = sys._getframe(1)
        given = inspect.getargvalues(frame)
        left_out = {ignore} if isinstance(ignore, str) else set(ignore or ())
        wanted = [name for name in names if isinstance(name, str)] or given.args[1:]
        self.hparams.update({n: given.locals[n] for n in wanted if n not in left_out})
        if not names and given.keywords:
            self.hparams.update(given.locals[given.keywords])


@functools.cache
def lightning_module() -> type:
    """The class, made when the first one derives from it: torch is there by then."""
    import torch

    class LightningModule(WithSettings, torch.nn.Module):
        device = torch.device("cpu")
        trainer: Any = None  # who fits it, in a rehearsal
        logger = None
        current_epoch = global_step = 0
        automatic_optimization = True

        def log(self, name: Any = "", value: Any = None, *_: Any, **__: Any) -> None:
            if self.trainer is not None:
                self.trainer.keep(str(name), value)

        def log_dict(self, values: Any, *_: Any, **__: Any) -> None:
            for name, value in dict(values).items():
                self.log(name, value)

        def print(self, *_: Any, **__: Any) -> None:
            """Nobody reads it."""

        def optimizers(self, *_: Any, **__: Any) -> Any:
            return _one_or_all(self.trainer.optimizers)

        def lr_schedulers(self) -> Any:
            return _one_or_all([one["scheduler"] for one in self.trainer.schedulers])

        def manual_backward(self, loss: Any, *args: Any, **options: Any) -> None:
            loss.backward(*args, **options)

    return LightningModule


def _one_or_all(several: list[Any]) -> Any:
    return several[0] if len(several) == 1 else several

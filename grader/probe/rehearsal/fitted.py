"""Lightning's trainer: what it does around `training_step` and the other steps of a script."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from grader.probe.lightning import WithSettings, lightning_module
from grader.probe.rehearsal import loaders
from grader.probe.standins import StandIn, stand_in_module

MOST_EPOCHS = 10
_fitted: list[Any] = []  # networks, in this process


class Trainer(StandIn):
    """On one processor, without files; whatever else it is asked for is a stand-in."""

    def __init__(self, *_: Any, max_epochs: Any = None, **options: Any) -> None:
        super().__init__("Trainer")
        told = options.get("callbacks") or []
        self.__dict__.update(
            max_epochs=min(max_epochs or MOST_EPOCHS, MOST_EPOCHS),
            callbacks=told if isinstance(told, list) else [told],
            every=options.get("accumulate_grad_batches") or 1,
            clip=options.get("gradient_clip_val"),
            callback_metrics={},
            optimizers=[],
            schedulers=[],
            sums={},
            size=1,
            current_epoch=0,
            global_step=0,
            is_global_zero=True,
        )

    def keep(self, name: str, value: Any) -> None:
        """A number is logged: of a pass its mean is told, over all images."""
        value = value.compute() if hasattr(value, "compute") else value
        if isinstance(value, (int, float)) or (
            isinstance(value, torch.Tensor) and value.numel() == 1
        ):
            total, images = self.sums.get(name, (0.0, 0))
            self.sums[name] = total + float(value) * self.size, images + self.size

    def fit(self, model: Any, train: Any = None, val: Any = None, **options: Any) -> None:
        """`trainer.fit(model, train_loader, val_loader)`."""
        told = _options(options)
        train, val = told.get("train", train), told.get("val", val)
        data = told.get("datamodule", train)
        if not hasattr(data, "train_dataloader"):
            data = model
        elif data is train:
            train = None
        self._begin(model, data, "fit")
        train = _asked(data, "train_dataloader") if train is None else train
        val = _asked(data, "val_dataloader") if val is None else val
        made, later = _taken_apart(model.configure_optimizers())
        self.__dict__.update(optimizers=made, schedulers=later)
        self._tell(model, "on_train_start")
        for epoch in range(self.max_epochs):
            self.__dict__["current_epoch"] = model.current_epoch = epoch
            self._teach(model, train)
            if val is not None:
                self._go_over(model, val, "validation")
            self._tell(model, "on_train_epoch_end")
            self._schedule("epoch")
        self._tell(model, "on_train_end")

    def validate(self, model: Any = None, loaders: Any = None, **options: Any) -> Any:
        """`trainer.validate(model, loader)`."""
        return self._asked_over(model, loaders, options, "validation", "val")

    def test(self, model: Any = None, loaders: Any = None, **options: Any) -> Any:
        """`trainer.test(model, loader)`."""
        return self._asked_over(model, loaders, options, "test", "test")

    def predict(self, model: Any = None, loaders: Any = None, **options: Any) -> Any:
        """`trainer.predict(model, loader)`: what the steps give."""
        return self._asked_over(model, loaders, options, "predict", "predict")

    def _begin(self, model: Any, data: Any, stage: str) -> None:
        model.trainer = self
        _fitted.append(model)
        for one in (data,) if data is model else (data, model):
            _asked(one, "prepare_data")
            _asked(one, "setup", stage)

    def _asked_over(
        self, model: Any, loaders: Any, options: dict[str, Any], what: str, short: str
    ) -> Any:
        told = _options(options)
        model = model if isinstance(model, nn.Module) else next(iter(_fitted[-1:]), None)
        if model is None:
            return []
        given = told.get("datamodule", told.get("loaders", loaders))
        data = given if hasattr(given, f"{short}_dataloader") else model
        self._begin(model, data, short if short != "val" else "validate")
        over = given if data is model and given is not None else None
        over = _asked(data, f"{short}_dataloader") if over is None else over
        return self._go_over(model, over, what) if over is not None else []

    def _teach(self, model: Any, over: Any) -> None:
        model.train()
        self.sums.clear()
        self._tell(model, "on_train_epoch_start")
        given = []
        for number, batch in enumerate(over):
            self._look_at(batch)
            given.append(self._step(model, batch, number))
            self.__dict__["global_step"] += 1
            model.global_step = self.global_step
        _asked(model, "training_epoch_end", given)
        self.callback_metrics.update(self._means())

    def _step(self, model: Any, batch: Any, number: int) -> Any:
        if not model.automatic_optimization:
            return _called(model.training_step, batch, number)
        given: Any = None
        for place, optimiser in enumerate(self.optimizers):
            given = _called(model.training_step, batch, number, place)
            loss = given["loss"] if isinstance(given, dict) else given
            if loss is None:
                continue
            if number % self.every == 0:
                optimiser.zero_grad()
            (loss / self.every if self.every > 1 else loss).backward()
            if (number + 1) % self.every == 0:
                if self.clip:
                    nn.utils.clip_grad_norm_(model.parameters(), self.clip)
                optimiser.step()
                self._schedule("step")
        return given

    def _go_over(self, model: Any, over: Any, what: str) -> list[Any]:
        step = getattr(model, f"{what}_step", model if what == "predict" else None)
        given: list[Any] = []
        if step is None:
            return given
        was = model.training
        model.eval()
        self.sums.clear()
        self._tell(model, f"on_{what}_epoch_start")
        with torch.no_grad():
            for loader in over if isinstance(over, (list, tuple)) else [over]:
                for number, batch in enumerate(loader):
                    self._look_at(batch)
                    given.append(_called(step, batch, number))
        _asked(model, f"{what}_epoch_end", given)
        self._tell(model, f"on_{what}_epoch_end")
        model.train(was)
        means = self._means()
        self.callback_metrics.update(means)
        for name, mean in means.items():
            print(f"{name}: {float(mean):.6f}")  # as it shows them
        return given if what == "predict" else [means]

    def _look_at(self, batch: Any) -> None:
        first = batch[0] if isinstance(batch, (list, tuple)) and batch else batch
        self.__dict__["size"] = len(first) if isinstance(first, torch.Tensor) else 1

    def _means(self) -> dict[str, torch.Tensor]:
        return {n: torch.tensor(total / images) for n, (total, images) in self.sums.items()}

    def _schedule(self, interval: str) -> None:
        for one in self.schedulers:
            if one.get("interval", "epoch") == interval:
                scheduler, named = one["scheduler"], one.get("monitor")
                watches = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
                scheduler.step(*([self.callback_metrics[named]] if watches else []))

    def _tell(self, model: Any, moment: str) -> None:
        _asked(model, moment)
        for one in self.callbacks:
            if not isinstance(one, StandIn):
                _asked(one, moment, self, model)


_NAMES = {"train_dataloaders": "train", "train_dataloader": "train", "val_dataloaders": "val",
          "val_dataloader": "val", "dataloaders": "loaders", "test_dataloaders": "loaders",
          "datamodule": "datamodule"}  # fmt: skip


def _options(given: dict[str, Any]) -> dict[str, Any]:
    """By one name each, of all versions."""
    return {_NAMES[n]: value for n, value in given.items() if n in _NAMES and value is not None}


def _asked(owner: Any, name: str, *args: Any) -> Any:
    """What a method gives that the script may have written; None where it has not."""
    method = getattr(owner, name, None)
    return _called(method, *args) if callable(method) else None


def _called(function: Callable[..., Any], *args: Any) -> Any:
    """With as many of these as it takes."""
    takes = inspect.signature(function).parameters.values()
    several = any(one.kind is one.VAR_POSITIONAL for one in takes)
    plain = [o for o in takes if o.kind in (o.POSITIONAL_ONLY, o.POSITIONAL_OR_KEYWORD)]
    return function(*(args if several else args[: len(plain)]))


def _taken_apart(told: Any) -> tuple[list[Any], list[dict[str, Any]]]:
    """Optimisers and schedulers of all that `configure_optimizers` may give."""
    made, later = list[Any](), list[Any]()
    parts = told if isinstance(told, (list, tuple)) else [told]
    if len(parts) == 2 and all(isinstance(one, (list, tuple)) for one in parts):
        made, later = map(list, parts)
    else:
        for one in parts:
            inner = one if isinstance(one, dict) else {"optimizer": one}
            made.append(inner["optimizer"])
            later += [inner["lr_scheduler"]] if inner.get("lr_scheduler") is not None else []
    return made, [one if isinstance(one, dict) else {"scheduler": one} for one in later]


def _from_checkpoint(cls: Any, path: Any = None, *_: Any, **__: Any) -> Any:
    """The network of this class that was fitted last; else its weights lie on another disk."""
    last = [one for one in _fitted if isinstance(one, cls)]
    if not last:
        raise FileNotFoundError(2, "No such file or directory", str(path))
    return last[-1]


def _parts() -> Iterator[tuple[str, dict[str, Any]]]:
    module: Any = lightning_module()
    module.load_from_checkpoint = classmethod(_from_checkpoint)
    told = {
        "Trainer": Trainer,
        "LightningModule": module,
        "LightningDataModule": type("LightningDataModule", (WithSettings,), {}),
        "Callback": type("Callback", (), {}),
        "seed_everything": lambda seed=0, *_, **__: torch.manual_seed(seed),
    }
    for name in ("pytorch_lightning", "lightning", "lightning.pytorch"):
        yield name, told
        yield f"{name}.callbacks", {"Callback": told["Callback"]}


def install() -> None:
    """Put it where a script looks."""
    loaders.GO_OVER.add(Trainer.fit.__code__.co_filename)
    for name, there in _parts():
        sys.modules[name] = stand_in_module(name)
        vars(sys.modules[name]).update(there)
    for name in list(sys.modules):
        parent, _, last = name.rpartition(".")
        if name.partition(".")[0] in ("pytorch_lightning", "lightning") and parent:
            setattr(sys.modules[parent], last, sys.modules[name])

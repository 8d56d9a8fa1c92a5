"""Stand-ins for what a script does at module level: data sets, loaders, GPU set-up.

Only used when the whole file has to run. The data are a handful of random pictures: enough
for a loop over them to end, nothing to learn from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset

SAMPLES = 64
_DATASETS = (
    *("MNIST", "FashionMNIST", "KMNIST", "QMNIST", "EMNIST", "USPS"),
    *("CIFAR10", "CIFAR100", "SVHN", "STL10", "ImageFolder", "FakeData"),
)
_COLOURED = ("CIFAR10", "CIFAR100", "SVHN", "STL10", "ImageFolder", "FakeData")


class TinyData(Dataset[Any]):
    """A data set of random pictures that honours `transform`."""

    side = 28
    channels = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Whatever a torchvision data set takes; only the transforms count."""
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        depth = (self.channels,) if self.channels > 1 else ()
        shape = (SAMPLES, self.side, self.side, *depth)
        self.data = torch.randint(0, 256, shape, generator=generator).to(torch.uint8)
        self.targets = torch.arange(SAMPLES) % 10
        self.transform: Callable[[Any], Any] | None = kwargs.get("transform")
        self.target_transform: Callable[[Any], Any] | None = kwargs.get("target_transform")
        self.train = bool(kwargs.get("train", True))
        self.classes = [str(digit) for digit in range(10)]
        self.class_to_idx = {name: index for index, name in enumerate(self.classes)}
        # their names before torchvision 0.2.2
        self.train_data = self.test_data = self.data
        self.train_labels = self.test_labels = self.targets

    def __len__(self) -> int:
        """How many pictures."""
        return SAMPLES

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        """(picture, label), transformed."""
        if not 0 <= int(index) < SAMPLES:
            raise IndexError(index)
        picture: Any = _picture(self.data[int(index)])
        label: Any = int(self.targets[int(index)])
        if self.transform is not None:
            picture = self.transform(picture)
        return picture, self.target_transform(label) if self.target_transform else label


class TinyColourData(TinyData):
    """The same with three channels of 32×32."""

    side = 32
    channels = 3


def _picture(pixels: torch.Tensor) -> Any:
    try:
        from PIL import Image
    except ImportError:
        return pixels.numpy()
    return Image.fromarray(pixels.numpy())


def install() -> tuple[str, ...]:
    """Put the stand-ins where a script will look; gives what was replaced."""
    replaced = [*_datasets(), "DataLoader workers"]
    _workers()
    torch.cuda.set_device = lambda device: None
    argparse.ArgumentParser.error = _no_exit  # type: ignore[assignment,method-assign]
    return tuple(replaced)


def _datasets() -> list[str]:
    datasets = sys.modules.get("torchvision.datasets")
    if datasets is None:
        return []
    for name in _DATASETS:
        setattr(datasets, name, TinyColourData if name in _COLOURED else TinyData)
        module = sys.modules.get(f"torchvision.datasets.{name.lower()}")
        if module is not None:
            setattr(module, name, getattr(datasets, name))
    return ["torchvision data sets"]


def _workers() -> None:
    """Loaders load in this process: another one may not be started."""
    original = DataLoader.__init__

    def build(self: Any, dataset: Any, *args: Any, **kwargs: Any) -> None:
        kwargs = {k: v for k, v in kwargs.items() if k not in _WORKER_OPTIONS}
        if len(args) > 4:  # (batch_size, shuffle, sampler, batch_sampler, num_workers, ...)
            args = (*args[:4], 0, *args[5:])
        original(self, dataset, *args, **kwargs)

    DataLoader.__init__ = build  # type: ignore[method-assign]


_WORKER_OPTIONS = frozenset(
    (
        *("num_workers", "pin_memory", "timeout", "worker_init_fn", "prefetch_factor"),
        *("multiprocessing_context", "persistent_workers", "pin_memory_device", "in_order"),
    )
)


def _no_exit(self: argparse.ArgumentParser, message: str) -> None:
    """A required argument that is missing: the script goes on with None for it."""

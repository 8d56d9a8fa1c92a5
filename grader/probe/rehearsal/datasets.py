"""torchvision's data sets, with images of ours: as many as a few batches need."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import torch
from torch.utils.data import Dataset

from grader.evidence.rehearsed_calls import Made
from grader.probe.rehearsal.book import Book
from grader.probe.rehearsal.pictures import MOST, class_count, draw, image_shape, labels_of

WIDE = 300  # images of a batch: of larger ones there is one and a part
LENGTHS = {True: 600, False: 400}  # of a set whose length is asked for before it is loaded
_SETTLED: dict[bool, int] = {}  # lengths of this process' sets, once they were asked for
_GREY = ("MNIST", "FashionMNIST", "KMNIST", "QMNIST", "EMNIST", "USPS")
_COLOURED = ("CIFAR10", "CIFAR100")
_OF_VALUES = ("Compose", "ToTensor", "Normalize")


def length_for(size: int, train: bool, real: int) -> int:
    """Images of a set that is loaded in batches of `size`: several batches.

    The last is a part where it is one of the real data, where two whole ones cost too much, and
    where as many hits in a batch would look like a percentage.
    """
    if size == 1:
        return 36
    if size > WIDE:
        return size + size // 8
    whole = 14 if size < 12 else (4 if train else 3) if size <= 128 else 2
    return whole * size + (max(size * 3 // 8, 1) if real % size or size in (10, 100) else 0)


class Digits(Dataset[Any]):
    """A data set of torchvision's kind that is as long as it must be, until somebody asks."""

    book: ClassVar[Book | None] = None  # where it is written down that one is made
    real: ClassVar = {True: 60_000, False: 10_000}  # images of the data that it stands for
    classes: ClassVar[list[str]] = []  # filled as it is put where a script looks
    class_to_idx: ClassVar[dict[str, int]] = {}
    mirrors: ClassVar[list[str]] = []  # from where nothing is fetched
    resources: ClassVar[list[tuple[str, str]]] = []

    def __init__(
        self,
        root: Any = None,
        train: Any = True,
        transform: Any = None,
        target_transform: Any = None,
        download: Any = False,
        **options: Any,
    ) -> None:
        super().__init__()
        if isinstance(train, str):  # EMNIST(root, split, ...)
            train = options.get("train", True)
        self.root, self.train = root, bool(train)
        self._note()
        self.transform: Callable[[Any], Any] | None = transform
        self.target_transform: Callable[[Any], Any] | None = target_transform
        self.transforms = None
        self._length = _SETTLED.get(self.train, LENGTHS[self.train])
        self._settled = self.train in _SETTLED
        self._tensors: tuple[torch.Tensor, torch.Tensor] | None = None
        self._changed: torch.Tensor | None = None  # all images, as `transform` makes them
        self._changed_by: Any = None

    def _note(self) -> None:
        book, train = self.book, self.train
        if book is not None:
            line = book.line()
            if (line, train) not in ((one.line, one.train) for one in book.entries["sets"]):
                book.note("sets", Made(book.at(), line, train))

    def fit(self, size: int) -> None:
        """Be as long as batches of this size need, unless the length was told already."""
        if not self._settled:
            length = min(length_for(size, self.train, self.real[self.train]), MOST)
            self._length = _SETTLED.get(self.train, length)
            self._settle()

    @property
    def told(self) -> bool:
        """Whether its length was asked for, or follows from a loader's batches."""
        return self._settled

    @property
    def as_it_is(self) -> bool:
        """Whether each pixel's value alone says what becomes of it, as far as it was looked at."""
        parts = [self.transform, *getattr(self.transform, "transforms", ())]
        return self.transform is not None and all(map(_is_of_values, parts))

    def _settle(self) -> None:
        """From now on it is so long, and so is every other of its kind."""
        self._settled = True
        _SETTLED.setdefault(self.train, self._length)

    @property
    def data(self) -> torch.Tensor:
        """All images, grey values."""
        return self._all()[0]

    @data.setter
    def data(self, images: Any) -> None:
        self._tensors = torch.as_tensor(images), self._all()[1]
        self._changed = self._changed_by = None
        self._length = len(images)

    @property
    def targets(self) -> torch.Tensor:
        """All labels."""
        return self._all()[1]

    @targets.setter
    def targets(self, labels: Any) -> None:
        self._tensors = (self._all()[0], torch.as_tensor(labels))

    # their names before torchvision 0.2.2
    train_data = test_data = data
    train_labels = test_labels = targets

    def _all(self) -> tuple[torch.Tensor, torch.Tensor]:
        if self._tensors is None:
            numbers = self.number(0) + torch.arange(len(self))
            self._tensors = draw(numbers), labels_of(numbers)
        return self._tensors

    def number(self, index: int) -> int:
        """The number of an image."""
        return index + (0 if self.train else MOST)

    def __len__(self) -> int:
        if not self._settled:
            self._settle()
        return self._length

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Each of ours, once."""
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: Any) -> tuple[Any, Any]:
        """(picture, label), transformed. One of the real data's indices leads to one of ours."""
        index = int(index)
        if not -len(self) <= index < self.real[self.train]:
            raise IndexError(index)
        index %= len(self)
        label: Any = int(self._all()[1][index])
        picture = self._picture(index)
        return picture, self.target_transform(label) if self.target_transform else label

    def several(self, indices: list[Any]) -> list[tuple[Any, Any]]:
        """The same for a batch, at once where that can be."""
        batch = self.stacked(indices)
        if batch is None:
            return [self[index] for index in indices]
        return list(zip(batch[0].unbind(), batch[1].tolist(), strict=True))

    def stacked(self, indices: list[Any]) -> list[torch.Tensor] | None:
        """A batch as torch makes it of them: images and labels; None where it cannot be at once."""
        changed, labels = self._all_changed(), self._all()[1]
        plain = changed is not None and self.target_transform is None
        plain &= labels.dtype == torch.int64 and labels.shape == (len(self),)
        if not plain or not all(type(one) is int and 0 <= one < len(self) for one in indices):
            return None
        assert changed is not None
        chosen = torch.tensor(indices)
        return [changed[chosen], labels[chosen]]

    def _picture(self, index: int) -> Any:
        images, _ = self._all()
        if self.transform is None:
            return _picture(images[index])
        changed = self._all_changed()
        if changed is not None:
            return changed[index].clone()
        return self.transform(_picture(images[index]))

    def _all_changed(self) -> torch.Tensor | None:
        """All images as `transform` makes them; None where it takes one after another."""
        if self.transform is not None and self._changed_by is not self.transform:
            self._changed = _by_value(self.transform, self._all()[0])
            self._changed_by = self.transform
        return None if self.transform is None else self._changed


class Coloured(Digits):
    """The same as CIFAR's are given: channels last, as numpy's, and labels in a list."""

    real: ClassVar = {True: 50_000, False: 10_000}

    @property
    def data(self) -> Any:
        """All images, uint8 (N, height, width, 3)."""
        return self._all()[0].numpy()

    @data.setter
    def data(self, images: Any) -> None:
        Digits.data.fset(self, images)  # type: ignore[attr-defined]

    @property
    def targets(self) -> Any:
        """All labels."""
        return self._all()[1].tolist()

    @targets.setter
    def targets(self, labels: Any) -> None:
        Digits.targets.fset(self, labels)  # type: ignore[attr-defined]


def _by_value(transform: Any, images: torch.Tensor) -> torch.Tensor | None:
    """All images at once, where each pixel's value alone says what becomes of it: mostly so.

    None where that is not known, or where it raises: then it is done to one after another.
    """
    parts = [transform, *getattr(transform, "transforms", ())]
    if images.dtype != torch.uint8 or not all(map(_is_of_values, parts)):
        return None
    grey = images.dim() == 3
    levels = torch.arange(256, dtype=torch.uint8).reshape(16, 16)
    try:
        told = transform(_picture(levels if grey else levels[..., None].repeat(1, 1, 3)))
    except Exception:  # it is the script's, and is met where the script meets it
        return None
    if type(told) is not torch.Tensor or told.shape != (1 if grey else 3, 16, 16):
        return None
    channels = [images] if grey else images.unbind(-1)
    pairs = zip(told.flatten(1), channels, strict=True)
    made = [table.index_select(0, one.flatten().int()).view(one.shape) for table, one in pairs]
    return torch.stack(made, 1)


def _is_of_values(part: Any) -> bool:
    kind = type(part)
    return kind.__module__.startswith("torchvision.transforms.") and kind.__name__ in _OF_VALUES


def _picture(pixels: torch.Tensor) -> Any:
    from PIL import Image

    return Image.fromarray(pixels.numpy())


def install(book: Book | None = None) -> bool:
    """Put them where a script looks; whether torchvision is there at all."""
    Digits.book = book
    datasets = sys.modules.get("torchvision.datasets")
    if datasets is None:
        return False
    labels = [str(label) for label in range(class_count())]
    told = {"classes": labels, "class_to_idx": {name: at for at, name in enumerate(labels)}}
    grey = image_shape()[0] == 1
    base, file = (Digits, "mnist") if grey else (Coloured, "cifar")
    for name in _GREY if grey else _COLOURED:
        made = type(name, (base,), {"__module__": f"torchvision.datasets.{file}", **told})
        for place in ("", f".{file}", f".{name.lower()}"):
            module = sys.modules.get(f"torchvision.datasets{place}")
            if module is not None:
                setattr(module, name, made)
    return True

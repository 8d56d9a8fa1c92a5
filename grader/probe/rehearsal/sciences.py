"""Of scikit-learn what a script around a network uses: data divided, answers counted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from grader.probe.rehearsal.datasets import LENGTHS
from grader.probe.rehearsal.pictures import MOST, draw, labels_of
from grader.probe.standins import stand_in_module


def divided(
    *arrays: Any,
    test_size: Any = None,
    train_size: Any = None,
    random_state: Any = None,
    shuffle: bool = True,
    **options: Any,
) -> list[Any]:
    """`train_test_split`: of each array the rows to learn from, and those to test with."""
    length = len(arrays[0])
    if test_size is None and train_size is not None:
        test_size = 1 - train_size if train_size < 1 else length - train_size
    share = 0.25 if test_size is None else test_size
    count = round(length * share) if share < 1 else int(share)
    if not 0 < count < length:  # a number for as many images as the real data has
        count = length // 5
    order = np.random.default_rng(0).permutation(length) if shuffle else np.arange(length)
    parts = order[:-count], order[-count:]
    return [_taken(array, rows) for array in arrays for rows in parts]


def _taken(array: Any, rows: Any) -> Any:
    if isinstance(array, torch.Tensor):
        return array[torch.as_tensor(rows)]
    if isinstance(array, np.ndarray):
        return array[rows]
    return [array[row] for row in rows.tolist()]


class Folds:
    """`KFold`."""

    def __init__(
        self, n_splits: int = 5, *, shuffle: bool = False, random_state: Any = None
    ) -> None:
        self.n_splits, self._shuffle = n_splits, shuffle

    def split(self, rows: Any, *others: Any) -> Iterator[tuple[Any, Any]]:
        """Rows to learn from, and rows to test with."""
        order = np.arange(len(rows))
        if self._shuffle:
            order = np.random.default_rng(0).permutation(order)
        for part in np.array_split(order, self.n_splits):
            yield np.setdiff1d(order, part), np.sort(part)

    def get_n_splits(self, *args: Any) -> int:
        """How many there are."""
        return self.n_splits


class Scaled:
    """`StandardScaler`."""

    def fit(self, numbers: Any, *args: Any) -> Scaled:
        """See how each column lies."""
        self.mean_, self.scale_ = np.mean(numbers, 0), np.std(numbers, 0)
        return self

    def transform(self, numbers: Any) -> Any:
        """Each column around 0, with a deviation of 1."""
        return (np.asarray(numbers) - self.mean_) / np.where(self.scale_ > 0, self.scale_, 1)

    def fit_transform(self, numbers: Any, *args: Any) -> Any:
        """Both."""
        return self.fit(numbers).transform(numbers)


def share_of_hits(told: Any, said: Any, *, normalize: bool = True, **options: Any) -> float:
    """`accuracy_score`."""
    one, other = (np.asarray(given).reshape(-1) for given in (told, said))
    hits = one == other
    if one.dtype.kind == other.dtype.kind == "i":  # as it is seen where torch compares them
        hits = torch.eq(
            *(torch.as_tensor(given.astype(np.int64)) for given in (one, other))
        ).numpy()
    return float(hits.mean() if normalize else hits.sum())


def confusion(told: Any, said: Any, **options: Any) -> Any:
    """`confusion_matrix`."""
    rows, columns = (np.asarray(one).reshape(-1).astype(int) for one in (told, said))
    size = int(max(rows.max(), columns.max())) + 1
    counts = np.zeros((size, size), int)
    np.add.at(counts, (rows, columns), 1)
    return counts


class _Fetched(dict[str, Any]):
    """A data set of scikit-learn's: by keys and by attributes."""

    __getattr__ = dict.__getitem__


def fetched(*args: Any, return_X_y: bool = False, **options: Any) -> Any:  # noqa: N803  # its name
    """`fetch_openml`: the training images, then the test images, a row each."""
    numbers = torch.cat([torch.arange(LENGTHS[True]), torch.arange(LENGTHS[False]) + MOST])
    images = draw(numbers).flatten(1).numpy().astype(float)
    labels = labels_of(numbers).numpy().astype(str).astype(object)
    return (images, labels) if return_X_y else _Fetched(data=images, target=labels)


_PARTS: dict[str, dict[str, Any]] = {
    "": {},
    ".model_selection": {
        "train_test_split": divided,
        "KFold": Folds,
        "StratifiedKFold": Folds,
    },
    ".metrics": {"accuracy_score": share_of_hits, "confusion_matrix": confusion},
    ".preprocessing": {"StandardScaler": Scaled},
    ".datasets": {"fetch_openml": fetched},
}


def install() -> None:
    """Put it where a script looks."""
    for part, there in _PARTS.items():
        module = stand_in_module(f"sklearn{part}")
        vars(module).update(there)
        sys.modules[f"sklearn{part}"] = module
        if part:
            setattr(sys.modules["sklearn"], part[1:], module)

"""Images in tables: a file of numbers that is not there holds ours, a row each."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from grader.probe.rehearsal.datasets import LENGTHS
from grader.probe.rehearsal.pictures import MOST, draw, labels_of
from grader.probe.standins import StandIn, stand_in_module

LABEL = "label"


class Column(np.ndarray[Any, Any]):
    """A column, or some numbers of a row: an array that goes by pandas' names too."""

    @property
    def values(self) -> Any:
        """The numbers alone."""
        return np.asarray(self)

    @property
    def iloc(self) -> Any:
        """Rows by their place."""
        return self

    loc = iloc

    def to_numpy(self, dtype: Any = None, **options: Any) -> Any:
        """The numbers alone."""
        return np.asarray(self, dtype)

    def unique(self) -> Any:
        """Each number once."""
        return np.unique(np.asarray(self))

    def value_counts(self, *args: Any, **options: Any) -> Any:
        """Only to be shown."""
        return StandIn("pandas.value_counts")


class _Places:
    """`iloc` and `loc` of a table."""

    def __init__(self, table: Table, by_name: bool) -> None:
        self._table, self._by_name = table, by_name

    def __getitem__(self, key: Any) -> Any:
        rows, columns = key if isinstance(key, tuple) else (key, slice(None))
        table = self._table
        if self._by_name:
            columns = _places(list(table.columns), columns)
        names = np.asarray(table.columns, dtype=object)[columns]
        found = np.asarray(table)[rows][..., columns]
        if found.ndim == 2:
            return Table.of(found, list(names))
        return found if found.ndim == 0 else found.view(Column)


def _places(names: list[Any], asked: Any) -> Any:
    if isinstance(asked, slice):
        first, last = (
            None if one is None else names.index(one) for one in (asked.start, asked.stop)
        )
        return slice(first, None if last is None else last + 1)
    if isinstance(asked, (list, np.ndarray)) and len(asked) and not isinstance(asked[0], np.bool_):
        return [names.index(one) for one in asked]
    return names.index(asked) if asked in names else asked


class Table(np.ndarray[Any, Any]):
    """What `pandas.read_csv` gives, as far as scripts take it apart."""

    columns: Any

    @classmethod
    def of(cls, numbers: Any, columns: list[Any]) -> Table:
        """A table with these names of its columns."""
        made: Table = cls(np.shape(numbers), np.asarray(numbers).dtype)  # `pop` makes it smaller
        made[...] = numbers
        made.columns = np.asarray(columns, dtype=object)
        return made

    def __array_finalize__(self, other: Any) -> None:
        self.columns = getattr(other, "columns", None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or self.columns is None or name not in self.columns:
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, key: Any) -> Any:
        names = list(self.columns)
        if isinstance(key, str) or (isinstance(key, int) and key in names):
            return np.asarray(self)[:, names.index(key)].view(Column)
        if isinstance(key, (list, np.ndarray)) and len(key) and key[0] in names:
            places = [names.index(one) for one in key]
            return Table.of(np.asarray(self)[:, places], list(key))
        return Table.of(np.asarray(self)[key], names)

    def __repr__(self) -> str:
        return f"{self.shape[0]} rows"

    __str__ = __repr__

    @property
    def values(self) -> Any:
        """The numbers alone."""
        return np.asarray(self)

    iloc = property(lambda self: _Places(self, False))
    loc = property(lambda self: _Places(self, True))

    def to_numpy(self, dtype: Any = None, **options: Any) -> Any:
        """The numbers alone."""
        return np.asarray(self, dtype)

    def drop(self, labels: Any = None, axis: Any = 0, columns: Any = None, **_: Any) -> Any:
        """Without some columns."""
        gone = columns if columns is not None else labels
        gone = [gone] if isinstance(gone, (str, int)) else list(gone)
        return self[[one for one in self.columns if one not in gone]]

    def pop(self, name: Any) -> Any:
        """A column; the array keeps its size, so the table goes on without its name only."""
        taken = self[name].copy()  # what is left is written over it
        rest = self.drop(columns=name)
        self.resize(rest.shape, refcheck=False)
        self[...] = rest
        self.columns = rest.columns
        return taken

    def head(self, count: int = 5) -> Any:
        """Its first rows."""
        return Table.of(np.asarray(self)[:count], list(self.columns))

    def sample(self, n: Any = None, frac: Any = 1, random_state: Any = None, **_: Any) -> Any:
        """Rows in another order."""
        count = n if n is not None else round(len(self) * frac)
        order = np.random.default_rng(0).permutation(len(self))[: int(count)]
        return Table.of(np.asarray(self)[order], list(self.columns))

    def reset_index(self, *args: Any, **options: Any) -> Table:
        """Its rows have no other names than their places."""
        return self

    def isnull(self) -> Any:
        """Nothing is missing."""
        return StandIn("pandas.isnull")

    isna = info = describe = isnull


def table_of(name: str) -> tuple[list[str], Any] | None:
    """The names of the columns of a file of digits and its numbers, by what it is called."""
    file = name.replace("\\", "/").rpartition("/")[2].lower()
    if not file.endswith((".csv", ".txt", ".data", ".tsv")):
        return None
    train = not any(word in file for word in ("test", "val"))
    numbers = torch.arange(LENGTHS[train]) + (0 if train else MOST)
    labels = labels_of(numbers).numpy()[:, None]
    pixels = draw(numbers).flatten(1).numpy().astype(np.int64)
    names = [f"pixel{place}" for place in range(pixels.shape[1])]
    if "submission" in file:
        return ["ImageId", "Label"], np.hstack([np.arange(1, len(labels) + 1)[:, None], 0 * labels])
    if "label" in file or file.startswith("y"):
        return [LABEL], labels
    # a competition gives the images alone that are to be named
    if "image" in file or file.startswith("x") or file == "test.csv":
        return names, pixels
    return [LABEL, *names], np.hstack([labels, pixels])


def text_of(name: str, delimiter: str = ",", head: bool = True) -> str | None:
    """The same as the text of such a file."""
    told = table_of(name)
    if told is None:
        return None
    names, numbers = told
    rows = ([names] if head else []) + numbers.tolist()
    return "\n".join(delimiter.join(map(str, row)) for row in rows) + "\n"


def install() -> None:
    """Put them where a script looks."""
    _numpy()
    pandas = stand_in_module("pandas")
    pandas.read_csv = _read_csv  # type: ignore[attr-defined]
    pandas.DataFrame = _frame  # type: ignore[attr-defined]
    sys.modules["pandas"] = pandas


def _read_csv(file: Any, *args: Any, **options: Any) -> Any:
    told = table_of(str(file))
    if told is None:
        return StandIn("pandas.read_csv")
    names, numbers = told
    kept = numbers[: options.get("nrows")]
    if "dtype" in options and not isinstance(options["dtype"], dict):
        kept = kept.astype(options["dtype"])
    if options.get("header", "infer") is None:
        return Table.of(kept, options.get("names") or list(range(len(names))))
    return Table.of(kept, options.get("names") or names)


def _frame(data: Any = None, *args: Any, **options: Any) -> Any:
    if isinstance(data, Table):
        return data
    return StandIn("pandas.DataFrame")


def _numpy() -> None:
    for name, skips in (("loadtxt", "skiprows"), ("genfromtxt", "skip_header")):
        setattr(np, name, _reading(getattr(np, name), skips))


def _reading(read: Callable[..., Any], skips: str) -> Callable[..., Any]:
    def instead(file: Any, *args: Any, **options: Any) -> Any:
        if not isinstance(file, (str, os.PathLike)) or Path(file).exists():
            return read(file, *args, **options)
        head = bool(options.get(skips) or options.get("names"))
        text = text_of(str(file), options.get("delimiter") or " ", head)
        return read(file if text is None else io.StringIO(text), *args, **options)

    return instead

"""Tables of ours where a script looks for a file of numbers: taken apart as pandas' are."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch

from grader.probe.rehearsal.datasets import LENGTHS
from grader.probe.rehearsal.pictures import MOST, draw, labels_of, look_like
from grader.probe.rehearsal.tables import LABEL, Table, table_of, text_of
from grader.probe.standins import StandIn


@pytest.fixture(autouse=True)
def digits() -> None:
    look_like((1, 28, 28), 10)


def _table(name: str = "train.csv") -> Table:
    told = table_of(name)
    assert told is not None
    return Table.of(told[1], told[0])


@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("mnist_train.csv", 785, LENGTHS[True]),
        ("C:\\data\\mnist_test.csv", 785, LENGTHS[False]),
        ("test.csv", 784, LENGTHS[False]),  # a competition's: without the labels
        ("train_images.txt", 784, LENGTHS[True]),
        ("train_labels.csv", 1, LENGTHS[True]),
        ("sample_submission.csv", 2, LENGTHS[True]),
    ],
)
def test_what_a_file_holds_goes_by_its_name(name: str, columns: int, rows: int) -> None:
    told = table_of(name)
    assert told is not None
    assert (len(told[0]), told[1].shape) == (columns, (rows, columns))


def test_no_other_file_is_a_table() -> None:
    assert table_of("weights.pt") is None
    assert text_of("notes.md") is None


def test_its_rows_are_the_images_with_their_labels() -> None:
    table = _table()
    numbers = torch.arange(LENGTHS[True])
    assert np.array_equal(table[LABEL].values, labels_of(numbers).numpy())
    assert np.array_equal(table.drop(LABEL, axis=1).values, draw(numbers).flatten(1).numpy())
    held_back = _table("mnist_test.csv")
    assert held_back.label[0] == labels_of(torch.tensor([MOST]))[0]


def test_all_ways_to_take_it_apart_give_the_same() -> None:
    table = _table()
    labels, pixels = np.asarray(table)[:, 0], np.asarray(table)[:, 1:]
    for found in (table[LABEL], table.label, table.iloc[:, 0], table.loc[:, LABEL]):
        assert np.array_equal(found.to_numpy(), labels)
    for found in (
        table.iloc[:, 1:],
        table.loc[:, "pixel0":"pixel783"],
        table.drop(columns=[LABEL]),
        table[[f"pixel{n}" for n in range(784)]],
        table.values[:, 1:],
    ):
        assert np.array_equal(np.asarray(found), pixels)
    assert np.array_equal(table[table.label == 3].values[:, 0], labels[labels == 3])
    assert len(table.head(7)) == 7
    assert np.array_equal(table.iloc[5].values, np.asarray(table)[5])
    assert sorted(table.label.unique()) == list(range(10))


def test_a_column_that_is_popped_is_gone() -> None:
    table = _table()
    labels, pixels = np.asarray(table)[:, 0].copy(), np.asarray(table)[:, 1:].copy()
    assert np.array_equal(table.pop(LABEL), labels)
    assert np.array_equal(table.values, pixels)
    assert LABEL not in table.columns


def test_rows_in_another_order_keep_their_labels() -> None:
    table = _table()
    mixed = table.sample(frac=0.5).reset_index(drop=True)
    assert len(mixed) == LENGTHS[True] // 2
    rows = {row.tobytes() for row in np.asarray(table)}
    assert all(row.tobytes() in rows for row in np.ascontiguousarray(mixed))


def test_what_is_only_looked_at_is_a_stand_in() -> None:
    assert isinstance(_table().isnull(), StandIn)
    assert isinstance(_table()[LABEL].value_counts(), StandIn)
    assert str(_table()) == f"{LENGTHS[True]} rows"


def test_the_text_of_a_file_reads_as_the_table() -> None:
    text = text_of("mnist_test.csv")
    assert text is not None
    assert text.startswith(f"{LABEL},pixel0,")
    read = np.loadtxt(io.StringIO(text), delimiter=",", skiprows=1)
    assert np.array_equal(read, np.asarray(_table("mnist_test.csv")))
    assert text_of("mnist_test.csv", head=False) == text.partition("\n")[2]

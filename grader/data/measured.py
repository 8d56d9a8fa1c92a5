"""A data set of a lab's own: one part held out where there is none, each channel measured."""

from __future__ import annotations

import numpy as np

from grader.data.nouns import Bytes, DataError, DataSet

SHARE = 0.2  # of each class, that is held out
FEWEST = 10  # images of each class, without which nothing can be said
MOST_BYTES = 2**31
_SEED = 8425


def held_apart(images: Bytes, labels: Bytes) -> tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]:
    """A training part and a held-out one: a fifth of each class, by a seeded draw, in order."""
    random = np.random.default_rng(_SEED)
    out = np.zeros(len(labels), bool)
    for one in np.unique(labels):
        places = random.permutation(np.flatnonzero(labels == one))
        out[places[: max(int(SHARE * len(places)), 1)]] = True
    return (images[~out], labels[~out]), (images[out], labels[out])


def measured(
    name: str, where: str, train: tuple[Bytes, Bytes], held_out: tuple[Bytes, Bytes]
) -> DataSet:
    """The data set, if its labels are as they must be. Raises `DataError`."""
    for images, labels in (train, held_out):
        if len(images) != len(labels):
            raise DataError(f"{where} holds {len(images)} images and {len(labels)} labels")
    known, there = (np.unique(labels) for _, labels in (train, held_out))
    if not len(known) or not len(there):
        raise DataError(f"{where} holds no images to learn from, or none to look at")
    if int(known[-1]) + 1 != len(known) or not set(there) <= set(known):
        raise DataError(
            f"{where}: the labels to learn from are {_some(known)} and the unseen ones "
            f"{_some(there)}; they go from 0 on without a gap"
        )
    fewest = int(np.bincount(train[1]).min())
    if fewest < FEWEST:
        raise DataError(
            f"{where} has {fewest} images of a class to learn from; {FEWEST} of each are needed"
        )
    return with_numbers(name, where, train, held_out)


def with_numbers(
    name: str, where: str, train: tuple[Bytes, Bytes], held_out: tuple[Bytes, Bytes]
) -> DataSet:
    """The data set, and of each channel mean and deviation of the training part."""
    mean, std = zip(*(_of(train[0][:, one]) for one in range(train[0].shape[1])), strict=True)
    if min(std) == 0:
        raise DataError(f"{where}: a channel is the same in all images")
    return DataSet(name, *train, *held_out, mean, std)


def _of(channel: Bytes) -> tuple[float, float]:
    """Mean and deviation of values from 0 to 1, by how often each of 256 is there: exact."""
    counts = np.bincount(channel.reshape(-1), minlength=256).astype(np.float64)
    values = np.arange(256) / 255
    mean = float((counts * values).sum() / counts.sum())
    variance = float((counts * (values - mean) ** 2).sum() / counts.sum())
    return mean, variance**0.5


def _some(labels: Bytes) -> str:
    most = 6
    rest = ", …" if len(labels) > most else ""
    return ", ".join(str(int(one)) for one in labels[:most]) + rest

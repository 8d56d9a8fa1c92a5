"""A data set, whichever way it is written."""

from __future__ import annotations

from grader.data.cifar import load_cifar
from grader.data.digits import load_digits
from grader.data.mnist import load_mnist
from grader.data.nouns import DataSet, Source
from grader.data.npz import load_npz
from grader.data.pictures import load_pictures
from grader.data.sets import load_set


def load(source: Source) -> DataSet:
    """Read a data set. Raises `DataError` with one sentence that names the bad file."""
    if source.folder is None:
        return load_digits()
    if source.form == "npz":
        return load_npz(source.name, source.folder)
    if source.form == "pictures":
        return load_pictures(source.name, source.folder)
    if source.form == "cifar10":
        return load_cifar(source.folder)
    return load_mnist(source.folder) if source.name == "mnist" else load_set(source)

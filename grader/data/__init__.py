"""Digits as arrays: MNIST where it is on disk, the embedded digits otherwise."""

from grader.data.division import Division, divide
from grader.data.idx import DataError
from grader.data.likeness import Likeness, likeness_for, likeness_of
from grader.data.mnist import Digits, Source, cache_folder, choose, fetch, find_data, load

__all__ = [
    "DataError",
    "Digits",
    "Division",
    "Likeness",
    "Source",
    "cache_folder",
    "choose",
    "divide",
    "fetch",
    "find_data",
    "likeness_for",
    "likeness_of",
    "load",
]

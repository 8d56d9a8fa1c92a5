"""Images as arrays: MNIST where it is on disk, the embedded digits otherwise, or a lab's own."""

from grader.data.division import Division, divide
from grader.data.find import find_lab_data
from grader.data.handed import Handed, handed_out
from grader.data.likeness import Likeness, likeness_for, likeness_of
from grader.data.load import load
from grader.data.mnist import cache_folder, fetch, find_data
from grader.data.nouns import DataError, DataSet, Source, choose
from grader.data.npz import npz_of

__all__ = [
    "DataError",
    "DataSet",
    "Division",
    "Handed",
    "Likeness",
    "Source",
    "cache_folder",
    "choose",
    "divide",
    "fetch",
    "find_data",
    "find_lab_data",
    "handed_out",
    "likeness_for",
    "likeness_of",
    "load",
    "npz_of",
]

"""Finished runs, a file each: whole or not there, whenever the power goes.

A run is known by all that it follows from: the network with its setting, how it begins, the
recipe, the seed, the images and the code. So the same command goes on where it was ended, and one
that asks for more uses what is there. The numbers that a run ended with lie beside it until it is
known with which setting the test images are read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.disk.files import put_file
from grader.evidence import Made, Trial
from grader.lab import Recipe
from grader.wire import frame
from grader.wire.records import from_json, to_json

FOLDER = "runs"
_NUMBERS = ".numbers"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError)


def key_of(made: Made, recipe: Recipe, where: str) -> str:
    """Of everything that a run follows from; `where` names images, code and torch."""
    digest = hashlib.sha256(made.graphs)
    blobs: list[bytes] = []
    told = [to_json(replace(made, graphs=b""), blobs), to_json(recipe, []), where]
    digest.update(json.dumps(told, sort_keys=True).encode())
    for blob in blobs:
        digest.update(hashlib.sha256(blob).digest())
    return digest.hexdigest()[:24]


def put(folder: Path, key: str, trial: Trial) -> None:
    """Write one run whole. Raises OSError and `LinkError`."""
    (folder / FOLDER).mkdir(exist_ok=True)
    blobs: list[bytes] = []
    told = json.dumps(to_json(trial, blobs))
    put_file(folder / FOLDER / f"{key}.json", told.encode())


def put_numbers(folder: Path, key: str, numbers: Sequence[bytes]) -> None:
    """Write what a run ended with; before the run itself, which says that all is there."""
    (folder / FOLDER).mkdir(exist_ok=True)
    put_file(folder / FOLDER / f"{key}{_NUMBERS}", frame.pack({}, numbers))


def get_numbers(folder: Path, key: str) -> tuple[bytes, ...] | None:
    """What a run ended with; None where it is not there, or cannot be read."""
    try:
        return tuple(frame.unpack((folder / FOLDER / f"{key}{_NUMBERS}").read_bytes())[1])
    except _UNREADABLE:
        return None


def let_go(folder: Path) -> None:
    """Remove all such numbers: nobody asks for them any more."""
    for path in (folder / FOLDER).glob(f"*{_NUMBERS}"):
        path.unlink(missing_ok=True)


def get(folder: Path, key: str) -> Trial | None:
    """A run that is there; None where it is not, or cannot be read: then it is made anew."""
    try:
        told = (folder / FOLDER / f"{key}.json").read_bytes()
        return from_json(Trial, json.loads(told), [])
    except _UNREADABLE:
        return None

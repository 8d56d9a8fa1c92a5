"""The nouns of comparing: texts, what two of them have in common, and how unlikely that is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One file to be compared."""

    key: str  # of the submission; of an earlier year's the path
    name: str  # as a page calls it
    file: str  # its name, which says whether it is a notebook
    data: bytes
    earlier: bool = False  # of an earlier year: only compared with, never among themselves


@dataclass(frozen=True)
class Stretch:
    """A run of words that two texts have in common; lines count from 1."""

    one: tuple[int, int]  # first and last line in the one
    other: tuple[int, int]
    words: int


@dataclass(frozen=True)
class Pair:
    """Two texts that are more alike than chance and the lab's sheet would make them."""

    one: str  # key of a submission
    other: str  # of another, or of an earlier year's
    other_name: str
    earlier: bool
    bits: float  # how unlikely: each bit halves the odds; a measure to sort by, no probability
    lines: int  # of the one that lie in a common stretch
    rare: tuple[str, ...]  # names and remarks that hardly anybody else has
    page: str  # name of the page that shows both; "" where none was drawn


@dataclass(frozen=True)
class Compared:
    """A class, compared."""

    pairs: tuple[Pair, ...]  # the unlikeliest first
    pages: tuple[tuple[str, bytes], ...]  # name and content
    notes: tuple[str, ...]  # sentences: what was not compared

"""What Moodle calls the columns of its worksheet, in the language of whoever downloaded it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Words:
    """Each heading in every spelling that one language has for it; () where it has none."""

    id: tuple[str, ...]
    name: tuple[str, ...]
    status: tuple[str, ...]
    group: tuple[str, ...]
    grade: tuple[str, ...]
    maximum: tuple[str, ...]
    scale: tuple[str, ...]
    changeable: tuple[str, ...]
    modified: tuple[str, ...]
    comments: tuple[str, ...]
    other_ids: tuple[str, ...]  # student number, address, login
    no: tuple[str, ...]  # what stands under `changeable` where it is locked
    late: tuple[str, ...]  # a part of the status, with {} for how late

    def late_by(self, status: str) -> str:
        """How late a status says that it was handed in: "2 days 3 hours"; "" if it was not.

        The parts of a status are joined with " - ", and how late it was always has a number.
        """
        for part in heading(status).split(" - "):
            for phrase in self.late:
                before, _, after = map(re.escape, phrase.partition("{}"))
                match = re.fullmatch(f"{before}(.*\\d.*){after}", part.strip(), re.DOTALL)
                if match:
                    return match[1].strip()
        return ""


def heading(cell: str) -> str:
    """A heading as it is compared: however its accents were put together."""
    return unicodedata.normalize("NFC", cell.strip())


@cache
def _languages() -> tuple[Words, ...]:
    table = tomllib.loads(files(__package__).joinpath("moodle.toml").read_text(encoding="utf-8"))
    return tuple(
        Words(**{field.name: tuple(map(heading, about[field.name])) for field in fields(Words)})
        for about in table.values()
    )


def words_of(header: Sequence[str]) -> Words | None:
    """The language of a worksheet by its first heading, and that of the mark; None if none fits.

    The one that knows most of the other headings is meant: neighbours share some words.
    """
    those = [words for words in _languages() if _fits(words, header)]
    return max(those, key=lambda words: _known(words, header), default=None)


def _fits(words: Words, header: Sequence[str]) -> bool:
    return bool(header) and header[0] in words.id and any(one in header for one in words.grade)


def _known(words: Words, header: Sequence[str]) -> int:
    """How many headings it has a word for."""
    headings = {one for field in fields(Words) for one in getattr(words, field.name)}
    return sum(name in headings for name in header)

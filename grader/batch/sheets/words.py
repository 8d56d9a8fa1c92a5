"""What Moodle calls the columns of its worksheet, in the language of whoever downloaded it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
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
    spans: tuple[tuple[str, str], ...]  # (word of a span of time, in English), the longest first

    def late_by(self, status: str) -> str:
        """How late a status says that it was handed in: "2 days 3 hours"; "" if it was not.

        The parts of a status are joined with " - ", and how late it was always has a number. Where
        its words are not those of the language, it stays as it is said.
        """
        for part in heading(status).split(" - "):
            for phrase in self.late:
                before, _, after = map(re.escape, phrase.partition("{}"))
                match = re.fullmatch(f"{before}(.*\\d.*){after}", part.strip(), re.DOTALL)
                if match:
                    said = match[1].strip()
                    return self._in_english(said) or said
        return ""

    def _in_english(self, said: str) -> str:
        """A span such as "2 Tage 3 Stunden" in English; "" where it is none in this language."""
        words = "|".join(re.escape(word) for word, _ in self.spans)
        amount = re.compile(rf"(\d+)\s*({words})(?!\w)", re.IGNORECASE)
        found = amount.findall(said)
        if not found or amount.sub("", said).strip(" ,"):
            return ""
        plain = {word.lower(): english for word, english in self.spans}
        each = [(int(count), plain[word.lower()]) for count, word in found]
        return " ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in each)


def heading(cell: str) -> str:
    """A heading as it is compared: however its accents were put together."""
    return unicodedata.normalize("NFC", cell.strip())


@cache
def _languages() -> tuple[Words, ...]:
    table = tomllib.loads(files(__package__).joinpath("moodle.toml").read_text(encoding="utf-8"))
    plain = [field.name for field in fields(Words) if field.name != "spans"]
    return tuple(
        Words(
            **{name: tuple(map(heading, about[name])) for name in plain},
            spans=_longest_first(about["spans"]),
        )
        for about in table.values()
    )


def _longest_first(spans: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Each word of a span with what it is in English."""
    pairs = [(heading(word), english) for english, words in spans.items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


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
    plain = [field.name for field in fields(Words) if field.name != "spans"]
    headings = {one for name in plain for one in getattr(words, name)}
    return sum(name in headings for name in header)

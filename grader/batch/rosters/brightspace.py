"""Brightspace's (D2L's) download: `145678-310456 - Jane Doe - Nov 3, 2026 1102 AM/`.

As public scripts read it (cgmb/d2lmf and others): the user's and the assignment's number, the name,
and when it was handed in, without the ":" of the time or with a "_" for it; a folder for each time
that somebody handed in, or the files themselves with " - task1.py" behind it; an `index.html` lies
beside them. The user's number is Brightspace's own, which a gradebook need not have.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from grader.batch.rosters.level import Level, level_of
from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, Sorted

_DAY = r"(?:\w+ \d{1,2}|\d{1,2} \w+)"  # the language of the site puts the day first, or the month
_TIME = r"\d{1,2}[:_.]?\d\d ?[AP]M"
_NAME = re.compile(
    rf"(?P<id>\d+)-\d+ - (?P<name>.+?) - (?P<when>{_DAY},? \d{{4}} {_TIME})"
    r"(?: - (?P<file>.+))?",
    re.DOTALL,
)
# in another language: the first piece with a year in it
_ABROAD = re.compile(
    r"(?P<id>\d+)-\d+ - (?P<name>.+?) - (?P<when>(?:(?! - ).)*\d{4}(?:(?! - ).)*)"
    r"(?: - (?P<file>.+))?",
    re.DOTALL,
)
_WHEN = re.compile(
    r"(?:(?P<first>\d+)\.? )?(?:de )?(?P<month>[^\W\d_]{3,})\.?(?: (?P<then>\d+)\.?)?,?"
    r" (?:de )?(?P<year>\d{4}),? (?P<hour>\d{1,2}) ?[h:_.]? ?(?P<minute>\d\d)"
    r"(?: ?(?P<half>[AP])\.? ?M\.?)?",
    re.IGNORECASE,
)
_MONTHS = (  # how they begin, without accents, in the languages of these letters that it speaks
    ("jan", "ene", "oca"),
    ("feb", "fev", "sub"),
    ("mar", "mrt", "maa"),
    ("apr", "avr", "abr", "nis"),
    ("may", "mai", "mei", "maj"),
    ("jun", "juin", "haz"),
    ("jul", "juil", "tem"),
    ("aug", "aou", "ago"),
    ("sep", "set", "eyl"),
    ("oct", "okt", "out", "eki"),
    ("nov", "kas"),
    ("dec", "dez", "dic", "des", "ara"),
)
_LIST = "index.html"


@dataclass(frozen=True)
class Name:
    """What a folder's or a file's name says."""

    id: str  # the user's, or the group's
    name: str
    when: str  # as it stands there
    file: str = ""  # "" of a folder

    @property
    def seconds(self) -> float:
        """When, since 1970 on the clock of the site; 0 where it is in no known form."""
        match = _WHEN.fullmatch(self.when)
        day = match and (match["first"] or match["then"])
        month = _month(match["month"]) if match else 0
        if match is None or day is None or not month:
            return 0.0
        hour = int(match["hour"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
        try:
            time = datetime(int(match["year"]), month, int(day), hour, int(match["minute"]),
                            tzinfo=UTC)  # fmt: skip
        except ValueError:
            return 0.0
        return time.timestamp()


def _month(word: str) -> int:
    """Its number; 0 of a word that is none."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if c.isalpha())
    return next((i for i, starts in enumerate(_MONTHS, 1) if plain.startswith(starts)), 0)


def read_name(name: str) -> Name | None:
    """What Brightspace wrote into a name; None where it is not such a name."""
    match = _NAME.fullmatch(name) or _ABROAD.fullmatch(name)
    if match is None:
        return None
    return Name(
        match["id"], match["name"].strip(), match["when"], match.groupdict().get("file") or ""
    )


def level(given: Given) -> Level:
    """Where its names stand."""
    return level_of(given.parts, read_name)


def sort(given: Given) -> Sorted:
    """The files by user, those of the newer hand-in the newer."""
    mine: dict[str, list[tuple[Name, Part, str]]] = defaultdict(list)
    nobodys: list[Part] = []
    at = level(given)
    for part in given.parts:
        name = read_name(at.name(part))
        if name is not None:
            path = "/".join(filter(None, (name.file, at.below(part))))
            mine[name.id].append((name, part, path or part.name))
        elif part.name != _LIST:
            nobodys.append(part)
    return Sorted(tuple(_bundle(found) for found in mine.values()), tuple(nobodys))


def _bundle(found: Sequence[tuple[Name, Part, str]]) -> Bundle:
    times = {name.when for name, _, _ in found}
    pieces = tuple(
        Piece(
            part,
            f"{name.when}/{path}" if len(times) > 1 else path,
            (name.seconds, part.modified or 0.0),
            attempt=name.when,
        )
        for name, part, path in found
    )
    first = found[0][0]
    unread = len(times) > 1 and not all(name.seconds for name, _, _ in found)
    notes = ("Which hand-in is the newest is told by the files' own times.",) if unread else ()
    return Bundle(first.id, first.name, pieces, notes=notes)

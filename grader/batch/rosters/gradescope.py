"""Gradescope's "Download submissions": `submission_metadata.yml` beside `submission_12345/`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml

from grader.batch.nouns import Person
from grader.batch.rosters.level import Level, level_of
from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, RosterError, Sorted

METADATA = "submission_metadata.yml"
_MOST = 20 * 2**20  # bytes of the metadata
_NUMBER = re.compile(r"(?:submission_)?(?P<id>\d+)")
_FOLDER = re.compile(r"(?:submission_)?\d+")
_NOTHING = {"", "~", "null"}


def like(name: str) -> bool:
    """Whether Gradescope would write such a name beside its metadata."""
    return name == METADATA or _FOLDER.fullmatch(name) is not None


def level(given: Given) -> Level:
    """Where its names stand; without the metadata nothing is like them."""
    found = level_of(given.parts, like)
    return found if metadata_of(given.parts, found) is not None else replace(found, share=0.0)


def metadata_of(parts: Sequence[Part], level: Level) -> Part | None:
    """The file that only Gradescope writes, at its own level: not one that a student hands in."""
    return next((part for part in parts if _is_metadata(part, level)), None)


def _is_metadata(part: Part, level: Level) -> bool:
    return level.name(part) == METADATA and not level.below(part)


def sort(parts: Sequence[Part]) -> Sorted:
    """The files by submission, with the people that the metadata names. Raises `RosterError`."""
    level = level_of(parts, like)
    metadata = metadata_of(parts, level)
    if metadata is None:
        return Sorted((), tuple(parts))
    root = metadata.path.removesuffix(METADATA)
    people = _people(metadata)
    mine: dict[str, list[Part]] = {folder: [] for folder in people}
    nobodys: list[Part] = []
    for part in parts:
        folder = level.name(part)
        if part is metadata:
            continue
        if part.path.startswith(root) and _NUMBER.match(folder):
            mine.setdefault(folder, []).append(part)
        else:
            nobodys.append(part)
    bundles = (_bundle(folder, mine[folder], people.get(folder), root) for folder in mine)
    return Sorted(tuple(bundles), tuple(nobodys))


def _bundle(
    folder: str, parts: Sequence[Part], people: tuple[Person, ...] | None, root: str
) -> Bundle:
    match = _NUMBER.match(folder)
    start = f"{root}{folder}/"
    return Bundle(
        id=match["id"] if match else folder,
        name=", ".join(person.name for person in people or () if person.name),
        pieces=tuple(
            Piece(part, part.path.removeprefix(start), (part.modified or 0.0,)) for part in parts
        ),
        group=len(people or ()) > 1,
        people=people or (),
        notes=() if people is not None else (f"{METADATA} does not say whose {folder} is.",),
    )


def _people(metadata: Part) -> dict[str, tuple[Person, ...]]:
    """Who is behind each folder, in the order of the file."""
    entries = _load(metadata)
    found: dict[str, tuple[Person, ...]] = {}
    for folder, about in entries.items():
        submitters = about.get(":submitters", []) if isinstance(about, Mapping) else []
        if not isinstance(submitters, list):
            submitters = []
        found[str(folder)] = tuple(
            Person(_text(one, ":name"), _text(one, ":sid"), _text(one, ":email"))
            for one in submitters[:1000]
            if isinstance(one, Mapping)
        )
    return found


def _load(metadata: Part) -> Mapping[Any, Any]:
    """The metadata with every value as it is spelled: a student number keeps its zeros.

    `BaseLoader` knows text, lists and maps only: no tag makes an object, no merge key unfolds,
    and an alias stays one and the same thing however often it is named.
    """
    if metadata.data is None or len(metadata.data) > _MOST:
        raise RosterError(
            f"{metadata.path} {metadata.refused or 'is too large to be read'}; use --roster folder "
            "to grade its folders without the students' names"
        )
    try:
        loaded = yaml.load(metadata.data, Loader=yaml.BaseLoader)  # noqa: S506  # texts alone
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f", line {line + 1}," if line is not None else ""
        raise RosterError(
            f"{metadata.path}{where} is not the YAML that Gradescope writes; download it again, "
            "or use --roster folder"
        ) from None
    if not isinstance(loaded, Mapping):
        raise RosterError(f"{metadata.path} names no submissions; use --roster folder")
    return loaded


def _text(one: Mapping[Any, Any], key: str) -> str:
    value = one.get(key, one.get(key.removeprefix(":"), ""))
    text = value.strip() if isinstance(value, str) else ""
    return "" if text.lower() in _NOTHING else text
